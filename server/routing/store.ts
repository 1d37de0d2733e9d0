// Rows of routing: Interaction, Offer, PresenceLog, Queue, Agent and their skills. Locks are taken in one order,
// agent before interaction before offer, so that two changes never wait for each other.
import { z } from 'zod';
import { channelSchema } from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import { columnsOf, objectOf, type Sql } from '../platform/sql.ts';
import { presenceStateSchema } from './contract.ts';
import {
  demandOf,
  finalStatesSql,
  type QueueRule,
  type Ring,
  ringsReached,
  waitingScore,
  widen,
} from './core.ts';
import type { Place, Reason } from './matcher.ts';
import { type InteractionRow, interactionRow, type OfferRow, offerRow, ringsSchema } from './rows.ts';

const skillsSchema = z.record(z.string(), z.number().int());
const idRow = z.object({ id: z.string() });

const queueRow = z.object({
  code: z.string(),
  channels: z.array(channelSchema),
  requiredSkills: skillsSchema,
  priority: z.number().int(),
  maxWaiting: z.number().int(),
  offerTimeoutS: z.number().int(),
  wrapUpS: z.number().int(),
  stickyS: z.number().int(),
  calendarCode: z.string(),
  departmentCode: z.string().nullable(),
});
const queueColumns = `q.code, q.channels::text[] AS channels, q."requiredSkills", q.priority, q."maxWaiting",
  q."offerTimeoutS", q."wrapUpS", q."stickyS", q."calendarCode", q."departmentCode"`;

export async function readQueues(sql: Sql): Promise<QueueRule[]> {
  return sql.rows(queueRow, `SELECT ${queueColumns} FROM "Queue" q ORDER BY q.priority DESC, q.code`);
}

const countRow = z.object({ count: z.number().int() });

/** How many wait in a queue, counted up to `limit`. */
export async function countWaiting(sql: Sql, queueCode: string, limit: number): Promise<number> {
  const row = await sql.first(
    countRow,
    `SELECT count(*)::int AS count FROM (
       SELECT 1 FROM "Interaction" WHERE state = 'waiting' AND "queueCode" = $1 LIMIT $2) AS w`,
    [queueCode, limit],
  );
  return row?.count ?? 0;
}

const interactionColumns = columnsOf(interactionRow, 'i');

/** @throws AppError `not_found` */
export async function readInteraction(sql: Sql, id: string): Promise<InteractionRow> {
  const row = await sql.first(
    interactionRow,
    `SELECT ${interactionColumns} FROM "Interaction" i WHERE i.id = $1`,
    [id],
  );
  if (!row) throw new AppError('not_found');
  return row;
}

/** The latest interaction of a conversation that is not over. */
export async function readCurrent(sql: Sql, conversationId: string): Promise<InteractionRow | undefined> {
  return sql.first(interactionRow, currentOf, [conversationId]);
}

/** The same, locked against its end until the transaction is over. */
export async function lockCurrent(sql: Sql, conversationId: string): Promise<InteractionRow | undefined> {
  return sql.first(interactionRow, `${currentOf} FOR SHARE`, [conversationId]);
}

const currentOf = `SELECT ${interactionColumns} FROM "Interaction" i
  WHERE i."conversationId" = $1 AND i.state NOT IN (${finalStatesSql})
  ORDER BY i.id DESC LIMIT 1`;

/** The latest interaction of a conversation, whatever became of it. */
export async function readLatest(sql: Sql, conversationId: string): Promise<InteractionRow | undefined> {
  return sql.first(
    interactionRow,
    `SELECT ${interactionColumns} FROM "Interaction" i WHERE i."conversationId" = $1 ORDER BY i.id DESC LIMIT 1`,
    [conversationId],
  );
}

/** The same if it was turned away within so many minutes. */
export async function readJustRefused(
  sql: Sql,
  conversationId: string,
  withinMin: number,
): Promise<InteractionRow | undefined> {
  const latest = await readLatest(sql, conversationId);
  const isRecent = latest && Date.now() - latest.arrivedAt.getTime() < withinMin * 60_000;
  return isRecent && latest.state === 'refused' ? latest : undefined;
}

/** @throws AppError `not_found` */
export async function readOffer(sql: Sql, id: string): Promise<OfferRow> {
  const row = await sql.first(offerRow, `SELECT ${columnsOf(offerRow, 'o')} FROM "Offer" o WHERE o.id = $1`, [
    id,
  ]);
  if (!row) throw new AppError('not_found');
  return row;
}

const lockedRow = interactionRow.extend({
  offerTimeoutS: z.number().int(),
  wrapUpS: z.number().int(),
  rings: ringsSchema,
});
/** An interaction with the times and rings of its queue. */
export type LockedInteraction = z.infer<typeof lockedRow>;

/** Locks an interaction until the end of the transaction and reads it. @throws AppError `not_found` */
export async function lockInteraction(sql: Sql, id: string): Promise<LockedInteraction> {
  const row = await sql.first(
    lockedRow,
    `SELECT ${interactionColumns}, q."offerTimeoutS", q."wrapUpS", q.rings
     FROM "Interaction" i JOIN "Queue" q ON q.code = i."queueCode" WHERE i.id = $1 FOR UPDATE OF i`,
    [id],
  );
  if (!row) throw new AppError('not_found');
  return row;
}

const lockedOfferRow = interactionRow.extend({ offer: offerRow });

const offerWithInteraction = `SELECT ${interactionColumns}, ${objectOf(offerRow, 'o')} AS offer
  FROM "Interaction" i JOIN "Offer" o ON o."interactionId" = i.id WHERE o.id = $1`;

/** An offer with its interaction. @throws AppError `not_found` */
export async function readOfferOf(
  sql: Sql,
  offerId: string,
): Promise<{ row: InteractionRow; offer: OfferRow }> {
  return offerOf(sql, offerWithInteraction, offerId);
}

/** The same, both locked. Since both rows are locked, both are read as they are once the lock is there. */
export async function lockOffer(
  sql: Sql,
  offerId: string,
): Promise<{ row: InteractionRow; offer: OfferRow }> {
  return offerOf(sql, `${offerWithInteraction} FOR UPDATE OF i, o`, offerId);
}

async function offerOf(sql: Sql, text: string, offerId: string) {
  const found = await sql.first(lockedOfferRow, text, [offerId]);
  if (!found) throw new AppError('not_found');
  const { offer, ...row } = found;
  return { row, offer };
}

/** What may change about an interaction. */
export type InteractionPatch = Partial<
  Pick<
    InteractionRow,
    | 'state'
    | 'queueCode'
    | 'lang'
    | 'requiredSkills'
    | 'preferredAgentId'
    | 'agentId'
    | 'offerId'
    | 'offeredAt'
    | 'acceptedAt'
    | 'endedAt'
    | 'wrapUpEndsAt'
    | 'closedAt'
    | 'disposition'
    | 'wrapUpNote'
    | 'passOnNote'
    | 'passOnById'
    | 'priority'
    | 'notBefore'
    | 'isCallback'
  >
>;

/** Writes to a locked interaction. @returns the row as it is now */
export async function changeInteraction<R extends InteractionRow>(
  sql: Sql,
  row: R,
  patch: InteractionPatch,
): Promise<R> {
  const columns = Object.keys(patch).sort();
  const sets = columns.map((column, index) => `"${column}" = $${index + 2}`).join(', ');
  const values = columns.map((column) => Reflect.get(patch, column));
  await sql.run(`UPDATE "Interaction" SET ${sets} WHERE id = $1`, [row.id, ...values]);
  return { ...row, ...patch };
}

/** Why an agent got an offer: what the match saw, and how far the wait had widened. Kept with the offer. */
export interface Decision extends Omit<Reason, 'kind'> {
  /** `hand`: somebody chose the agent. */
  kind: Reason['kind'] | 'hand';
  /** Rings reached, 0 = none. */
  ring: number;
  demand: string;
}

/** Writes an offer of a waiting interaction, both locked. @returns false when the offer is known already */
export async function writeOffer(
  sql: Sql,
  { offerId, interactionId, agentId }: { offerId: string; interactionId: string; agentId: string },
  { offeredAt, expiresAt, decision }: { offeredAt: Date; expiresAt: Date; decision: Decision },
): Promise<boolean> {
  const written = await sql.run(
    `WITH made AS (
       INSERT INTO "Offer" (id, "interactionId", "agentId", "offeredAt", "expiresAt", decision)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO NOTHING RETURNING id)
     UPDATE "Interaction" SET state = 'offered', "offerId" = $1, "offeredAt" = coalesce("offeredAt", $4)
     WHERE id = $2 AND EXISTS (SELECT 1 FROM made)`,
    [offerId, interactionId, agentId, offeredAt, expiresAt, JSON.stringify(decision)],
  );
  return written > 0;
}

export async function endOffer(sql: Sql, id: string, outcome: OfferRow['outcome'], at: Date): Promise<void> {
  await sql.run('UPDATE "Offer" SET outcome = $2, "endedAt" = $3 WHERE id = $1', [id, outcome, at]);
}

/** Locks an agent until the end of the transaction. @returns whether there is one */
export async function lockAgent(sql: Sql, agentId: string): Promise<boolean> {
  return (await sql.run('SELECT 1 FROM "Agent" WHERE "userId" = $1 FOR UPDATE', [agentId])) > 0;
}

/** Where an interaction stands in its line at a time: rings that it has reached by then widen whom it asks for. */
export function placeOf(row: InteractionRow, rings: readonly Ring[], now: Date): Place {
  const { id, queueCode, channel, priority, arrivedAt, requiredSkills, preferredAgentId } = row;
  const reached = ringsReached(rings, now.getTime() - arrivedAt.getTime());
  return {
    interactionId: id,
    demand: demandOf(widen({ queues: [queueCode], channel, requiredSkills }, reached)),
    score: waitingScore(priority, arrivedAt),
    preferredAgentId,
  };
}

/** An interaction, its latest offer and the rings of its queue. */
export interface Standing {
  row: InteractionRow;
  offer: OfferRow | null;
  rings: Ring[];
}

const standingRow = interactionRow.extend({ offer: offerRow.nullable(), rings: ringsSchema });
const standings = `SELECT ${interactionColumns}, ${objectOf(offerRow, 'o')} AS offer, q.rings
  FROM "Interaction" i JOIN "Queue" q ON q.code = i."queueCode" LEFT JOIN "Offer" o ON o.id = i."offerId"`;

function toStanding({ offer, rings, ...row }: z.infer<typeof standingRow>): Standing {
  return { row, offer, rings };
}

export async function readStanding(sql: Sql, id: string): Promise<Standing | undefined> {
  const found = await sql.first(standingRow, `${standings} WHERE i.id = $1`, [id]);
  return found && toStanding(found);
}

/** Keeps the first estimate that a citizen is told, to be compared with the real wait. */
export async function noteTold(sql: Sql, id: string, waitS: number): Promise<void> {
  await sql.run(
    `UPDATE "Interaction" SET "toldWaitS" = $2, "toldAt" = $3
     WHERE id = $1 AND "toldAt" IS NULL AND state = 'waiting' AND NOT "isCallback"`,
    [id, Math.round(waitS), new Date()],
  );
}

/** The agent who last served a citizen, if no longer ago than `withinS` seconds. */
export async function readLatelyServing(
  sql: Sql,
  citizenId: string,
  withinS: number,
): Promise<string | null> {
  const row = await sql.first(
    z.object({ agentId: z.string() }),
    `SELECT "agentId" FROM "Interaction"
     WHERE "citizenId" = $1 AND "agentId" IS NOT NULL
       AND coalesce("endedAt", now()) > now() - make_interval(secs => $2)
     ORDER BY id DESC LIMIT 1`,
    [citizenId, withinS],
  );
  return row?.agentId ?? null;
}

/** One page of all interactions that wait or that an agent has, by id. */
export async function readStandings(sql: Sql, after: string | undefined, limit: number): Promise<Standing[]> {
  const rows = await sql.rows(
    standingRow,
    `${standings} WHERE i.state IN ('waiting', 'offered', 'active', 'wrap_up') AND ($1::uuid IS NULL OR i.id > $1)
     ORDER BY i.id LIMIT $2`,
    [after ?? null, limit],
  );
  return rows.map(toStanding);
}

/** Waiting ones in the order of their turn, then those that ring, then those in talk. */
export async function readLive(sql: Sql, limit: number): Promise<InteractionRow[]> {
  const rows = await sql.rows(
    interactionRow,
    `SELECT ${interactionColumns} FROM "Interaction" i WHERE i.state IN ('waiting', 'offered', 'active')
     ORDER BY i.state, i.priority DESC, i."arrivedAt" LIMIT $1`,
    [limit],
  );
  const order = ['waiting', 'offered', 'active'];
  const turn = (row: InteractionRow) => waitingScore(row.priority, row.arrivedAt);
  return rows.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || turn(a) - turn(b));
}

/** @returns whether there is such an agent */
export async function writeAutoAnswer(sql: Sql, agentId: string, isOn: boolean): Promise<boolean> {
  return (await sql.run('UPDATE "Agent" SET "autoAnswer" = $2 WHERE "userId" = $1', [agentId, isOn])) > 0;
}

const agentRowSchema = z.object({
  agentId: z.string(),
  autoAnswer: z.boolean(),
  capacity: z.number().int(),
  limits: z.partialRecord(channelSchema, z.number().int()),
  presence: presenceStateSchema,
  reason: z.string().nullable(),
  since: z.date().nullable(),
  version: z.string(),
  queues: z.array(z.string()),
  skills: skillsSchema,
  held: z.array(channelSchema),
});
/** An agent with presence, abilities, and the channels of everything that takes a share: offers, contacts, wrap-up. */
export type AgentRow = z.infer<typeof agentRowSchema>;

/** The queues that an agent serves now, as SQL of a column that holds the agent: the list's, as the shift has changed them. */
export const queuesNow = (userId: string): string => `ARRAY(
  SELECT q."queueCode" FROM "AgentQueue" q WHERE q."userId" = ${userId} AND NOT EXISTS (
    SELECT 1 FROM "AgentQueueToday" t
    WHERE t."userId" = q."userId" AND t."queueCode" = q."queueCode" AND NOT t."isIn")
  UNION SELECT t."queueCode" FROM "AgentQueueToday" t WHERE t."userId" = ${userId} AND t."isIn" ORDER BY 1)`;

const agents = `
  SELECT a."userId"::text AS "agentId", a."autoAnswer", a.capacity, a.limits,
         coalesce(p.state::text, 'offline') AS presence, p.reason, p.at AS since,
         coalesce(p.id, 0)::text AS version,
         ${queuesNow('a."userId"')} AS queues,
         coalesce((SELECT jsonb_object_agg(s."skillCode", s.level) FROM "AgentSkill" s
                   WHERE s."userId" = a."userId"), '{}') AS skills,
         ARRAY(SELECT i.channel::text FROM "Interaction" i
               WHERE i."agentId" = a."userId" AND i.state IN ('active', 'wrap_up')
               UNION ALL
               SELECT i.channel::text FROM "Offer" o JOIN "Interaction" i ON i.id = o."interactionId"
               WHERE o."agentId" = a."userId" AND o.outcome = 'pending') AS held
  FROM "Agent" a
  LEFT JOIN LATERAL (SELECT * FROM "PresenceLog" l WHERE l."userId" = a."userId" ORDER BY l.id DESC LIMIT 1) p ON true`;

export async function readAgents(sql: Sql): Promise<AgentRow[]> {
  return sql.rows(agentRowSchema, `${agents} ORDER BY a."userId"`);
}

export async function readAgent(sql: Sql, agentId: string): Promise<AgentRow | undefined> {
  return sql.first(agentRowSchema, `${agents} WHERE a."userId" = $1`, [agentId]);
}

/** Everything an agent has: offers that ring, active contacts, wrap-ups. */
export async function interactionIdsOf(sql: Sql, agentId: string): Promise<string[]> {
  const rows = await sql.rows(
    idRow,
    `SELECT id FROM "Interaction" WHERE "agentId" = $1 AND state IN ('active', 'wrap_up')
     UNION ALL SELECT "interactionId" FROM "Offer" WHERE "agentId" = $1 AND outcome = 'pending'
     ORDER BY id`,
    [agentId],
  );
  return rows.map(({ id }) => id);
}

/** Longer than from one sweep to the next. */
const waitSweepS = 10;

/** Offers, wrap-ups, and waits that time has changed: their alarm may be lost. */
export async function readOverdue(
  sql: Sql,
  before: Date,
): Promise<{ offerIds: string[]; wrapUpIds: string[]; waitIds: string[] }> {
  const [offers, wrapUps, waits] = await Promise.all([
    sql.rows(idRow, `SELECT id FROM "Offer" WHERE outcome = 'pending' AND "expiresAt" < $1 LIMIT 200`, [
      before,
    ]),
    sql.rows(
      idRow,
      `SELECT id FROM "Interaction" WHERE state = 'wrap_up' AND "wrapUpEndsAt" < $1 LIMIT 200`,
      [before],
    ),
    sql.rows(
      idRow,
      `SELECT i.id FROM "Interaction" i JOIN "Queue" q ON q.code = i."queueCode"
       WHERE i.state = 'waiting' AND (
         $1 - i."notBefore" BETWEEN interval '0' AND make_interval(secs => ${waitSweepS})
         OR EXISTS (
           SELECT 1 FROM jsonb_array_elements(q.rings) r
           WHERE $1 - i."arrivedAt" BETWEEN make_interval(secs => (r->>'afterS')::int)
                                        AND make_interval(secs => (r->>'afterS')::int + ${waitSweepS})))
       LIMIT 200`,
      [before],
    ),
  ]);
  const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);
  return { offerIds: ids(offers), wrapUpIds: ids(wrapUps), waitIds: ids(waits) };
}
