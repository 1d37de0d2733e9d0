// What a clerk wrote for a ticket that has left their department or is finished: nothing can be done with it any more. It
// is shown until they let it go.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice, Row, Stack } from '../../design/index.ts';
import { forgetCommandDraft, type KeptDraft, useKeptDrafts } from './command-drafts.ts';
import { whyStranded } from './stranded.ts';
import { useTicket } from './ticket-data.ts';

function Stranded({ ticketId, command, number, texts }: KeptDraft) {
  const { t } = useTranslation('tickets');
  const { data, error } = useTicket(ticketId);
  const why = whyStranded(command, data, error);
  const isEmpty = texts.length === 0;
  useEffect(() => {
    // Only choices, no words.
    if (why && isEmpty) forgetCommandDraft(ticketId, command);
  }, [why, isEmpty, ticketId, command]);
  if (!why || isEmpty) return null;
  return (
    <Notice tone="warn" isLive>
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
  );
}

export const StrandedDrafts = () =>
  useKeptDrafts().map((draft) => <Stranded key={`${draft.ticketId} ${draft.command}`} {...draft} />);
