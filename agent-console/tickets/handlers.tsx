// The departments that work on a ticket beside the lead, each with its own clock.
import { useTranslation } from 'react-i18next';
import { Badge, Countdown, Row, Stack, type Tone, useLang } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';

type Handler = TicketView['handlers'][number];

const tones: Record<Handler['state'], Tone> = {
  asked: 'warn',
  accepted: 'accent',
  answered: 'ok',
  released: 'neutral',
};

export function Handlers({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  if (ticket.handlers.length === 0) return null;
  return (
    <section>
      <h3 className="ticket-heading">{t('handlers.title')}</h3>
      <ul className="ticket-lines">
        {ticket.handlers.map((handler) => {
          const department = lists.departments.find(({ code }) => code === handler.departmentCode);
          const clock = ticket.clocks.findLast(
            (one) =>
              one.clock === 'co_handle' &&
              one.departmentCode === handler.departmentCode &&
              one.state !== 'cancelled',
          );
          return (
            <li key={handler.departmentCode}>
              <Stack gap={1}>
                <Row wraps gap={2}>
                  <strong>{department?.name[lang] ?? handler.departmentCode}</strong>
                  <Badge tone={tones[handler.state]}>{t(`handlers.${handler.state}`)}</Badge>
                  {clock && <Countdown clock={clock} />}
                </Row>
                {handler.task && (
                  <span className="oc-small oc-quiet ticket-text">
                    {t('handlers.task', { task: handler.task })}
                  </span>
                )}
                {handler.answer && <p className="ticket-text ticket-answer">{handler.answer}</p>}
              </Stack>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
