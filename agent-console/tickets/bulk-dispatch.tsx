import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, ComboBox, Row, Select, TextField, useLang } from '../../design/index.ts';
import type { DispatchSuggestion, TicketSummary } from '../../server/tickets/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { BulkDialog, mostAtOnce } from './bulk-dialog.tsx';
import { levelOf } from './suggestion-level.ts';
import { type GivenCommand, useSuggestions } from './ticket-data.ts';

const ways = ['suggested', 'toOne'] as const;

/** The duty list names another department than the words of the matter: somebody has to choose. */
const isContested = ({ departmentCode, duty }: DispatchSuggestion): boolean =>
  duty !== null && duty.leadCode !== departmentCode;

/** Nobody has to look twice: the suggestion is sure and uncontested, and no department has returned the ticket. */
const isClear = ({ bounces }: TicketSummary, suggestion: DispatchSuggestion): boolean =>
  bounces === 0 && levelOf(suggestion) === 'sure' && !isContested(suggestion);

const noSuggestions: ReadonlyMap<string, DispatchSuggestion> = new Map();

/** Several tickets at once: each to the department that is suggested for it, or all to one. */
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
  const departments = (lists?.departments ?? []).filter(({ takesTickets }) => takesTickets);
  const query = useSuggestions(tickets.slice(0, mostAtOnce).map(({ id }) => id));
  const suggestions = query.data ?? noSuggestions;
  const [way, setWay] = useState<(typeof ways)[number]>('suggested');
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const suggestedFor = (ticket: TicketSummary) => {
    const suggestion = suggestions.get(ticket.id);
    const department = departments.find(({ code }) => code === suggestion?.departmentCode);
    return suggestion && department && { suggestion, department };
  };
  const commandFor = (ticket: TicketSummary): GivenCommand | null => {
    const suggested = suggestedFor(ticket);
    const departmentCode = way === 'toOne' ? chosen : (suggested?.department.code ?? null);
    const categoryCode = ticket.categoryCode ?? suggested?.suggestion.categoryCode;
    if (departmentCode === null) return null;
    return {
      command: 'dispatch',
      departmentCode,
      ...(way === 'suggested' && categoryCode && { categoryCode }),
      ...(note.trim() && { note: note.trim() }),
    };
  };
  const clear = tickets.flatMap((ticket) => {
    const suggested = suggestedFor(ticket);
    return suggested && isClear(ticket, suggested.suggestion) ? [ticket.id] : [];
  });
  return (
    <BulkDialog
      title={t('bulk.title')}
      what="dispatch"
      tickets={tickets}
      commandFor={commandFor}
      column={{
        id: 'suggested',
        title: t('bulk.suggestion'),
        width: '45%',
        render: (ticket) => {
          const suggested = suggestedFor(ticket);
          if (!suggested) return suggestions.has(ticket.id) || query.isError ? t('suggestion.none') : '…';
          const level = levelOf(suggested.suggestion);
          const isOpen = isContested(suggested.suggestion);
          return (
            <Row gap={2} wraps>
              {suggested.department.name[lang]}
              <Badge tone={level === 'sure' && !isOpen ? 'ok' : 'warn'}>
                {isOpen ? t('bulk.contested') : t(`suggestion.${level}`)}
              </Badge>
            </Row>
          );
        },
      }}
      onClose={onClose}
    >
      {(tick) => (
        <Row wraps gap={3} align="end">
          {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
          <Select
            label={t('bulk.where')}
            options={ways.map((id) => ({ id, label: t(`bulk.${id}`) }))}
            value={way}
            onChange={(id) => setWay(ways.find((one) => one === id) ?? 'suggested')}
          />
          {way === 'toOne' ? (
            <ComboBox
              label={t('form.department')}
              isRequired
              options={departmentOptions(departments, lang)}
              value={chosen}
              onChange={setChosen}
            />
          ) : (
            <Button isDisabled={clear.length === 0} onPress={() => tick(clear)}>
              {t('bulk.tickClear', { count: clear.length })}
            </Button>
          )}
          <TextField label={t('words.dispatch')} maxLength={500} value={note} onChange={setNote} />
        </Row>
      )}
    </BulkDialog>
  );
}
