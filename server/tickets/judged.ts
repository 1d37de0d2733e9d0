// What tickets say of the contacts that they came of, for whoever judges how those were handled.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';

const ratedRow = z.object({ interactionId: idSchema, rating: z.number().int() });

/** Contacts whose tickets citizens rated in [from, until), each with its lowest rating, 1 to 5. */
export async function ratedContacts(
  database: Database,
  from: Date,
  until: Date,
): Promise<z.infer<typeof ratedRow>[]> {
  return database.sql.rows(
    ratedRow,
    `SELECT "interactionId", min("ratingScore")::int AS rating FROM "Ticket"
     WHERE "ratedAt" >= $1 AND "ratedAt" < $2 AND "ratingScore" IS NOT NULL AND "interactionId" IS NOT NULL
     GROUP BY "interactionId"`,
    [from, until],
  );
}

/** Whether a ticket of this contact or its conversation hides who reported. */
export async function isSealedContact(
  database: Database,
  contact: { interactionId: string; conversationId: string },
): Promise<boolean> {
  // Two indexes, asked one after the other: for an OR all tickets would be read.
  const found = await database.sql.run(
    `SELECT 1 FROM "Ticket" WHERE sealed AND "conversationId" = $1
     UNION ALL SELECT 1 FROM "Ticket" WHERE sealed AND "interactionId" = $2 LIMIT 1`,
    [contact.conversationId, contact.interactionId],
  );
  return found > 0;
}

const filedRow = z.object({ id: idSchema, number: z.string() });

/** Tickets that were filed in a contact, the first one first. */
export async function ticketsOfContact(
  database: Database,
  interactionId: string,
): Promise<z.infer<typeof filedRow>[]> {
  return database.sql.rows(
    filedRow,
    'SELECT id, number FROM "Ticket" WHERE "interactionId" = $1 ORDER BY "createdAt", id',
    [interactionId],
  );
}
