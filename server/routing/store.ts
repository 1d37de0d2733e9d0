// Rows of routing: Interaction, Offer, PresenceLog, Queue, Agent and their skills. Locks are taken in one order,
// agent before interaction before offer, so that two changes never wait for each other.
import { z } from 'zod';
import { type Interaction, type Offer, Prisma } from '#database';
import { channelSchema } from '../platform/contract.ts';
import type { Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { presenceStateSchema } from './contract.ts';
import { demandOf, finalStates, type QueueRule, type Skills, waitingScore } from './core.ts';
import type { Place } from './matcher.ts';

const skillsSchema = z.record(z.string(), z.number().int());

/** Required skills as they are stored with a queue or an interaction. */
function parseSkills(stored: unknown): Skills {
  return skillsSchema.parse(stored);
}

export async function readQueues(tx: Tx): Promise<QueueRule[]> {
  const rows = await tx.queue.findMany({ orderBy: [{ priority: 'desc' }, { code: 'asc' }] });
  return rows.map((row) => ({ ...row, requiredSkills: parseSkills(row.requiredSkills) }));
}

export async function readQueue(tx: Tx, code: string): Promise<QueueRule> {
  const row = await tx.queue.findUniqueOrThrow({ where: { code } });
  return { ...row, requiredSkills: parseSkills(row.requiredSkills) };
}

/** @throws AppError `not_found` */
export async function readInteraction(tx: Tx, id: string): Promise<Interaction> {
  const row = await tx.interaction.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found');
  return row;
}

/** @throws AppError `not_found` */
export async function readOffer(tx: Tx, id: string): Promise<Offer> {
  const row = await tx.offer.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found');
  return row;
}

/** Locks an interaction until the end of the transaction and reads it. @throws AppError `not_found` */
export async function lockInteraction(tx: Tx, id: string): Promise<Interaction> {
  await tx.$queryRaw`SELECT 1 FROM "Interaction" WHERE id = ${id}::uuid FOR UPDATE`;
  return readInteraction(tx, id);
}

/** Locks an agent until the end of the transaction. @returns whether there is one */
export async function lockAgent(tx: Tx, agentId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM "Agent" WHERE "userId" = ${agentId}::uuid FOR UPDATE`;
  return rows.length > 0;
}

/** Where an interaction stands in its line. */
export function placeOf(row: Interaction): Place {
  const { id, queueCode, channel, priority, arrivedAt } = row;
  return {
    interactionId: id,
    demand: demandOf({ queueCode, channel, requiredSkills: parseSkills(row.requiredSkills) }),
    score: waitingScore(priority, arrivedAt),
  };
}

/** An interaction and its latest offer. */
export interface Standing {
  row: Interaction;
  offer: Offer | null;
}

export async function readStanding(tx: Tx, id: string): Promise<Standing | undefined> {
  const row = await tx.interaction.findUnique({ where: { id } });
  if (!row) return undefined;
  const offer = row.offerId && (await tx.offer.findUnique({ where: { id: row.offerId } }));
  return { row, offer: offer || null };
}

/** One page of all interactions that wait or that an agent has, by id. */
export async function readStandings(tx: Tx, after: string | undefined, limit: number): Promise<Standing[]> {
  const rows = await tx.interaction.findMany({
    where: { state: { notIn: [...finalStates] }, ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: 'asc' },
    take: limit,
  });
  const offerIds = rows.flatMap((row) => row.offerId ?? []);
  const offers = await tx.offer.findMany({ where: { id: { in: offerIds } } });
  const offerById = new Map(offers.map((offer) => [offer.id, offer]));
  return rows.map((row) => ({ row, offer: offerById.get(row.offerId ?? '') ?? null }));
}

const agentRowSchema = z.object({
  agentId: z.string(),
  capacity: z.number().int(),
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

/** All agents, or one. */
export async function readAgents(tx: Tx, agentId?: string): Promise<AgentRow[]> {
  const rows = await tx.$queryRaw`
    SELECT a."userId"::text AS "agentId", a.capacity,
           coalesce(p.state::text, 'offline') AS presence, p.reason, p.at AS since,
           coalesce(p.id, 0)::text AS version,
           ARRAY(SELECT q."queueCode" FROM "AgentQueue" q WHERE q."userId" = a."userId" ORDER BY 1) AS queues,
           coalesce((SELECT jsonb_object_agg(s."skillCode", s.level) FROM "AgentSkill" s
                     WHERE s."userId" = a."userId"), '{}') AS skills,
           ARRAY(SELECT i.channel::text FROM "Interaction" i
                 WHERE i."agentId" = a."userId" AND i.state IN ('active', 'wrap_up')
                 UNION ALL
                 SELECT i.channel::text FROM "Offer" o JOIN "Interaction" i ON i.id = o."interactionId"
                 WHERE o."agentId" = a."userId" AND o.outcome = 'pending') AS held
    FROM "Agent" a
    LEFT JOIN LATERAL (SELECT * FROM "PresenceLog" l WHERE l."userId" = a."userId" ORDER BY l.id DESC LIMIT 1) p ON true
    ${agentId ? Prisma.sql`WHERE a."userId" = ${agentId}::uuid` : Prisma.empty}
    ORDER BY a."userId"`;
  return z.array(agentRowSchema).parse(rows);
}

/** Everything an agent has: offers that ring, active contacts, wrap-ups. */
export async function interactionIdsOf(tx: Tx, agentId: string): Promise<string[]> {
  const [own, ringing] = await Promise.all([
    tx.interaction.findMany({
      where: { agentId, state: { in: ['active', 'wrap_up'] } },
      select: { id: true },
    }),
    tx.offer.findMany({ where: { agentId, outcome: 'pending' }, select: { interactionId: true } }),
  ]);
  return [...own.map((row) => row.id), ...ringing.map((row) => row.interactionId)].sort();
}

/** Offers and wrap-ups whose time has passed: their alarm was lost. */
export async function readOverdue(
  tx: Tx,
  before: Date,
): Promise<{ offerIds: string[]; interactionIds: string[] }> {
  const [offers, wrapUps] = await Promise.all([
    tx.offer.findMany({
      where: { outcome: 'pending', expiresAt: { lt: before } },
      select: { id: true },
      take: 200,
    }),
    tx.interaction.findMany({
      where: { state: 'wrap_up', wrapUpEndsAt: { lt: before } },
      select: { id: true },
      take: 200,
    }),
  ]);
  return { offerIds: offers.map((row) => row.id), interactionIds: wrapUps.map((row) => row.id) };
}
