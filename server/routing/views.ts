// Rows as people and programs see them, and the supervisors' board.
import { z } from 'zod';
import type { Bilingual } from '../platform/contract.ts';
import { langSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import type { InteractionView, PresenceView, RoutingBoard } from './contract.ts';
import { loadOf } from './core.ts';
import type { InteractionRow, OfferRow } from './rows.ts';
import { type AgentRow, readAgents } from './store.ts';

const iso = (at: Date | null) => at?.toISOString() ?? null;

export function interactionView(row: Omit<InteractionRow, 'requiredSkills'>): InteractionView {
  const { id, conversationId, citizenId, channel, queueCode, state, priority, agentId, disposition } = row;
  return {
    id,
    conversationId,
    citizenId,
    channel,
    queueCode,
    state,
    priority,
    agentId,
    disposition,
    lang: langSchema.parse(row.lang),
    arrivedAt: row.arrivedAt.toISOString(),
    acceptedAt: iso(row.acceptedAt),
    endedAt: iso(row.endedAt),
    wrapUpEndsAt: iso(row.wrapUpEndsAt),
    closedAt: iso(row.closedAt),
  };
}

/** An offer without its interaction. Times are ISO 8601. */
export interface OfferFacts {
  id: string;
  interactionId: string;
  agentId: string;
  outcome: OfferRow['outcome'];
  offeredAt: string;
  expiresAt: string;
}

export function offerFacts(row: OfferRow): OfferFacts {
  const { id, interactionId, agentId, outcome } = row;
  const [offeredAt, expiresAt] = [row.offeredAt.toISOString(), row.expiresAt.toISOString()];
  return { id, interactionId, agentId, outcome, offeredAt, expiresAt };
}

/** Names of staff by id (the admin room knows them). */
export type NamesOf = (ids: readonly string[]) => Promise<Map<string, Bilingual>>;

/** Somebody who never signed in has been offline since the beginning of time. */
const never = new Date(0).toISOString();

export function presenceView(row: AgentRow, name: Bilingual | undefined): PresenceView {
  const { agentId, capacity, reason } = row;
  return {
    agentId,
    name: name ?? { zh: '', en: '' },
    state: row.presence,
    reason,
    since: iso(row.since) ?? never,
    load: loadOf(row.held, capacity),
    capacity,
  };
}

/** Staff who are not there to take contacts. */
export function neverPresent(agentId: string, name: Bilingual = { zh: '', en: '' }): PresenceView {
  return { agentId, name, state: 'offline', reason: null, since: never, load: 0, capacity: 0 };
}

const queueRowSchema = z.object({
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  waiting: z.number().int(),
  longestWaitMs: z.number().int(),
  offered: z.number().int(),
  active: z.number().int(),
});

const figuresSchema = z.object({
  arrived: z.number().int(),
  accepted: z.number().int(),
  decided: z.number().int(),
  inTime: z.number().int(),
  decidedInTime: z.number().int(),
});

/**
 * What waits, who works, and the two figures of GB/T 33358 over the rolling 24 hours. A contact that still waits
 * counts against the connection rate once it is over, and against the service level once its 15 s have passed.
 */
export async function readBoard(database: Database, namesOf: NamesOf): Promise<RoutingBoard> {
  const tx = database.read;
  const [queues, agents, figures] = await Promise.all([
    tx.$queryRaw`
      SELECT q.code, q."nameZh", q."nameEn",
             count(i.id) FILTER (WHERE i.state = 'waiting')::int AS waiting,
             coalesce(extract(epoch FROM now() - min(i."arrivedAt") FILTER (WHERE i.state = 'waiting')) * 1000, 0)::int
               AS "longestWaitMs",
             count(i.id) FILTER (WHERE i.state = 'offered')::int AS offered,
             count(i.id) FILTER (WHERE i.state = 'active')::int AS active
      FROM "Queue" q
      LEFT JOIN "Interaction" i ON i."queueCode" = q.code AND i.state IN ('waiting', 'offered', 'active')
      GROUP BY q.code ORDER BY q.code`,
    readAgents(database.sql),
    tx.$queryRaw`
      SELECT count(*)::int AS arrived,
             count("acceptedAt")::int AS accepted,
             count(*) FILTER (WHERE "acceptedAt" IS NOT NULL OR state NOT IN ('waiting', 'offered'))::int AS decided,
             count(*) FILTER (WHERE "acceptedAt" <= "arrivedAt" + interval '15 s')::int AS "inTime",
             count(*) FILTER (WHERE "acceptedAt" IS NOT NULL OR state NOT IN ('waiting', 'offered')
                              OR "arrivedAt" < now() - interval '15 s')::int AS "decidedInTime"
      FROM "Interaction" WHERE "arrivedAt" > now() - interval '24 h'`,
  ]);
  const names = await namesOf(agents.map((agent) => agent.agentId));
  const [{ arrived, accepted, decided, inTime, decidedInTime }] = z.tuple([figuresSchema]).parse(figures);
  return {
    queues: z
      .array(queueRowSchema)
      .parse(queues)
      .map(({ nameZh, nameEn, ...queue }) => ({
        ...queue,
        longestWaitMs: Math.max(0, queue.longestWaitMs),
        name: { zh: nameZh, en: nameEn },
      })),
    agents: agents.map((agent) => presenceView(agent, names.get(agent.agentId))),
    serviceLevel15s: decidedInTime > 0 ? inTime / decidedInTime : null,
    connectionRate: decided > 0 ? accepted / decided : null,
    arrived24h: arrived,
  };
}
