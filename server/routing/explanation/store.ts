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
    `WITH able AS (
       SELECT DISTINCT ON (l."userId") l.* FROM "AgentLog" l WHERE l.at <= $1 ORDER BY l."userId", l.id DESC
     ), spans AS (
       SELECT o."agentId", i.channel, o."offeredAt" AS "from",
              least(lead(o."offeredAt") OVER (PARTITION BY o."interactionId" ORDER BY o."offeredAt", o.id),
                    CASE WHEN o.outcome = 'accepted' THEN i."closedAt"
                         WHEN o.outcome <> 'pending' THEN o."endedAt" END,
                    (SELECT min(s.at) FROM "RoutingStep" s
                     WHERE s."interactionId" = o."interactionId" AND s.kind IN ('returned', 'moved') AND s.at > o."offeredAt")
              ) AS "to",
              o."interactionId"
       FROM "Offer" o JOIN "Interaction" i ON i.id = o."interactionId"
       WHERE o."offeredAt" > $1 - interval '2 days' AND o."offeredAt" <= $1 + interval '2 days'
         AND o."agentId" IN (SELECT "userId" FROM able)
     )
     SELECT a."userId"::text AS "agentId", a.queues, a.skills, a.capacity, a.limits,
            coalesce(p.state::text, 'offline') AS presence,
            ARRAY(SELECT s.channel::text FROM spans s
                  WHERE s."agentId" = a."userId" AND s."interactionId" <> $3
                    AND s."from" <= $1 AND coalesce(s."to", 'infinity') > $1) AS held,
            CASE WHEN NOT EXISTS (SELECT 1 FROM spans s WHERE s."agentId" = a."userId" AND s."interactionId" <> $3
                                    AND s."from" <= $1 AND coalesce(s."to", 'infinity') > $1)
                 THEN greatest(p.at, (SELECT max(s."to") FROM spans s
                                      WHERE s."agentId" = a."userId" AND s."to" <= $1)) END AS "idleSince",
            (SELECT max(o."endedAt") FROM "Offer" o
             WHERE o."agentId" = a."userId" AND o."interactionId" = $3 AND o.outcome = 'declined' AND o."endedAt" <= $1)
              AS "declinedAt"
     FROM able a
     LEFT JOIN LATERAL (SELECT l.state, l.at FROM "PresenceLog" l
                        WHERE l."userId" = a."userId" AND l.at <= $1 ORDER BY l.id DESC LIMIT 1) p ON true
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
