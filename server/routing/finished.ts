// Contacts that an agent has finished, as whoever judges the work asks for them.
import { z } from 'zod';
import { channelSchema, idSchema, langSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';

const finishedRow = z.object({
  interactionId: idSchema,
  conversationId: idSchema,
  agentId: idSchema,
  channel: channelSchema,
  queueCode: z.string(),
  lang: langSchema.catch('zh'),
  endedAt: z.date(),
  /** Seconds that the citizen was on hold. */
  holdS: z.number(),
  /** Given to another queue, a colleague or a number outside, by somebody's hand. */
  isPassedOn: z.boolean(),
});
export type FinishedContact = z.infer<typeof finishedRow>;

const finished = `
  SELECT i.id AS "interactionId", i."conversationId", i."agentId", i.channel::text AS channel, i."queueCode", i.lang,
         coalesce(i."endedAt", i."closedAt") AS "endedAt",
         (SELECT coalesce(sum(extract(epoch FROM coalesce(h.until, i."endedAt", i."closedAt") - h.at)), 0)::float8
          FROM (SELECT s.kind, s.at, lead(s.at) OVER (ORDER BY s.id) AS until FROM "RoutingStep" s
                WHERE s."interactionId" = i.id AND s.kind IN ('held', 'resumed')) h
          WHERE h.kind = 'held') AS "holdS",
         EXISTS (SELECT 1 FROM "RoutingStep" s WHERE s."interactionId" = i.id AND s."actorId" IS NOT NULL
                   AND s.kind IN ('moved', 'pushed', 'taken', 'transferred_out')) AS "isPassedOn"
  FROM "Interaction" i
  WHERE i.state = 'closed' AND i."agentId" IS NOT NULL AND i."acceptedAt" IS NOT NULL`;

/** Contacts that were closed in [from, until), the oldest first; of all agents, or of one. */
export async function finishedContacts(
  database: Database,
  from: Date,
  until: Date,
  agentId?: string,
): Promise<FinishedContact[]> {
  return database.sql.rows(
    finishedRow,
    `${finished} AND i."closedAt" >= $1 AND i."closedAt" < $2 AND ($3::uuid IS NULL OR i."agentId" = $3)
     ORDER BY i."closedAt", i.id`,
    [from, until, agentId ?? null],
  );
}

/** Those of some contacts that are finished. */
export async function finishedAmong(
  database: Database,
  interactionIds: readonly string[],
): Promise<FinishedContact[]> {
  if (interactionIds.length === 0) return [];
  return database.sql.rows(finishedRow, `${finished} AND i.id = ANY($1::uuid[])`, [interactionIds]);
}

const wrapUpRow = z.object({ disposition: z.string().nullable(), note: z.string().nullable() });

/** What the agent put down of a contact: the result by its code, and words. Nulls where nobody has yet. */
export async function wrapUpOf(
  database: Database,
  interactionId: string,
): Promise<z.infer<typeof wrapUpRow>> {
  const row = await database.sql.first(
    wrapUpRow,
    'SELECT disposition, "wrapUpNote" AS note FROM "Interaction" WHERE id = $1',
    [interactionId],
  );
  return row ?? { disposition: null, note: null };
}
