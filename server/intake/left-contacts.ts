// Contacts that wait, and ring, for somebody who has left: a process of a version before 2026-11-29, killed between writing
// why a contact is over and ending it, left them so. Since then both are one change.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import type { Routing } from '../routing/index.ts';

/** What was said in the moment in which the answer was enough belongs to it; what is said later asks for a person. */
const leftSql = `
  WITH waiting AS (
    SELECT id, "conversationId" FROM "Interaction" WHERE state IN ('waiting', 'offered') AND NOT "isCallback"
  )
  SELECT w.id, 'citizen' AS by FROM waiting w
  JOIN "CallSession" c ON c."interactionId" = w.id WHERE c."endedAt" < now() - interval '1 minute'
  UNION
  SELECT w.id, 'machine' FROM waiting w
  JOIN "MachineAnswer" a ON a."interactionId" = w.id
  WHERE a.outcome = 'solved' AND a."outcomeAt" < now() - interval '1 minute'
    AND NOT EXISTS (
      SELECT 1 FROM "Message" m WHERE m."conversationId" = w."conversationId" AND m.author = 'citizen'
        AND m."createdAt" > a."outcomeAt" + interval '2 s')`;

const leftRow = z.object({ id: z.uuid(), by: z.enum(['citizen', 'machine']) });

/** Ends them as they would have ended. @returns how many */
export async function endLeftContacts(deps: {
  database: Pick<Database, 'sql'>;
  routing: Pick<Routing, 'endInteraction'>;
}): Promise<number> {
  const left = await deps.database.sql.rows(leftRow, leftSql);
  for (const { id, by } of left) await deps.routing.endInteraction(id, by);
  return left.length;
}
