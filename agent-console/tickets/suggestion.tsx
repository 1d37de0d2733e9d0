import { Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Notice, Row, Skeleton, Stack, Tooltip, useLang } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useActions } from '../actions/registry.ts';
import { levelOf } from './suggestion-level.ts';
import { SuggestionReasons } from './suggestion-reasons.tsx';
import { type GivenCommand, useSuggestion } from './ticket-data.ts';

/** What the duty list says, and the way to follow it: the lead with its helpers. */
function OnDuty({
  duty,
  lists,
  isDisabled,
  onDispatch,
}: {
  duty: { leadCode: string; coHandlerCodes: readonly string[] };
  lists: Lists;
  isDisabled: boolean;
  onDispatch: () => void;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const nameOf = (code: string): string =>
    lists.departments.find((row) => row.code === code)?.name[lang] ?? code;
  const beside = duty.coHandlerCodes.map(nameOf).join(t('line.and'));
  return (
    <Row wraps>
      <span className="oc-small">
        {t(beside ? 'suggestion.dutyBeside' : 'suggestion.duty', { lead: nameOf(duty.leadCode), beside })}
      </span>
      <Button size="small" isDisabled={isDisabled} onPress={onDispatch}>
        {t('suggestion.byDuty')}
      </Button>
    </Row>
  );
}

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
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const query = useSuggestion(ticket);
  const suggestion = query.data;
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
      isEnabled: department !== undefined && !isPending,
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
  if (!suggestion) {
    if (!query.error) return <Skeleton lines={3} />;
    return (
      <Notice tone="warn">
        <Row wraps>
          {t('suggestion.failed')}
          <Button onPress={onChoose}>{t('suggestion.choose')}</Button>
        </Row>
      </Notice>
    );
  }
  const level = levelOf(suggestion);
  const { duty } = suggestion;
  return (
    <section className="ticket-suggestion" aria-label={t('suggestion.title')}>
      <Stack gap={2}>
        <Row wraps>
          <strong>{department?.name[lang] ?? t('suggestion.none')}</strong>
          {category && <span className="oc-quiet">{category.name[lang]}</span>}
          <Badge tone={level === 'sure' ? 'ok' : 'warn'}>{t(`suggestion.${level}`)}</Badge>
        </Row>
        <SuggestionReasons reasons={suggestion.reasons} lists={lists} />
        {duty && (
          <OnDuty
            duty={duty}
            lists={lists}
            isDisabled={isPending}
            onDispatch={() =>
              onDispatch({
                command: 'dispatch',
                departmentCode: duty.leadCode,
                coDepartmentCodes: duty.coHandlerCodes,
                ...(category ? { categoryCode: category.code } : {}),
              })
            }
          />
        )}
        <Row wraps>
          <Tooltip label={t('suggestion.dispatch')} shortcut="d">
            <Button
              variant="primary"
              icon={Send}
              isDisabled={!department}
              isPending={isPending}
              onPress={dispatch}
            >
              {t('suggestion.dispatch')}
            </Button>
          </Tooltip>
          <Tooltip label={t('suggestion.choose')} shortcut="e">
            <Button onPress={onChoose}>{t('suggestion.choose')}</Button>
          </Tooltip>
        </Row>
      </Stack>
    </section>
  );
}
