// What others did to a ticket while a form of it is open: who, what and when, and whether the step can still be taken.
import { useTranslation } from 'react-i18next';
import { Notice, Stack, useFormat, useLang } from '../../design/index.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { commandLabels } from './labels.ts';
import { useLeavingWords } from './ticket-data.ts';

const mostLines = 5;

export function ChangedMeanwhile({
  ticket,
  opened,
  isAllowed,
}: {
  ticket: TicketView;
  /** The ticket's version and the last line of its timeline when the form was opened. */
  opened: { version: number; seq: number };
  isAllowed: boolean;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const format = useFormat();
  const leaving = useLeavingWords(ticket.id);
  if (leaving)
    return (
      <Notice tone="warn" isLive>
        {t('leftForGood', { words: leaving })}
      </Notice>
    );
  if (ticket.version === opened.version) return null;
  const lines = ticket.timeline.flatMap(({ seq, actor, command, at }) => {
    const label = commandLabels.safeParse(command);
    if (seq <= opened.seq || actor.kind === 'system' || !label.success) return [];
    const name = actor.name?.[lang] ?? t(`actor.${actor.kind}`);
    return [
      { seq, text: t('changedBy', { name, at: format.moment(at), command: t(`command.${label.data}`) }) },
    ];
  });
  return (
    <Notice tone="warn" isLive>
      <Stack gap={1}>
        <span>{t(isAllowed ? 'overtaken' : 'overtakenForGood', { state: t(`state.${ticket.state}`) })}</span>
        {lines.slice(-mostLines).map(({ seq, text }) => (
          <span key={seq}>{text}</span>
        ))}
      </Stack>
    </Notice>
  );
}
