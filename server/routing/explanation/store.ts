// How agents were at one moment, put together from what is kept: presence, abilities, offers and contacts.
import { z } from 'zod';
import { channelSchema } from '../../platform/contract.ts';
import type { Sql } from '../../platform/sql.ts';
import { presenceStateSchema } from '../contract.ts';
import { offerRow } from '../rows.ts';
import type { AgentThen } from './core.ts';

const agentThenRow = z.object({
  agentId: z.string(),
  presence: presenceStateSchema,
  queues: z.array(z.string()),
  skills: z.record(z.string(), z.number().int()),
  capacity: z.number().int(),
  limits: z.partialRecord(channelSchema, z.number().int()),
  held: z.array(channelSchema),
  idleSince: z.date().nullable(),
  declinedAt: z.date().nullable(),
});

/** More than anybody has in hand at once: among so many latest offers all of that are found. */
const mostHeld = 40;

/**
 * The agents who served one of the queues at a time, as they were then. An agent holds a contact from the offer until it
 * was closed, or until it went on: to the next offer, or back to a queue. The contact that is asked about counts not.
 */
export async function readAgentsAt(
  sql: Sql,
  at: Date,
  queues: readonly string[],
  interactionId: string,
): Promise<AgentThen[]> {
  return sql.rows(
    agentThenRow,
    `SELECT a."userId"::text AS "agentId", a.queues, a.skills, a.capacity, a.limits,
            coalesce(p.state::text, 'offline') AS presence,
            coalesce(h.held, '{}') AS held,
            CASE WHEN h.held IS NULL THEN greatest(p.at, h."lastEnd") END AS "idleSince",
            (SELECT max(o."endedAt") FROM "Offer" o
             WHERE o."agentId" = a."userId" AND o."interactionId" = $3 AND o.outcome = 'declined' AND o."endedAt" <= $1)
              AS "declinedAt"
     FROM (SELECT DISTINCT ON (l."userId") l.* FROM "AgentLog" l WHERE l.at <= $1 ORDER BY l."userId", l.id DESC) a
     LEFT JOIN LATERAL (SELECT l.state, l.at FROM "PresenceLog" l
                        WHERE l."userId" = a."userId" AND l.at <= $1 ORDER BY l.id DESC LIMIT 1) p ON true
     LEFT JOIN LATERAL (
       SELECT array_agg(s.channel) FILTER (WHERE s."to" > $1) AS held,
              max(s."to") FILTER (WHERE s."to" <= $1) AS "lastEnd"
       FROM (
         SELECT i.channel::text,
                coalesce(least((SELECT min(n."offeredAt") FROM "Offer" n
                                WHERE n."interactionId" = o."interactionId" AND n."offeredAt" > o."offeredAt"),
                               (SELECT min(r.at) FROM "RoutingStep" r
                                WHERE r."interactionId" = o."interactionId" AND r.kind IN ('returned', 'moved')
                                  AND r.at > o."offeredAt"),
                               CASE WHEN o.outcome = 'accepted' THEN i."closedAt" ELSE o."endedAt" END),
                         'infinity') AS "to"
         FROM (SELECT * FROM "Offer" o
               WHERE o."agentId" = a."userId" AND o."offeredAt" <= $1 AND o."interactionId" <> $3
               ORDER BY o."offeredAt" DESC LIMIT ${mostHeld}) o
         JOIN "Interaction" i ON i.id = o."interactionId") s) h ON true
     WHERE a.queues && $2::text[]`,
    [at, queues, interactionId],
  );
}

const offerWithDecision = offerRow.extend({
  decision: z
    .object({
      kind: z.enum(['arrival', 'preferred', 'agent_free', 'known', 'hand']),
      ring: z.number().int(),
      demand: z.string(),
    })
    .nullable(),
});

/** All offers of an interaction with what was decided, oldest first. */
export async function readOffersOf(
  sql: Sql,
  interactionId: string,
): Promise<z.infer<typeof offerWithDecision>[]> {
  const columns = Object.keys(offerWithDecision.shape).map((column) => `o."${column}"`);
  return sql.rows(
    offerWithDecision,
    `SELECT ${columns.join(', ')} FROM "Offer" o WHERE o."interactionId" = $1 ORDER BY o."offeredAt", o.id`,
    [interactionId],
  );
}

/** Removes what is older: steps, and the reasons of offers. */
export async function forgetBefore(sql: Sql, before: Date): Promise<void> {
  await sql.run('DELETE FROM "RoutingStep" WHERE at < $1', [before]);
  await sql.run('UPDATE "Offer" SET decision = NULL WHERE "offeredAt" < $1 AND decision IS NOT NULL', [
    before,
  ]);
}
