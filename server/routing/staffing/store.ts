// What the last weeks of a queue's calls say about the weeks to come.
import { z } from 'zod';
import { readTimezone } from '../../admin/index.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { selfServed } from '../core.ts';
import { type StaffedHour, type Staffing, weekdays } from './contract.ts';
import { meanPatienceS } from './table.ts';

export interface History {
  basis: Staffing['basis'];
  /** Mean contacts in each hour of the week from Monday 00:00. */
  arrivals: Pick<StaffedHour, 'weekday' | 'hour' | 'contacts'>[];
}

const weeksBack = 8;

/** The calls of queue $1 in the whole weeks before $3, by the clocks of time zone $2. */
const calls = `
  WITH span AS (
    SELECT (date_trunc('week', $3::timestamptz AT TIME ZONE $2) - interval '${weeksBack} weeks') AT TIME ZONE $2 AS "from",
           date_trunc('week', $3::timestamptz AT TIME ZONE $2) AT TIME ZONE $2 AS until),
  calls AS (
    SELECT i.state, i.disposition, i."arrivedAt", i."acceptedAt", i."endedAt", i."closedAt", i."arrivedAt" AT TIME ZONE $2 AS at,
           -- Whoever is called back does not hold the line.
           i.state <> 'refused' AND NOT EXISTS (SELECT 1 FROM "Callback" c WHERE c."interactionId" = i.id) AS waits
    FROM span JOIN "Interaction" i ON i."arrivedAt" >= span."from" AND i."arrivedAt" < span.until
    WHERE i."queueCode" = $1 AND i.channel = 'voice')`;

const totalsRow = z.object({
  from: z.date(),
  until: z.date(),
  weeks: z.number().int(),
  contacts: z.number().int(),
  serviceS: z.number().nullable(),
  waitedS: z.number(),
  abandoned: z.number().int(),
});

const hourRow = z.object({
  weekday: z.number().int(),
  hour: z.number().int(),
  contacts: z.number().int(),
});

/**
 * Calls of a queue over the last whole weeks. Whoever was refused did come, but did not wait.
 * @throws AppError `not_found` when there is no such queue
 */
export async function readHistory(database: Database, queueCode: string, now: Date): Promise<History> {
  const queue = await database.read.queue.findUnique({
    where: { code: queueCode },
    select: { calendarCode: true },
  });
  if (!queue) throw new AppError('not_found');
  const about = [queueCode, await readTimezone(database, queue.calendarCode), now];
  const [totals, hours] = await Promise.all([
    database.sql.first(
      totalsRow,
      `${calls}
       SELECT span."from", span.until, calls.* FROM span CROSS JOIN (
         SELECT count(DISTINCT date_trunc('week', at))::int AS weeks, count(*)::int AS contacts,
                avg(extract(epoch FROM "closedAt" - "acceptedAt")) FILTER (WHERE state = 'closed')::float8 AS "serviceS",
                coalesce(sum(extract(epoch FROM coalesce("acceptedAt", "endedAt") - "arrivedAt"))
                         FILTER (WHERE waits), 0)::float8 AS "waitedS",
                count(*) FILTER (WHERE waits AND state = 'abandoned'
                                 AND disposition IS DISTINCT FROM '${selfServed}')::int AS abandoned
         FROM calls) calls`,
      about,
    ),
    database.sql.rows(
      hourRow,
      `${calls}
       SELECT extract(isodow FROM at)::int AS weekday, extract(hour FROM at)::int AS hour, count(*)::int AS contacts
       FROM calls GROUP BY 1, 2`,
      about,
    ),
  ]);
  if (!totals) throw new Error('an aggregate gave no row');
  const { from, until, weeks, contacts, serviceS, waitedS, abandoned } = totals;
  const counted = new Map(hours.map(({ weekday, hour, contacts }) => [weekday * 24 + hour, contacts]));
  return {
    basis: {
      from: from.toISOString(),
      until: until.toISOString(),
      weeks,
      contacts,
      serviceS,
      patienceS: meanPatienceS(waitedS, abandoned),
    },
    arrivals: weekdays.flatMap((weekday) =>
      Array.from({ length: 24 }, (_, hour) => ({
        weekday,
        hour,
        contacts: (counted.get(weekday * 24 + hour) ?? 0) / Math.max(1, weeks),
      })),
    ),
  };
}
