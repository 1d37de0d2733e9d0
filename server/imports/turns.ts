// Turns of imports: of one kind of list one run writes at a time, in the order in which they began. Side by side, the
// older of two whole lists withdraws what the newer has just brought.
import { z } from 'zod';
import type { ImportTarget } from '../../knowledge/index.ts';
import { holdName, type Sql } from '../platform/sql.ts';

/** An earlier run on which no worker has got on for so long is given up for those behind it. */
const givenUpAfter = '1 hour';

/** Within a change: holds the row of those that begin, and says when this one does, later than all before it. */
export async function drawTurn(sql: Sql, target: ImportTarget): Promise<Date> {
  await holdName(sql, `import:${target}`);
  const drawn = await sql.first(
    z.object({ at: z.date() }),
    `SELECT greatest(clock_timestamp(), max("createdAt") + interval '1 ms') AS at FROM "ImportRun"
     WHERE NOT "isDryRun" AND target = $1`,
    [target],
  );
  return drawn?.at ?? new Date();
}

/** The run whose turn it is: the earliest of its kind that is not done. */
export async function nextInTurn(
  sql: Sql,
  target: ImportTarget,
): Promise<{ id: string; isLost: boolean } | undefined> {
  return sql.first(
    z.object({ id: z.uuid(), isLost: z.boolean() }),
    `SELECT id, "touchedAt" < now() - interval '${givenUpAfter}' AS "isLost" FROM "ImportRun"
     WHERE NOT "isDryRun" AND target = $1 AND "finishedAt" IS NULL ORDER BY "createdAt", id LIMIT 1`,
    [target],
  );
}

/** SQL: whether run `r` waits for an earlier one. */
export const waitsForTurn = `(NOT r."isDryRun" AND r."finishedAt" IS NULL AND EXISTS (
  SELECT 1 FROM "ImportRun" o WHERE NOT o."isDryRun" AND o.target = r.target AND o."finishedAt" IS NULL
    AND (o."createdAt", o.id) < (r."createdAt", r.id)))`;
