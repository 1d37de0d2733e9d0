// What one agent did in a time: states, contacts by channel, what was passed on, and what is in hand now.
import { z } from 'zod';
import { channelSchema, idSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import {
  interactionStateSchema,
  presenceStateSchema,
  type ShiftChannel,
  shiftChannelSchema,
} from './contract.ts';

const stateRow = z.object({ state: presenceStateSchema, at: z.date() });
export type StateEntry = z.infer<typeof stateRow>;

/** States of an agent since a time, the oldest first; before them the one that was in force then. */
export async function stateLog(database: Database, agentId: string, since: Date): Promise<StateEntry[]> {
  return database.sql.rows(
    stateRow,
    `SELECT state::text AS state, at FROM "PresenceLog" WHERE "userId" = $1 AND id >= coalesce((
       SELECT max(id) FROM "PresenceLog" WHERE "userId" = $1 AND at <= $2), 0)
     ORDER BY id`,
    [agentId, since],
  );
}

/**
 * Offers count when they were made, contacts when this agent's part in them was over: the talk ended, or the contact went
 * to somebody else (within a day). A wrap-up that goes on counts up to `now`. What was passed on counts from when this
 * agent took it: its `acceptedAt` is the first agent's.
 */
const channels = `
  SELECT channel::text AS channel, sum(taken)::int AS taken, sum(declined)::int AS declined, sum(missed)::int AS missed,
         sum(finished)::int AS finished, sum("contactS")::float8 AS "contactS", sum("wrapUpS")::float8 AS "wrapUpS"
  FROM (
    SELECT i.channel, (o.outcome = 'accepted')::int AS taken, (o.outcome = 'declined')::int AS declined,
           (o.outcome = 'timed_out')::int AS missed, 0 AS finished, 0 AS "contactS", 0 AS "wrapUpS"
    FROM "Offer" o JOIN "Interaction" i ON i.id = o."interactionId"
    WHERE o."agentId" = $1 AND o."offeredAt" >= $2 AND o."offeredAt" < $3
    UNION ALL
    SELECT i.channel, 0, 0, 0, 1, extract(epoch FROM i."endedAt" - greatest(o."endedAt", i."acceptedAt")),
           extract(epoch FROM coalesce(i."closedAt", $4) - i."endedAt")
    FROM "Interaction" i LEFT JOIN "Offer" o ON o.id = i."offerId"
    WHERE i."agentId" = $1 AND i.state IN ('wrap_up', 'closed') AND i."acceptedAt" IS NOT NULL
      AND i."endedAt" >= $2 AND i."endedAt" < $3
    UNION ALL
    SELECT i.channel, 0, 0, 0, 1, extract(epoch FROM s.at - o."endedAt"), 0
    FROM "Offer" o JOIN "Interaction" i ON i.id = o."interactionId"
      CROSS JOIN LATERAL (
        SELECT at FROM "RoutingStep"
        WHERE "interactionId" = o."interactionId" AND at >= o."endedAt" AND kind IN ('moved', 'pushed', 'taken', 'returned')
          AND NOT (kind = 'taken' AND "actorId" = o."agentId")
        ORDER BY id LIMIT 1) s
    WHERE o."agentId" = $1 AND o.outcome = 'accepted' AND o."offeredAt" >= $2 - interval '1 day' AND o."offeredAt" < $3
      AND s.at >= $2 AND s.at < $3) part
  GROUP BY channel ORDER BY channel`;

const passedRow = z.object({ passedOn: z.number().int() });
/** By this agent's hand: to another queue, to a colleague, or to a number outside. */
const passed = `
  SELECT count(*)::int AS "passedOn" FROM "RoutingStep"
  WHERE "actorId" = $1 AND kind IN ('moved', 'pushed', 'transferred_out') AND at >= $2 AND at < $3`;

/** Contacts of an agent in [from, until). */
export async function shiftContacts(
  database: Database,
  agentId: string,
  { from, until, now }: { from: Date; until: Date; now: Date },
): Promise<{ channels: ShiftChannel[]; passedOn: number }> {
  const [rows, steps] = await Promise.all([
    database.sql.rows(shiftChannelSchema, channels, [agentId, from, until, now]),
    database.sql.first(passedRow, passed, [agentId, from, until]),
  ]);
  return { channels: rows, passedOn: steps?.passedOn ?? 0 };
}

const inHandRow = z.object({
  conversationId: idSchema,
  channel: channelSchema,
  queueCode: z.string(),
  state: interactionStateSchema,
  at: z.date(),
});

/** Contacts that an agent has now, the oldest first. */
export async function contactsInHand(database: Database, agentId: string) {
  return database.sql.rows(
    inHandRow,
    `SELECT "conversationId", channel::text AS channel, "queueCode", state::text AS state, "arrivedAt" AS at
     FROM "Interaction" WHERE "agentId" = $1 AND state IN ('active', 'wrap_up') ORDER BY "arrivedAt"`,
    [agentId],
  );
}

const agentRow = z.object({ agentId: z.string() });

/** Who of these people is in a talk with a citizen, on whatever channel. */
export async function talkingAmong(database: Database, userIds: readonly string[]): Promise<string[]> {
  const rows = await database.sql.rows(
    agentRow,
    `SELECT DISTINCT "agentId" FROM "Interaction" WHERE "agentId" = ANY ($1::uuid[]) AND state = 'active'`,
    [userIds],
  );
  return rows.map(({ agentId }) => agentId);
}
