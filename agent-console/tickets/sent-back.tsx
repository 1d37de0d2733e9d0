// Why the reply was sent back, where its clerk writes the next one.
import { useTranslation } from 'react-i18next';
import { Notice, useLang } from '../../design/index.ts';
import type { TicketView } from '../../server/tickets/contract.ts';

/** Nothing once another reply is given. */
export function SentBack({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  if (ticket.state !== 'accepted') return null;
  const last = ticket.timeline
    .filter(({ command }) => command === 'send_back' || command === 'reply')
    .toSorted((one, other) => one.seq - other.seq)
    .at(-1);
  if (last?.command !== 'send_back') return null;
  return (
    <Notice tone="warn">
      {t('sentBack', { name: last.actor.name?.[lang] ?? '' })}
      <p className="ticket-text">{last.reason}</p>
    </Notice>
  );
}
