// What a clerk wrote for a ticket that has left their department or is finished: nothing can be done with it any more. It
// is shown until they let it go.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice, Row, Stack } from '../../design/index.ts';
import { forgetCommandDraft, useKeptDrafts } from './command-drafts.ts';
import { whyStranded } from './stranded.ts';
import { useTicketsOf } from './ticket-data.ts';

export function StrandedDrafts() {
  const { t } = useTranslation('tickets');
  const drafts = useKeptDrafts();
  const ids = [...new Set(drafts.map(({ ticketId }) => ticketId))];
  const tickets = useTicketsOf(ids);
  const stranded = drafts.flatMap((draft) => {
    const { data, error } = tickets[ids.indexOf(draft.ticketId)] ?? {};
    const why = whyStranded(draft.command, data, error);
    return why ? [{ ...draft, why }] : [];
  });
  const empty = stranded.find(({ texts }) => texts.length === 0);
  useEffect(() => {
    // Only choices, no words.
    if (empty) forgetCommandDraft(empty.ticketId, empty.command);
  });
  return stranded
    .filter(({ texts }) => texts.length > 0)
    .map(({ ticketId, command, number, texts, why }) => (
      <Notice key={`${ticketId} ${command}`} tone="warn" isLive>
        <Stack gap={2}>
          <span>{t(`stranded.${why}`, { number, command: t(`command.${command}`) })}</span>
          {texts.map((text) => (
            <p key={text} className="ticket-text ticket-quote oc-small">
              {text}
            </p>
          ))}
          <Row>
            <Button size="small" onPress={() => forgetCommandDraft(ticketId, command)}>
              {t('stranded.letGo')}
            </Button>
          </Row>
        </Stack>
      </Notice>
    ));
}
