// What a change would do to the clocks that are open now, in words, with some of the tickets.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Stack, useFormat } from '../../design/index.ts';
import type { Effect } from '../../server/tickets/clock-rules/contract.ts';

export function EffectView({ effect }: { effect: Effect }) {
  const { t } = useTranslation(['calendars', 'tickets']);
  const format = useFormat();
  const facts = (['later', 'earlier', 'confirmed', 'overdue', 'takenBack'] as const).filter(
    (key) => effect[key] > 0,
  );
  return (
    <Stack gap={2} className="calendar-effect">
      <p className="oc-strong">
        {t(facts.length > 0 ? 'effect.open' : 'effect.none', { count: effect.open })}
        {effect.isPartial && ` ${t('effect.partial')}`}
      </p>
      {facts.length > 0 && (
        <ul className="calendar-facts">
          {facts.map((key) => (
            <li key={key} data-tone={key === 'overdue' ? 'danger' : undefined}>
              {t(`effect.${key}`, { count: effect[key] })}
            </li>
          ))}
        </ul>
      )}
      {effect.examples.length > 0 && (
        <ul className="calendar-facts oc-small oc-quiet">
          {effect.examples.map(({ ticketId, number, clock, dueBefore, dueAfter }) => (
            <li key={`${ticketId} ${clock}`}>
              <Link href={`/tickets/${ticketId}`}>{number}</Link> {t(`tickets:clock.${clock}`)}{' '}
              {format.moment(dueBefore)} → {format.moment(dueAfter)}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
