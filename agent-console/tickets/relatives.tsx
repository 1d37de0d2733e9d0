// Tickets that have to do with this one: what it was merged into, what was merged into it, links and parts.
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Badge, Row } from '../../design/index.ts';
import type { TicketView } from '../../server/tickets/contract.ts';

export function Relatives({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const [location] = useLocation();
  if (ticket.relatives.length === 0) return null;
  // Stays in the workspace that one is in; proposals are one of another kind.
  const room = location.split('/')[1] ?? 'tickets';
  const base = `/${room === 'proposals' ? 'tickets' : room}`;
  return (
    <section>
      <h3 className="ticket-heading">{t('relatives.title', { count: ticket.relatives.length })}</h3>
      <ul className="ticket-lines">
        {ticket.relatives.map((relative) => (
          <li key={relative.id}>
            <Row wraps gap={2}>
              <Badge>{t(`relatives.${relative.relation}`)}</Badge>
              <Link href={`${base}/${relative.id}`}>{relative.title}</Link>
              <span className="oc-micro oc-quiet">
                {relative.number} · {t(`state.${relative.state}`)}
              </span>
            </Row>
          </li>
        ))}
      </ul>
    </section>
  );
}
