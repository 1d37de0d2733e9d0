// Several tickets to one department at once; whoever was faster with one of them is not overruled.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  ComboBox,
  Dialog,
  Notice,
  Row,
  Stack,
  Table,
  TextField,
  showToast,
  useLang,
} from '../../design/index.ts';
import type { TicketSummary } from '../../server/tickets/contract.ts';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useBulkCommand } from './ticket-data.ts';

const most = 100;

export function BulkDispatch({
  tickets,
  onClose,
}: {
  tickets: readonly TicketSummary[];
  onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const lists = useLists().data;
  const bulk = useBulkCommand();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [departmentCode, setDepartment] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [refused, setRefused] = useState(0);
  const rows = tickets.slice(0, most);
  const picked = rows.filter(({ id }) => chosen.has(id));
  const dispatch = (): void => {
    if (departmentCode === null) return;
    const command = {
      command: 'dispatch' as const,
      departmentCode,
      ...(note.trim() ? { note: note.trim() } : {}),
    };
    bulk.mutate(
      picked.map((ticket) => ({ ticket, command })),
      {
        onSuccess: (failed) => {
          setChosen(new Set(failed.map(({ ticketId }) => ticketId)));
          setRefused(failed.length);
          const count = picked.length - failed.length;
          if (count > 0) showToast({ tone: 'ok', title: t('bulk.done', { count }) });
          if (failed.length === 0) onClose();
        },
      },
    );
  };
  return (
    <Dialog
      title={t('bulk.title')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="large"
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={picked.length === 0 || departmentCode === null}
            isPending={bulk.isPending}
            onPress={dispatch}
          >
            {t('bulk.dispatch', { count: picked.length })}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {refused > 0 && (
          <Notice tone="warn" isLive>
            {t('bulk.refused', { count: refused })}
          </Notice>
        )}
        <Row wraps gap={3}>
          <ComboBox
            label={t('form.department')}
            isRequired
            options={departmentOptions(
              (lists?.departments ?? []).filter(({ takesTickets }) => takesTickets),
              lang,
            )}
            value={departmentCode}
            onChange={setDepartment}
          />
          <TextField label={t('words.dispatch')} maxLength={500} value={note} onChange={setNote} />
        </Row>
        <Table
          label={t('view.triage')}
          rows={rows}
          rowKey={({ id }) => id}
          selected={chosen}
          onSelect={setChosen}
          columns={[
            { id: 'title', title: t('bulk.matter'), isRowHeader: true, render: ({ title }) => title },
            { id: 'kind', title: t('bulk.kind'), width: '6rem', render: ({ kind }) => t(`kind.${kind}`) },
            {
              id: 'category',
              title: t('fact.category'),
              width: '10rem',
              render: ({ categoryCode }) =>
                lists?.categories.find(({ code }) => code === categoryCode)?.name[lang] ?? '—',
            },
            { id: 'number', title: t('fact.number'), width: '11rem', render: ({ number }) => number },
          ]}
        />
      </Stack>
    </Dialog>
  );
}
