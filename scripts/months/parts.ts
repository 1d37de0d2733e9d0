// The months of timelines and messages as they stand in the database, and whether one may leave.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { cityTimeZone } from '../../server/calendar/index.ts';
import { finalStates } from '../../server/tickets/store.ts';
import { Refusal } from '../bootstrap/say.mjs';

/** One connection for all of it. Rows come parsed. */
export class Archive {
  readonly client: pg.Client;

  private constructor(client: pg.Client) {
    this.client = client;
  }

  /** Alone: who comes second is refused. @throws Refusal `months-at-once` */
  static async in<T>(url: string, work: (archive: Archive) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      // Months are the city's, also where one is counted back from another.
      await client.query(`SET TIME ZONE '${cityTimeZone}'`);
      const archive = new Archive(client);
      const lock = `SELECT pg_try_advisory_lock(hashtextextended('months', 0)) AS alone`;
      const [taken] = await archive.rows(z.object({ alone: z.boolean() }), lock);
      if (!taken?.alone) throw new Refusal('months-at-once');
      return await work(archive);
    } finally {
      await client.end();
    }
  }

  async rows<S extends z.ZodType>(schema: S, text: string, values: unknown[] = []): Promise<z.output<S>[]> {
    return z.array(schema).parse((await this.client.query(text, values)).rows);
  }

  async run(text: string, values: unknown[] = []): Promise<number> {
    return (await this.client.query(text, values)).rowCount ?? 0;
  }

  /** All of it or nothing. */
  async atOnce<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN');
    try {
      const result = await work();
      await this.run('COMMIT');
      return result;
    } catch (error) {
      await this.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /**
   * Within a transaction, statements that want a table for themselves: they wait for others only for a moment at a time,
   * since everybody who comes later waits behind them. @throws Refusal `months-busy`
   */
  async inTurn(statements: readonly string[]): Promise<void> {
    await this.run(`SET LOCAL lock_timeout = '${waitMs}ms'`);
    for (let tries = 1; ; tries += 1) {
      await this.run('SAVEPOINT turn');
      try {
        for (const statement of statements) await this.run(statement);
        return;
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || !passingCodes.has(error.code ?? '')) throw error;
        if (tries === mostTries) throw new Refusal('months-busy');
        await this.run('ROLLBACK TO turn');
        await pause(pauseMs);
      }
    }
  }
}
const waitMs = 300;
const pauseMs = 200;
const mostTries = 240;
/** No lock within the time; a deadlock. */
const passingCodes: ReadonlySet<string> = new Set(['55P03', '40P01']);

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const partSchema = z.object({
  /** As `2026-01`; `before`: what was there before months were. */
  month: z.string(),
  /** Names of its tables. */
  lines: z.string(),
  messages: z.string(),
  from: z.date().nullable(),
  until: z.date(),
  bytes: z.coerce.number(),
  isLeaving: z.boolean(),
});
export type Part = z.infer<typeof partSchema>;

const bound = (edge: string): string =>
  `(regexp_match(pg_get_expr(l.relpartbound, l.oid), '${edge} \\(''(.+?)''\\)'))[1]::timestamptz`;
const partsSql = `
  SELECT replace(substr(l.relname, length('TicketEvent_') + 1), '_', '-') AS month, l.relname AS lines, m.relname AS messages,
    ${bound('FROM')} AS "from", ${bound('TO')} AS until,
    pg_total_relation_size(l.oid) + pg_total_relation_size(m.oid) AS bytes,
    EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid IN (l.oid, m.oid) AND t.tgname = 'month_leaves') AS "isLeaving"
  FROM pg_inherits i JOIN pg_class l ON l.oid = i.inhrelid
    JOIN pg_class m ON m.relnamespace = l.relnamespace AND m.relname = 'Message' || substr(l.relname, length('TicketEvent') + 1)
  WHERE i.inhparent = '"TicketEvent"'::regclass AND pg_get_expr(l.relpartbound, l.oid) <> 'DEFAULT'
  ORDER BY until`;

/** The months that are in the database, oldest first. */
export const parts = (archive: Archive): Promise<Part[]> => archive.rows(partSchema, partsSql);

const recordSchema = z.object({
  month: z.string(),
  from: z.date().nullable(),
  until: z.date(),
  lines: z.number(),
  messages: z.number(),
  file: z.string(),
  sha256: z.string(),
});
export type ArchivedMonth = z.infer<typeof recordSchema>;

/** The months that are in files, oldest first. */
export const records = (archive: Archive): Promise<ArchivedMonth[]> =>
  archive.rows(
    recordSchema,
    `SELECT month, "from", until, lines, messages, file, sha256 FROM "ArchivedMonth" ORDER BY until`,
  );

const standingSchema = z.object({
  lines: z.number(),
  messages: z.number(),
  openTickets: z.number(),
  conversationsInUse: z.number(),
  held: z.array(z.string()),
  isOld: z.boolean(),
});
export type Standing = z.infer<typeof standingSchema>;

/** What is in a month, and what keeps it: `kept`, so many months stay in any case. */
export async function standing(archive: Archive, part: Part, kept: number): Promise<Standing> {
  const [lines, messages] = [quoted(part.lines), quoted(part.messages)];
  const concerned = `(EXISTS (SELECT 1 FROM ${lines} e WHERE e."ticketId" = t.id)
    OR EXISTS (SELECT 1 FROM ${messages} m WHERE m."conversationId" = t."conversationId"))`;
  const [found] = await archive.rows(
    standingSchema,
    `WITH age AS (SELECT month_of(now()) - make_interval(months => $1) AS cut)
     SELECT (SELECT count(*)::int FROM ${lines}) AS lines, (SELECT count(*)::int FROM ${messages}) AS messages,
       -- A merged ticket lives as long as its main one: it may be taken out again.
       (SELECT count(*)::int FROM "Ticket" t LEFT JOIN "Ticket" main ON t.state = 'merged' AND main.id = t."mainTicketId"
        WHERE coalesce(main.state, t.state)::text <> ALL ($2) AND ${concerned}) AS "openTickets",
       (SELECT count(*)::int FROM "Conversation" c
        WHERE EXISTS (SELECT 1 FROM ${messages} m WHERE m."conversationId" = c.id)
          AND (c."lastMessageAt" >= age.cut OR EXISTS (SELECT 1 FROM "Interaction" i
            WHERE i."conversationId" = c.id AND i.state IN ('waiting', 'offered', 'active', 'wrap_up')))
       ) AS "conversationsInUse",
       ARRAY(SELECT t.number FROM "TicketHold" h JOIN "Ticket" t ON t.id = h."ticketId" WHERE ${concerned} ORDER BY 1) AS held,
       $3::timestamptz <= age.cut AS "isOld"
     FROM age`,
    [kept, finalStates, part.until],
  );
  if (!found) throw new Error('a count gives a row');
  return found;
}

/** @throws Refusal that says what keeps it here */
export async function demandLeavable(archive: Archive, part: Part, kept: number): Promise<Standing> {
  const { month } = part;
  const found = await standing(archive, part, kept);
  if (!found.isOld) throw new Refusal('months-young', { month, kept });
  if (found.held.length > 0) throw new Refusal('months-kept', { month, numbers: found.held.join(', ') });
  const { openTickets: tickets, conversationsInUse: conversations } = found;
  if (tickets + conversations > 0) throw new Refusal('months-in-use', { month, tickets, conversations });
  return found;
}

/** Writes down what was done: nobody in particular did it, but whoever keeps the installation. */
export async function noteDeed(
  archive: Archive,
  deed: { action: string; subjectType: 'ticket' | 'month'; subjectId: string; detail: object },
): Promise<void> {
  await archive.run(
    'INSERT INTO "AuditEntry" (action, "subjectType", "subjectId", detail) VALUES ($1, $2, $3, $4)',
    [deed.action, deed.subjectType, deed.subjectId, deed.detail],
  );
}
