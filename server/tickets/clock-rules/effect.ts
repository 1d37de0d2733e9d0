// What a change of the rules would do to the open clocks, without doing it.
import { z } from 'zod';
import { Calendar } from '../../calendar/index.ts';
import type { Database } from '../../platform/database.ts';
import { columnsOf } from '../../platform/sql.ts';
import { clockRowSchema, storedClock } from '../clock-rows.ts';
import { calendarsIn, type RuleChanges, recomputation, ruleChanges } from '../recompute.ts';
import type { Rules } from '../rules.ts';
import type { Effect } from './contract.ts';

const pageSize = 2_000;
/** More than this nobody waits for; then the figures are of the oldest ones. */
const mostClocks = 200_000;
const mostExamples = 8;

const rowSchema = clockRowSchema.extend({
  number: z.string(),
  kind: z.string(),
  urgency: z.string(),
  categoryCode: z.string().nullable(),
  bodyCode: z.string().nullable(),
});
const openClocks = `
  SELECT ${columnsOf(clockRowSchema, 'c')}, t.number, t.kind, t.urgency, t."categoryCode", t."bodyCode"
  FROM "TicketClock" c JOIN "Ticket" t ON t.id = c."ticketId"
  WHERE c.id > $1 AND c."endedAt" IS NULL AND c.state IN ('running', 'paused', 'breached')
    AND ($2::text[] IS NULL OR c."calendarCode" = ANY ($2)) ORDER BY c.id LIMIT ${pageSize}`;

/** @param next the rules as they would be */
export async function effectOf(database: Database, rules: Rules, next: Rules, now: Date): Promise<Effect> {
  const changes = ruleChanges(rules, next);
  const effect: Effect = {
    open: 0,
    later: 0,
    earlier: 0,
    confirmed: 0,
    overdue: 0,
    takenBack: 0,
    isPartial: false,
    examples: [],
  };
  if (changes.size === 0) return effect;
  const calendars = calendarsIn(changes);
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await database.sql.rows(rowSchema, openClocks, [after, calendars]);
    const last = page.at(-1);
    if (!last) return effect;
    if (effect.open >= mostClocks) return { ...effect, isPartial: true };
    for (const row of page) count(effect, row, next, changes, now);
    after = last.id;
  }
}

function count(
  effect: Effect,
  row: z.infer<typeof rowSchema>,
  next: Rules,
  changes: RuleChanges,
  now: Date,
): void {
  const { clock } = storedClock(row);
  if (changes.has(`calendar:${clock.calendarCode}`) || changes.has(`policy:${clock.policyCode}`))
    effect.open += 1;
  const again = recomputation(row, clock, next, changes, now.getTime());
  if (!again) return;
  const { dueBefore, dueAfter } = again;
  if (dueAfter > dueBefore) effect.later += 1;
  if (dueAfter < dueBefore) effect.earlier += 1;
  if (dueAfter === dueBefore && clock.isProvisional && !again.clock.isProvisional) effect.confirmed += 1;
  if (clock.state === 'running' && dueBefore > now.getTime() && dueAfter <= now.getTime())
    effect.overdue += 1;
  if (clock.state === 'breached' && again.clock.state === 'running') effect.takenBack += 1;
  if (dueAfter !== dueBefore && effect.examples.length < mostExamples)
    effect.examples.push({
      ticketId: row.ticketId,
      number: row.number,
      clock: clock.name,
      dueBefore: new Date(dueBefore).toISOString(),
      dueAfter: new Date(dueAfter).toISOString(),
    });
}

/** The rules with another calendar. @throws CalendarError when it makes no sense */
export function withCalendars(rules: Rules, definitions: Rules['definitions']): Rules {
  return {
    ...rules,
    definitions,
    calendars: new Map([...definitions].map(([code, definition]) => [code, new Calendar(definition)])),
  };
}
