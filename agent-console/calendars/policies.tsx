// Time limits: how long a clock runs for which tickets, on which calendar, and when it warns.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { TimerReset } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  Badge,
  Button,
  Dialog,
  Row,
  Select,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextField,
  useLang,
} from '../../design/index.ts';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type CalendarView,
  effectSchema,
  type PolicyView,
  policyListSchema,
  policyWriteSchema,
} from '../../server/tickets/clock-rules/contract.ts';
import { ticketKindSchema, urgencySchema } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { Overtaken, useGoingOn, useOtherFailureToast } from '../forms/overtaken.tsx';
import { EffectView } from './effect-view.tsx';
import { separator } from './hours-text.ts';
import { Versions } from './versions.tsx';

const units = ['minutes', 'hours', 'days', 'working_minutes', 'working_hours', 'working_days'] as const;
type Unit = (typeof units)[number];

/** What a time limit holds for, in words. */
function useMatchWords(): (policy: PolicyView) => string {
  const { t } = useTranslation(['calendars', 'tickets']);
  const lang = useLang();
  const lists = useLists().data;
  return ({ match }) => {
    const kind = ticketKindSchema.safeParse(match.kind);
    const urgency = urgencySchema.safeParse(match.urgency);
    const category = lists?.categories.find(({ code }) => code === match.categoryCode);
    const body = lists?.departments.find(({ code }) => code === match.bodyCode);
    const words = [
      category?.name[lang] ?? match.categoryCode,
      urgency.success && t(`tickets:urgency.${urgency.data}`),
      body?.name[lang] ?? match.bodyCode,
      kind.success && t(`tickets:kind.${kind.data}`),
    ].filter(Boolean);
    return words.length > 0 ? words.join(' · ') : t('policy.all');
  };
}

const warnText = ({ warnAt }: PolicyView): string =>
  warnAt.map((share) => Math.round(share * 100)).join(', ');

const nameOf = (code: string, calendars: readonly CalendarView[], lang: 'zh' | 'en'): string =>
  calendars.find((one) => one.code === code)?.name[lang] ?? code;

function EditPolicy({
  policy,
  title,
  calendars,
  onClose,
}: {
  policy: PolicyView;
  title: string;
  calendars: readonly CalendarView[];
  onClose: () => void;
}) {
  const { t } = useTranslation('calendars');
  const lang = useLang();
  const client = useQueryClient();
  const [amount, setAmount] = useState(String(policy.budget.amount));
  const [unit, setUnit] = useState<Unit>(policy.budget.unit);
  const [calendarCode, setCalendar] = useState(policy.calendarCode);
  const [warn, setWarn] = useState(warnText(policy));
  const [note, setNote] = useState('');
  const warnAt = warn
    .split(separator)
    .filter((text) => text.trim() !== '')
    .map((text) => Number(text) / 100);
  const isWhole = unit !== 'working_days' || Number.isInteger(Number(amount));
  const isAmount = Number(amount) > 0 && isWhole;
  const areShares = warnAt.every((share) => share > 0 && share < 1) && warnAt.length <= 5;
  const words = { budget: { amount: Number(amount), unit }, calendarCode, warnAt };
  const path = `/api/clock-rules/policies/${policy.code}`;
  const onError = useFailureToast();
  const attempt = useMutation({
    mutationFn: () => api.post(`${path}/effect`, words, effectSchema),
    onError,
  });
  const save = useMutation({
    mutationFn: (ready: z.infer<typeof policyWriteSchema>) => api.put(path, ready, okSchema),
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('saved') });
      onClose();
    },
    onError: useOtherFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['clock-rules'] }),
  });
  const going = useGoingOn(policy, policy, {
    attempts: [save],
    take: (theirs) => {
      setAmount(String(theirs.budget.amount));
      setUnit(theirs.budget.unit);
      setCalendar(theirs.calendarCode);
      setWarn(warnText(theirs));
    },
    onClose,
  });
  const version = going.seen?.version ?? 0;
  const { faultAt, check } = useFaults(readWritten(policyWriteSchema, { ...words, version, note }));
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={false}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            isPending={attempt.isPending}
            isDisabled={!isAmount || !areShares}
            onPress={() => attempt.mutate()}
          >
            {t('try')}
          </Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={() => {
              const ready = check();
              if (ready && isAmount && areShares) save.mutate(ready);
            }}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Overtaken
          {...going}
          standing={[
            {
              id: 'budget',
              term: t('policy.budget'),
              value: t(`amount.${policy.budget.unit}`, { count: policy.budget.amount }),
            },
            {
              id: 'calendar',
              term: t('policy.calendar'),
              value: nameOf(policy.calendarCode, calendars, lang),
            },
            { id: 'warnAt', term: t('policy.warnAt'), value: warnText(policy) },
          ]}
        />
        <Row wraps gap={3} align="end">
          <TextField
            label={t('policy.amount')}
            inputMode="decimal"
            value={amount}
            onChange={setAmount}
            {...(!isAmount && { error: t('fault.amount') })}
          />
          <Select
            label={t('policy.unit')}
            options={units.map((id) => ({ id, label: t(`unit.${id}`) }))}
            value={unit}
            onChange={(id) => setUnit(units.find((one) => one === id) ?? unit)}
          />
        </Row>
        <Select
          label={t('policy.calendar')}
          options={calendars.map(({ code, name }) => ({ id: code, label: name[lang] }))}
          value={calendarCode}
          onChange={(id) => setCalendar(id ?? calendarCode)}
        />
        <TextField
          label={t('policy.warnAt')}
          description={t('policy.warnAtNote')}
          value={warn}
          onChange={setWarn}
          {...(!areShares && { error: t('fault.shares') })}
        />
        {attempt.data && <EffectView effect={attempt.data} />}
        <TextField
          label={t('note')}
          isRequired
          error={faultAt('note')}
          value={note}
          onChange={setNote}
          maxLength={300}
        />
        <Versions rule={`policy:${policy.code}`} />
      </Stack>
    </Dialog>
  );
}

export function Policies({ calendars, mayEdit }: { calendars: readonly CalendarView[]; mayEdit: boolean }) {
  const { t } = useTranslation(['calendars', 'tickets']);
  const lang = useLang();
  const wordsOf = useMatchWords();
  const [edited, setEdited] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['clock-rules', 'policies'],
    queryFn: () => api.get('/api/clock-rules/policies', policyListSchema),
  });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  const policy = query.data.items.find(({ code }) => code === edited);
  const titleOf = (one: PolicyView): string => `${t(`tickets:clock.${one.clock}`)} · ${wordsOf(one)}`;
  return (
    <Stack gap={3} className="calendar-body">
      <Row wraps gap={3} justify="between">
        <p className="oc-small oc-quiet">{t('policy.intro')}</p>
        <ListFiles name="policies" />
      </Row>
      <Table
        label={t('policy.title')}
        rows={query.data.items}
        rowKey={({ code }) => code}
        {...(mayEdit && { onOpen: setEdited })}
        empty={<NothingSetUp icon={TimerReset} title={t('policy.none')} />}
        columns={[
          {
            id: 'clock',
            title: t('policy.clock'),
            width: '8rem',
            isRowHeader: true,
            render: ({ clock }) => t(`tickets:clock.${clock}`),
          },
          {
            id: 'match',
            title: t('policy.match'),
            width: '12rem',
            render: (row) => (
              <Row gap={1}>
                {wordsOf(row)}
                {row.isEdited && <Badge tone="accent">{t('edited')}</Badge>}
              </Row>
            ),
          },
          {
            id: 'budget',
            title: t('policy.budget'),
            width: '9rem',
            render: ({ budget }) => t(`amount.${budget.unit}`, { count: budget.amount }),
          },
          {
            id: 'calendar',
            title: t('policy.calendar'),
            render: ({ calendarCode }) => nameOf(calendarCode, calendars, lang),
          },
          {
            id: 'warnAt',
            title: t('policy.warnAt'),
            width: '8rem',
            render: ({ warnAt }) => warnAt.map((share) => `${Math.round(share * 100)}%`).join(', ') || '—',
          },
          {
            id: 'open',
            title: t('openClocks'),
            width: '7rem',
            align: 'end',
            render: ({ openClocks }) => openClocks,
          },
        ]}
      />
      {policy && (
        <EditPolicy
          key={policy.code}
          policy={policy}
          title={titleOf(policy)}
          calendars={calendars}
          onClose={() => setEdited(null)}
        />
      )}
    </Stack>
  );
}
