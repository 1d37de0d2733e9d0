// Clocks that run out soon or have run out, by department; several are acted on at once.
import { useQuery } from '@tanstack/react-query';
import { AlarmClockCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  Badge,
  Button,
  Countdown,
  Dialog,
  EmptyState,
  Row,
  Select,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextArea,
  useLang,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { type DueClock, dueListSchema } from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useAskedText } from '../forms/asked-text.ts';
import { useUser } from '../session/session.ts';
import { type GivenCommand, useBulkCommand, useTicketNews } from '../tickets/ticket-data.ts';

const windows = ['60', '240', '1440'] as const;
const deeds = ['urge', 'supervise', 'public_notice'] as const;
type Deed = (typeof deeds)[number];
const refreshEveryMs = 30_000;

const commandOf = (deed: Deed, text: string): GivenCommand =>
  deed === 'supervise' ? { command: deed, note: text } : { command: deed, text };

/** The words of what is done to the chosen tickets. */
function Act({
  deed,
  chosen,
  onClose,
}: {
  deed: Deed;
  chosen: readonly DueClock[];
  onClose: (isDone: boolean) => void;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const text = useAskedText();
  const bulk = useBulkCommand();
  const tickets = [...new Map(chosen.map((clock) => [clock.ticketId, clock])).values()];
  const give = (words: string): void =>
    bulk.mutate(
      tickets.map(({ ticketId, version }) => ({
        ticket: { id: ticketId, version },
        command: commandOf(deed, words),
      })),
      {
        onSuccess: (failed) => {
          const count = tickets.length - failed.length;
          showToast({ tone: failed.length > 0 ? 'warn' : 'ok', title: t('due.done', { count }) });
          onClose(true);
        },
      },
    );
  return (
    <Dialog
      title={`${t(`tickets:command.${deed}`)} · ${t('due.chosen', { count: tickets.length })}`}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose(false)}
      isDismissable={text.field.value === ''}
      footer={
        <>
          <Button onPress={() => onClose(false)}>{t('tickets:cancel')}</Button>
          <Button variant="primary" isPending={bulk.isPending} onPress={() => text.give(give)}>
            {t(`tickets:command.${deed}`)}
          </Button>
        </>
      }
    >
      <TextArea label={t(`tickets:words.${deed}`)} isRequired autoFocus maxLength={500} {...text.field} />
    </Dialog>
  );
}

export function DueBoard() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const [, navigate] = useLocation();
  const { roles } = useUser();
  const [minutes, setMinutes] = useState<string>('60');
  const [department, setDepartment] = useState('all');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [deed, setDeed] = useState<Deed | null>(null);
  const lists = useLists().data;
  useTicketNews();
  const query = useQuery({
    queryKey: ['tickets', 'due', minutes],
    queryFn: () => api.get('/api/oversight/due', dueListSchema, { query: { minutes } }),
    refetchInterval: refreshEveryMs,
  });
  const nameOf = (code: string | null): string =>
    code === null ? t('due.desk') : (lists?.departments.find((row) => row.code === code)?.name[lang] ?? code);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const { items, overdue } = query.data;
  const codes = [...new Set(items.map((clock) => clock.departmentCode ?? '-'))];
  const rows = items.filter((clock) => department === 'all' || (clock.departmentCode ?? '-') === department);
  const picked = rows.filter(({ id }) => chosen.has(id));
  const mayAct = may(roles, 'routing.steer');
  return (
    <Stack gap={3} className="oversight-body">
      <Row wraps gap={3} align="end">
        <Select
          label={t('due.window')}
          options={windows.map((each) => ({ id: each, label: t(`due.within.${each}`) }))}
          value={minutes}
          onChange={(id) => setMinutes(id ?? '60')}
        />
        <Select
          label={t('due.department')}
          options={[
            { id: 'all', label: t('due.all') },
            ...codes.map((code) => ({
              id: code,
              label: `${nameOf(code === '-' ? null : code)} · ${
                items.filter((clock) => (clock.departmentCode ?? '-') === code).length
              }`,
            })),
          ]}
          value={codes.includes(department) ? department : 'all'}
          onChange={(id) => setDepartment(id ?? 'all')}
        />
        <span className="due-overdue">
          <Badge tone={overdue > 0 ? 'danger' : 'ok'}>{t('due.overdue', { count: overdue })}</Badge>
        </span>
        {mayAct &&
          deeds.map((each) => (
            <Button key={each} isDisabled={picked.length === 0} onPress={() => setDeed(each)}>
              {t(`tickets:command.${each}`)}
            </Button>
          ))}
      </Row>
      <Table
        label={t('due.title')}
        rows={rows}
        rowKey={({ id }) => id}
        {...(mayAct && { selected: chosen, onSelect: setChosen })}
        onOpen={(id) => {
          const clock = rows.find((row) => row.id === id);
          if (clock) navigate(`/tickets/${clock.ticketId}`);
        }}
        empty={<EmptyState icon={AlarmClockCheck} title={t('due.none')} description={t('due.noneNote')} />}
        columns={[
          {
            id: 'due',
            title: t('due.left'),
            width: '8rem',
            render: (clock) => (
              <Countdown
                clock={{ state: 'running', dueAt: clock.dueAt, alarm: clock.isOverdue ? 1 : clock.alarm }}
              />
            ),
          },
          {
            id: 'title',
            title: t('due.matter'),
            isRowHeader: true,
            render: (clock) => <Link href={`/tickets/${clock.ticketId}`}>{clock.title}</Link>,
          },
          {
            id: 'clock',
            title: t('due.clock'),
            width: '7rem',
            render: ({ clock }) => t(`tickets:clock.${clock}`),
          },
          {
            id: 'department',
            title: t('due.department'),
            width: '12rem',
            render: ({ departmentCode }) => nameOf(departmentCode),
          },
          {
            id: 'state',
            title: t('due.state'),
            width: '7rem',
            render: ({ state }) => t(`tickets:state.${state}`),
          },
        ]}
      />
      {deed && (
        <Act
          deed={deed}
          chosen={picked}
          onClose={(isDone) => {
            setDeed(null);
            if (isDone) setChosen(new Set());
          }}
        />
      )}
    </Stack>
  );
}
