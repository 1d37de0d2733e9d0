// Rows of Callback.
import { z } from 'zod';
import type { Sql } from '../../platform/sql.ts';

const callbackRow = z.object({
  interactionId: z.string(),
  number: z.string(),
  until: z.date().nullable(),
  attempts: z.number().int(),
  dialledAt: z.date().nullable(),
  calledBy: z.string().nullable(),
  ticketId: z.string().nullable(),
});
export type CallbackRow = z.infer<typeof callbackRow>;

const columns = 'c."interactionId", c.number, c.until, c.attempts, c."dialledAt", c."calledBy", c."ticketId"';

/** The open callback of an interaction, whose row is locked. */
export async function readCallback(sql: Sql, interactionId: string): Promise<CallbackRow | undefined> {
  return sql.first(
    callbackRow,
    `SELECT ${columns} FROM "Callback" c WHERE c."interactionId" = $1 AND c."endedAt" IS NULL`,
    [interactionId],
  );
}

/** The open callback to a number. Until the end of the transaction no other is promised to it. */
export async function lockCallbackTo(sql: Sql, number: string): Promise<CallbackRow | undefined> {
  await sql.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`callback:${number}`]);
  return sql.first(
    callbackRow,
    `SELECT ${columns} FROM "Callback" c WHERE c.number = $1 AND c."endedAt" IS NULL LIMIT 1`,
    [number],
  );
}

/** Opens a callback; for a contact that was called back before, anew. */
export async function insertCallback(
  sql: Sql,
  callback: {
    interactionId: string;
    number: string;
    until?: Date | null;
    /** The agent who calls by their own wish. */
    calledBy?: string;
    ticketId?: string | null;
  },
): Promise<void> {
  await sql.run(
    `INSERT INTO "Callback" ("interactionId", number, until, "calledBy", "ticketId", "createdAt")
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT ("interactionId") DO UPDATE SET number = $2, until = $3, "calledBy" = $4, "ticketId" = $5,
       "createdAt" = $6, attempts = 0, "dialledAt" = NULL, "endedAt" = NULL, outcome = NULL`,
    [
      callback.interactionId,
      callback.number,
      callback.until ?? null,
      callback.calledBy ?? null,
      callback.ticketId ?? null,
      new Date(),
    ],
  );
}

/** Notes that a call goes out, or (null) that none does. */
export async function noteAttempt(
  sql: Sql,
  interactionId: string,
  { attempts, dialledAt }: { attempts: number; dialledAt: Date | null },
): Promise<void> {
  await sql.run('UPDATE "Callback" SET attempts = $2, "dialledAt" = $3 WHERE "interactionId" = $1', [
    interactionId,
    attempts,
    dialledAt,
  ]);
}

export async function endCallback(
  sql: Sql,
  interactionId: string,
  outcome: 'reached' | 'unreachable' | 'withdrawn',
): Promise<void> {
  await sql.run(
    `UPDATE "Callback" SET "dialledAt" = NULL, "endedAt" = $3, outcome = $2::"CallbackOutcome"
     WHERE "interactionId" = $1 AND "endedAt" IS NULL`,
    [interactionId, outcome, new Date()],
  );
}

const lostRow = z.object({ interactionId: z.string(), attempts: z.number().int() });

/** Calls that were begun before a time and of which nothing was heard. */
export async function readLostCalls(sql: Sql, before: Date): Promise<z.infer<typeof lostRow>[]> {
  return sql.rows(
    lostRow,
    `SELECT "interactionId", attempts FROM "Callback" WHERE "endedAt" IS NULL AND "dialledAt" < $1 LIMIT 100`,
    [before],
  );
}
