import { Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Row, Skeleton, Stack } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useActions } from '../actions/registry.ts';
import { type GivenCommand, useSuggestion } from './ticket-data.ts';

/** Above this the suggestion is usually right; below the dispatcher should look twice. */
const sureFrom = 0.75;

/** Where the ticket probably belongs, and one key to send it there. */
export function DispatchSuggestion({
  ticket,
  lists,
  isPending,
  onDispatch,
  onChoose,
}: {
  ticket: TicketView;
  lists: Lists;
  isPending: boolean;
  onDispatch: (command: GivenCommand) => void;
  onChoose: () => void;
}) {
  const { t, i18n } = useTranslation('tickets');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  const suggestion = useSuggestion(ticket).data;
  const department = lists.departments.find((row) => row.code === suggestion?.departmentCode);
  const category = lists.categories.find(
    (row) => row.code === (ticket.categoryCode ?? suggestion?.categoryCode),
  );
  const dispatch = (): void => {
    if (!department) return;
    onDispatch({
      command: 'dispatch',
      departmentCode: department.code,
      ...(category ? { categoryCode: category.code } : {}),
    });
  };
  useActions([
    {
      id: 'ticket.dispatch',
      labelKey: 'tickets:suggestion.dispatch',
      shortcut: 'd',
      permission: 'ticket.command',
      isEnabled: department !== undefined,
      run: dispatch,
    },
    {
      id: 'ticket.dispatch_elsewhere',
      labelKey: 'tickets:suggestion.choose',
      shortcut: 'e',
      permission: 'ticket.command',
      run: onChoose,
    },
  ]);
  if (!suggestion) return <Skeleton lines={2} />;
  const isSure = suggestion.confidence >= sureFrom;
  return (
    <section className="ticket-suggestion" aria-label={t('suggestion.title')}>
      <Stack gap={2}>
        <Row wraps>
          <strong>{department?.name[lang] ?? t('suggestion.none')}</strong>
          {category && <span className="oc-quiet">{category.name[lang]}</span>}
          <Badge tone={isSure ? 'ok' : 'warn'}>
            {t(isSure ? 'suggestion.sure' : 'suggestion.unsure', {
              percent: Math.round(suggestion.confidence * 100),
            })}
          </Badge>
        </Row>
        <p className="oc-micro oc-quiet">{suggestion.reasons.slice(0, 6).join(' · ')}</p>
        <Row>
          <Button
            variant="primary"
            icon={Send}
            isDisabled={!department}
            isPending={isPending}
            onPress={dispatch}
          >
            {t('suggestion.dispatch')}
          </Button>
          <Button onPress={onChoose}>{t('suggestion.choose')}</Button>
        </Row>
      </Stack>
    </section>
  );
}
