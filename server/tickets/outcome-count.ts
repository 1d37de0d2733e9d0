// What of a ticket's life counts in the figures of the evaluation, out of its rows and lines, and the rows in which that is
// kept. The same is worked out from the timelines alone in reports/core.ts; a test holds the two together.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { holdName, type Sql } from '../platform/sql.ts';
import { satisfiedFrom } from '../platform/contract.ts';
import { nobody } from './contract.ts';
import { isCommand, isLineOf } from './line-months.ts';

/** Of the definition below. Whoever changes what it finds adds one: then all tickets are counted anew. */
const edition = 1;

/**
 * The common table `found`: all that counts in the lives of the tickets in the common table `asked` by `now`, a parameter. A
 * clock is decided once: when it was stopped in time, or at its due time.
 */
export const foundOf = (now: string): string => `
  clock AS (
    SELECT c.id AS ref, c."ticketId", c.clock, c.state, d.late, d.at,
           CASE WHEN c.clock IN ('accept', 'return', 'co_handle') THEN c."departmentCode" END AS department,
           c.clock = 'first_contact' AND c.state = 'cancelled' AND EXISTS (
             SELECT 1 FROM "TicketEvent" e
             WHERE e."ticketId" = c."ticketId" AND ${isCommand('e', 'approve')} AND e.at = c."endedAt") AS answered
    FROM asked a JOIN "TicketClock" c ON c."ticketId" = a.id CROSS JOIN LATERAL (
      SELECT c."dueAt" < coalesce(c."endedAt", ${now}) AS late,
             CASE WHEN c."dueAt" < coalesce(c."endedAt", ${now}) THEN c."dueAt" ELSE c."endedAt" END AS at) d
    WHERE d.at IS NOT NULL AND (c.state <> 'paused' OR c."dueAt" < c."pausedAt")),
  raw AS (
    SELECT 'received' AS kind, t.id AS ref, t.id, t."createdAt" AS at, true AS good, t."leadDepartmentCode" AS department
    FROM asked a JOIN "Ticket" t ON t.id = a.id
    UNION ALL
    SELECT v.kind, c.ref, c."ticketId", c.at, NOT c.late, coalesce(c.department, v.department)
    FROM clock c CROSS JOIN LATERAL (VALUES
      (c.clock || '_on_time', c.late OR c.state = 'met', CASE c.clock WHEN 'dispatch' THEN '${nobody}' END),
      ('response', c.clock = 'first_contact' AND (c.late OR c.state = 'met' OR c.answered), NULL)
    ) AS v (kind, counts, department) WHERE v.counts
    UNION ALL
    SELECT v.kind, e.id, e."ticketId", e.at, v.good,
           CASE e.command WHEN 'return' THEN e.payload ->> 'fromDepartmentCode'
                          WHEN 'follow_up' THEN e.payload ->> 'departmentCode' END
    FROM asked a JOIN "Ticket" t ON t.id = a.id JOIN "TicketHead" h ON h."ticketId" = t.id
    JOIN "TicketEvent" e ON ${isLineOf('e', 'h')}
      AND ${isCommand('e', 'close', 'follow_up', 'return', 'rework', 'extend', 'supervise', 'public_notice')}
    CROSS JOIN LATERAL (VALUES
      ('closed', e.command = 'close', true),
      ('resolution', e.command = 'close', t."isSolved" IS TRUE),
      ('satisfaction', e.command = 'follow_up' AND e.payload ? 'score',
       (e.payload ->> 'score')::int >= ${satisfiedFrom}),
      ('satisfaction', e.command = 'close' AND (e."actorKind" <> 'system' OR e.reason IS DISTINCT FROM 'rated'), false),
      ('returned', e.command = 'return', true),
      ('bounced', e.command = 'return' AND EXISTS (
         SELECT 1 FROM "TicketEvent" b
         WHERE ${isLineOf('b', 'h')} AND ${isCommand('b', 'return')} AND b.seq < e.seq), true),
      ('reworked', e.command = 'rework', true),
      ('extended', e.command = 'extend', true),
      ('supervised', e.command = 'supervise', true),
      ('noticed', e.command = 'public_notice', true)
    ) AS v (kind, counts, good) WHERE v.counts),
  found AS (
    SELECT raw.id AS "ticketId", raw.kind::"OutcomeKind" AS kind, raw.ref, raw.at, raw.good,
           nullif(coalesce(raw.department, CASE WHEN raw.kind <> 'received' THEN (
             SELECT d.payload ->> 'departmentCode' FROM "TicketHead" h JOIN "TicketEvent" d ON ${isLineOf('d', 'h')}
             WHERE h."ticketId" = raw.id AND ${isCommand('d', 'dispatch')} AND d.at <= raw.at
             ORDER BY d.seq DESC LIMIT 1) END), '${nobody}') AS "departmentCode",
           t."categoryCode", t."districtCode"
    FROM raw JOIN "Ticket" t ON t.id = raw.id)`;

/** That no line of a ticket lies in a file: of one whose lines left, what was counted before is kept. */
const isWhole = (id: string): string =>
  `NOT EXISTS (SELECT 1 FROM "ArchivedLines" l WHERE l."ticketId" = ${id})`;

const countRow = z.object({ edition: z.number().int(), below: z.uuid().nullable() });
const readCount = `SELECT edition, below FROM "OutcomeCount"`;
const beyondAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The common table `asked`: tickets of which the rows that are kept may not tell what happened by `now`. Those with a line
 * since, those with a clock that ran out and has not fired, and those never counted ($9) that something between `from`
 * and `until` may concern.
 */
export const askedOf = ({ from, until, now }: { from: string; until: string; now: string }): string => `
  asked AS MATERIALIZED (
    SELECT a.id FROM (
      SELECT "ticketId" AS id FROM "OutcomeDue"
      UNION SELECT "ticketId" FROM "TicketClock" WHERE "nextFireAt" <= ${now} AND "dueAt" < ${now} AND state = 'running'
      UNION SELECT t.id FROM "Ticket" t JOIN "TicketHead" h ON h."ticketId" = t.id
        WHERE t.id < $9::uuid AND t."createdAt" < ${until} AND (t."createdAt" >= ${from} OR h."linesUntil" >= ${from} OR EXISTS (
          SELECT 1 FROM "TicketClock" c
          WHERE c."ticketId" = t.id AND (c."dueAt" >= ${from} OR c."endedAt" >= ${from})))
    ) a WHERE ${isWhole('a.id')})`;

/** Below which id tickets are not counted yet; null: all are. Whoever reads with what was true a moment ago reads right. */
export async function uncountedBelow(sql: Sql): Promise<string | null> {
  const count = await sql.first(countRow, readCount);
  return count?.edition === edition ? count.below : beyondAll;
}

const ticketsPerBatch = 500;

const ticketRow = z.object({ id: z.uuid() });
const takeDue = `
  DELETE FROM "OutcomeDue" WHERE id IN (SELECT id FROM "OutcomeDue" ORDER BY id LIMIT ${ticketsPerBatch})
  RETURNING "ticketId" AS id`;
const takeUncounted = `SELECT id FROM "Ticket" WHERE id < $1 ORDER BY id DESC LIMIT ${ticketsPerBatch}`;

const keptColumns = ['at', 'good', '"departmentCode"', '"categoryCode"', '"districtCode"'];
/** $1 tickets, $2 now: what is kept of them becomes what is found; most of it is the same, and is not written. */
const keep = `
  WITH asked AS MATERIALIZED (
    SELECT a.id FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) a WHERE ${isWhole('a.id')}),
  ${foundOf('$2::timestamptz')},
  sure AS MATERIALIZED (SELECT * FROM found),
  gone AS (
    DELETE FROM "TicketOutcome" o USING asked a
    WHERE o."ticketId" = a.id AND NOT EXISTS (
      SELECT 1 FROM sure s WHERE s."ticketId" = o."ticketId" AND s.kind = o.kind AND s.ref = o.ref))
  INSERT INTO "TicketOutcome" AS o ("ticketId", kind, ref, ${keptColumns.join(', ')})
  SELECT "ticketId", kind, ref, ${keptColumns.join(', ')} FROM sure
  ON CONFLICT ("ticketId", kind, ref) DO UPDATE SET ${keptColumns.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE (${keptColumns.map((name) => `o.${name}`).join(', ')})
    IS DISTINCT FROM (${keptColumns.map((name) => `excluded.${name}`).join(', ')})`;

/**
 * Counts tickets anew: those with news first, then those that were never counted, the latest first. A batch in one
 * transaction, one at a time: whoever dies leaves what was to be done. @returns how many it counted
 */
async function countBatch(database: Database, now: Date): Promise<number> {
  return database.change(async ({ sql }) => {
    await holdName(sql, 'outcomes');
    const count = await sql.first(countRow, readCount);
    // A version that knows more counts for all.
    if (!count || count.edition > edition) return 0;
    const below = count.edition < edition ? beyondAll : count.below;
    const due = await sql.rows(ticketRow, takeDue);
    const uncounted = due.length === 0 && below ? await sql.rows(ticketRow, takeUncounted, [below]) : [];
    const ids = [...due, ...uncounted].map(({ id }) => id);
    if (ids.length > 0) await sql.run(keep, [ids, now]);
    const left = due.length > 0 ? below : (uncounted.at(-1)?.id ?? null);
    if (left !== count.below || edition !== count.edition)
      await sql.run(`UPDATE "OutcomeCount" SET edition = $1, below = $2`, [edition, left]);
    return ids.length;
  });
}

/** Counts until nothing is left to be counted. @returns how many tickets it counted */
export async function countAll(database: Database, now = (): Date => new Date()): Promise<number> {
  let counted = 0;
  for (;;) {
    const some = await countBatch(database, now());
    counted += some;
    if (some === 0) return counted;
  }
}

/** Has all tickets counted anew; figures are right meanwhile, and slow. */
export async function forgetCounts(database: Database): Promise<void> {
  await database.sql.run(`UPDATE "OutcomeCount" SET below = $1`, [beyondAll]);
}

const countEveryMs = 5_000;

/** Counts what is new every few seconds; one round at a time. */
export function watchOutcomes(database: Database, log: Log): { stop(): void } {
  let isCounting = false;
  const timer = setInterval(() => {
    if (isCounting) return;
    isCounting = true;
    countAll(database)
      .catch((error: unknown) => log.warn({ err: error }, 'outcomes were not counted'))
      .finally(() => {
        isCounting = false;
      });
  }, countEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
