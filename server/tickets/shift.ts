// What one person's work of a time became in tickets: filed, followed up, rated; and what still waits to be dispatched.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { satisfiedFrom } from '../platform/contract.ts';

const figuresRow = z.object({
  filed: z.number().int(),
  followUps: z.number().int(),
  ratings: z.number().int(),
  satisfied: z.number().int(),
});
export type ShiftTickets = z.infer<typeof figuresRow>;

const figures = `
  SELECT (SELECT count(*)::int FROM "Ticket" t
          WHERE t."createdById" = $1 AND t."createdAt" >= $2 AND t."createdAt" < $3) AS filed, e.*
  FROM (
    SELECT count(*) FILTER (WHERE e."actorId" = $1)::int AS "followUps",
           count(*) FILTER (WHERE t."createdById" = $1 AND e.payload ? 'score')::int AS ratings,
           count(*) FILTER (WHERE t."createdById" = $1 AND (e.payload ->> 'score')::int >= ${satisfiedFrom})::int
             AS satisfied
    FROM "TicketEvent" e JOIN "Ticket" t ON t.id = e."ticketId"
    WHERE e.command = 'follow_up' AND e.at >= $2 AND e.at < $3) e`;

/** Tickets filed by a person in [from, until), follow-ups by their hand, and citizens' ratings of any ticket of theirs. */
export async function shiftTickets(
  database: Database,
  userId: string,
  from: Date,
  until: Date,
): Promise<ShiftTickets> {
  const [row] = await database.sql.rows(figuresRow, figures, [userId, from, until]);
  return row ?? { filed: 0, followUps: 0, ratings: 0, satisfied: 0 };
}

const waitingRow = z.object({ id: idSchema, number: z.string(), title: z.string(), at: z.date() });
/** More than this nobody hands over by word of mouth; the register has them all. */
const most = 50;

/** Tickets that a person has filed since a time and nobody has dispatched yet, the oldest first. */
export async function filedAndWaiting(database: Database, userId: string, since: Date) {
  return database.sql.rows(
    waitingRow,
    `SELECT id, number, title, "createdAt" AS at FROM "Ticket"
     WHERE "createdById" = $1 AND "createdAt" >= $2 AND state = 'received' ORDER BY "createdAt", id LIMIT ${most}`,
    [userId, since],
  );
}
