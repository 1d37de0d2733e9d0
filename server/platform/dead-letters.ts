// Work that failed each time it was tried: it leaves its queue and the outbox, so that it holds up nobody, and waits in
// Postgres until somebody decides. Nothing is ever thrown away by itself.
import { z } from 'zod';
import type { Change, Database, Tx } from './database.ts';
import { orderedId } from './ordered-id.ts';

/** A job that has died. `eventId` is null for timers. */
export interface Dead {
  queue: string;
  kind: string;
  jobKey: string;
  eventId: bigint | null;
  payload: unknown;
  error: string;
  attempts: number;
}

const longestError = 2_000;
/** Settled letters are in the audit trail, too. */
const settledDays = 90;

/** Puts a job aside. The event waits for this consumer no longer. The same job again is the same letter. */
export async function bury(database: Database, dead: Dead): Promise<void> {
  await database.change(async ({ sql }) => {
    await sql.run(
      `INSERT INTO "DeadLetter" AS d (id, queue, kind, "jobKey", "eventId", payload, error, attempts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (queue, "jobKey") DO UPDATE SET error = excluded.error, attempts = excluded.attempts, "lastAt" = now(),
         times = d.times + CASE WHEN d."settledAt" IS NULL THEN 0 ELSE 1 END,
         outcome = NULL, "settledAt" = NULL, "settledBy" = NULL, reason = NULL`,
      [
        orderedId(),
        dead.queue,
        dead.kind,
        dead.jobKey,
        dead.eventId?.toString() ?? null,
        JSON.stringify(dead.payload ?? null),
        // A NUL in what a carrier said would keep the letter out.
        dead.error.replaceAll('\0', '').slice(0, longestError),
        dead.attempts,
      ],
    );
    if (dead.eventId === null) return;
    const event = [dead.eventId.toString(), dead.queue];
    await sql.run('UPDATE "Outbox" SET pending = array_remove(pending, $2) WHERE id = $1', event);
    await sql.run(`DELETE FROM "Outbox" WHERE id = $1 AND pending = '{}'`, [event[0]]);
  });
}

const letterSchema = z.object({
  id: z.string(),
  queue: z.string(),
  kind: z.string(),
  eventId: z.string().nullable(),
  payload: z.unknown(),
});
export type WaitingLetter = z.infer<typeof letterSchema>;

/** Some that wait, held until the change ends. */
export function holdWaiting(
  { sql }: Pick<Change, 'sql'>,
  which: { id: string } | { queue: string | null },
  most: number,
): Promise<WaitingLetter[]> {
  const [id, queue] = 'id' in which ? [which.id, null] : [null, which.queue];
  return sql.rows(
    letterSchema,
    `SELECT id, queue, kind, "eventId", payload FROM "DeadLetter"
     WHERE "settledAt" IS NULL AND ($1::uuid IS NULL OR id = $1) AND ($2::text IS NULL OR queue = $2)
     ORDER BY "lastAt", id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [id, queue, most],
  );
}

/** Gives an event back to the consumer that it died in; the next sweep of the outbox makes a job of it. */
export async function putBack({ sql }: Pick<Change, 'sql'>, letter: WaitingLetter): Promise<void> {
  await sql.run(
    `INSERT INTO "Outbox" AS o (id, type, payload, pending, "createdAt")
     VALUES ($1, $2, $3, ARRAY[$4], now() - interval '1 minute')
     ON CONFLICT (id) DO UPDATE SET pending = array_append(array_remove(o.pending, $4), $4)`,
    [letter.eventId, letter.kind, JSON.stringify(letter.payload), letter.queue],
  );
}

export async function settle(
  tx: Tx,
  id: string,
  by: { outcome: 'replayed' | 'discarded'; actorId: string; reason: string | null },
): Promise<void> {
  const { outcome, actorId: settledBy, reason } = by;
  await tx.deadLetter.update({ where: { id }, data: { outcome, settledAt: new Date(), settledBy, reason } });
}

const countSchema = z.object({ queue: z.string(), count: z.number() });

/** How many wait, by queue. */
export function countDead(database: Database): Promise<z.infer<typeof countSchema>[]> {
  return database.sql.rows(
    countSchema,
    'SELECT queue, count(*)::int AS count FROM "DeadLetter" WHERE "settledAt" IS NULL GROUP BY queue ORDER BY queue',
  );
}

/** Forgets what was settled long ago. */
export async function forgetSettled(database: Database): Promise<void> {
  await database.sql.run(
    `DELETE FROM "DeadLetter" WHERE id IN (SELECT id FROM "DeadLetter"
       WHERE "settledAt" < now() - interval '${settledDays} days' LIMIT 1000)`,
  );
}
