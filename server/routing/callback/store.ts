// Rows of Callback.
import { z } from 'zod';
import type { Change, Database } from '../../platform/database.ts';
import { storedColumns } from '../../platform/fields.ts';
import { holdName, type Sql } from '../../platform/sql.ts';

const callbackRow = z.object({
  interactionId: z.string(),
  number: z.object({ sealed: z.string().nullable(), plain: z.string().nullable() }),
  until: z.date().nullable(),
  attempts: z.number().int(),
  dialledAt: z.date().nullable(),
  calledBy: z.string().nullable(),
  ticketId: z.string().nullable(),
});
export type CallbackRow = Omit<z.infer<typeof callbackRow>, 'number'> & { number: string };

const columns = `c."interactionId", ${storedColumns('Callback.number', 'c')} AS number, c.until, c.attempts,
  c."dialledAt", c."calledBy", c."ticketId"`;

/** What reads: the database, or a change that runs. */
type Reader = Pick<Database, 'sql' | 'fields'>;

async function readOne(
  { sql, fields }: Reader,
  where: string,
  values: readonly unknown[],
): Promise<CallbackRow | undefined> {
  const row = await sql.first(callbackRow, `SELECT ${columns} FROM "Callback" c WHERE ${where}`, values);
  if (!row) return undefined;
  const number = fields.read('Callback.number', row.interactionId, row.number);
  if (number === null) throw new Error(`callback ${row.interactionId} has no number`);
  return { ...row, number };
}

/** The open callback of an interaction, whose row is locked. */
export function readCallback(reader: Reader, interactionId: string): Promise<CallbackRow | undefined> {
  return readOne(reader, 'c."interactionId" = $1 AND c."endedAt" IS NULL', [interactionId]);
}

/** The open callback to a number. Until the end of the transaction no other is promised to it. */
export async function lockCallbackTo(
  change: Pick<Change, 'sql' | 'fields'>,
  number: string,
): Promise<CallbackRow | undefined> {
  await holdName(change.sql, `callback:${number}`);
  // What an older version wrote has no mark yet.
  return readOne(change, '(c."numberMark" = $1 OR c.number = $2) AND c."endedAt" IS NULL LIMIT 1', [
    change.fields.mark(number),
    number,
  ]);
}

/** Opens a callback; for a contact that was called back before, anew. */
export async function insertCallback(
  { sql, fields }: Pick<Change, 'sql' | 'fields'>,
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
    `INSERT INTO "Callback" ("interactionId", number, until, "calledBy", "ticketId", "createdAt", "numberSealed",
       "numberMark")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT ("interactionId") DO UPDATE SET number = $2, until = $3, "calledBy" = $4, "ticketId" = $5,
       "createdAt" = $6, "numberSealed" = $7, "numberMark" = $8, attempts = 0, "dialledAt" = NULL, "endedAt" = NULL,
       outcome = NULL`,
    [
      callback.interactionId,
      callback.number,
      callback.until ?? null,
      callback.calledBy ?? null,
      callback.ticketId ?? null,
      new Date(),
      fields.seal('Callback.number', callback.interactionId, callback.number),
      fields.mark(callback.number),
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
