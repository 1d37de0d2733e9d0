// Several tickets at once; whoever was faster with one of them is not overruled.
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Dialog,
  Notice,
  Stack,
  Table,
  type TableColumn,
  showToast,
  useLang,
} from '../../design/index.ts';
import type { TicketSummary } from '../../server/tickets/contract.ts';
import { useLists } from '../desk/desk-data.ts';
import { type GivenCommand, useBulkCommand } from './ticket-data.ts';

/** The server takes so many in one go. */
export const mostAtOnce = 100;

export function BulkDialog({
  title,
  what,
  tickets,
  commandFor,
  column,
  children,
  onClose,
}: {
  title: string;
  what: 'dispatch' | 'accept' | 'assign';
  /** Those that it can be done with. */
  tickets: readonly TicketSummary[];
  /** Null where it is not known what to do with one: it is left out. */
  commandFor: (ticket: TicketSummary) => GivenCommand | null;
  /** What else decides, in the place of the category. */
  column?: TableColumn<TicketSummary>;
  /** What is chosen for all of them, and the way to tick some. */
  children: (tick: (ids: readonly string[]) => void) => ReactNode;
  onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const lists = useLists().data;
  const bulk = useBulkCommand();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState(0);
  const rows = tickets.slice(0, mostAtOnce);
  const picked = rows
    .filter(({ id }) => chosen.has(id))
    .flatMap((ticket) => {
      const command = commandFor(ticket);
      return command ? [{ ticket, command }] : [];
    });
  const give = (): void =>
    bulk.mutate(picked, {
      onSuccess: (failed) => {
        setChosen(new Set(failed.map(({ ticketId }) => ticketId)));
        setRefused(failed.length);
        const count = picked.length - failed.length;
        if (count > 0) showToast({ tone: 'ok', title: t(`bulk.done.${what}`, { count }) });
        if (failed.length === 0) onClose();
      },
    });
  const category: TableColumn<TicketSummary> = {
    id: 'category',
    title: t('fact.category'),
    width: '45%',
    render: ({ categoryCode }) =>
      lists?.categories.find(({ code }) => code === categoryCode)?.name[lang] ?? '—',
  };
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="large"
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={picked.length === 0}
            isPending={bulk.isPending}
            onPress={give}
          >
            {t(`bulk.${what}`, { count: picked.length })}
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
        {children((ids) => setChosen(new Set(ids)))}
        <div className="bulk-tickets">
          <Table
            label={t('list.label')}
            rows={rows}
            rowKey={({ id }) => id}
            selected={chosen}
            onSelect={setChosen}
            empty={<p className="oc-quiet">{t('bulk.none')}</p>}
            columns={[
              {
                id: 'title',
                title: t('bulk.matter'),
                isRowHeader: true,
                // Two columns, so that what decides is seen on a telephone, too.
                render: ({ title, kind, number }) => (
                  <Stack gap={0}>
                    <span>{title}</span>
                    <span className="oc-micro oc-quiet">{`${t(`kind.${kind}`)} · ${number}`}</span>
                  </Stack>
                ),
              },
              column ?? category,
            ]}
          />
        </div>
      </Stack>
    </Dialog>
  );
}
