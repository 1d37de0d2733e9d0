// How long a wait will be, told honestly: from who is there to serve and how long contacts have taken lately, or nothing.
import { z } from 'zod';
import type { Channel } from '#database';
import type { Sql } from '../platform/sql.ts';

/** How fast a queue moves on a channel. */
export interface Pace {
  /** Contacts that its agents in service can have at once: one call each, or all their shares of texts. */
  servers: number;
  /** Mean seconds from acceptance to the end of wrap-up, over the latest; null when there are too few to say. */
  serviceS: number | null;
}

/**
 * Seconds until the next free place comes to who stands at this position, all places being taken: each end moves the line
 * by one, and ends come at servers ÷ service time (the queue-length estimator of Ibrahim and Whitt, “Real-time delay
 * estimation based on delay history”, 2009). Null when nobody is there or too little is known: then nothing is told.
 */
export function estimateWaitS(position: number, { servers, serviceS }: Pace): number | null {
  if (servers === 0 || serviceS === null) return null;
  return (position * serviceS) / servers;
}

const paceRow = z.object({
  agents: z.number().int(),
  shares: z.number().int(),
  known: z.number().int(),
  serviceS: z.number().nullable(),
});
/** So many contacts are looked back on, and so few say too little. */
export const latest = 100;
export const fewest = 5;

async function readPace(sql: Sql, queueCode: string, channel: Channel): Promise<Pace> {
  const row = await sql.first(
    paceRow,
    `SELECT agents.*, service.* FROM
       (SELECT count(*)::int AS agents, coalesce(sum(a.capacity), 0)::int AS shares
        FROM "AgentQueue" q JOIN "Agent" a ON a."userId" = q."userId"
        JOIN LATERAL (SELECT l.state FROM "PresenceLog" l WHERE l."userId" = a."userId" ORDER BY l.id DESC LIMIT 1) p
          ON p.state = 'available'
        WHERE q."queueCode" = $1) agents,
       (SELECT count(*)::int AS known, avg(extract(epoch FROM "closedAt" - "acceptedAt"))::float8 AS "serviceS"
        FROM (SELECT "closedAt", "acceptedAt" FROM "Interaction"
              WHERE state = 'closed' AND "queueCode" = $1 AND channel = $2::"Channel" AND "acceptedAt" IS NOT NULL
              ORDER BY "arrivedAt" DESC LIMIT ${latest}) l) service`,
    [queueCode, channel],
  );
  if (!row) return { servers: 0, serviceS: null };
  const servers = channel === 'voice' ? row.agents : row.shares;
  return { servers, serviceS: row.known >= fewest ? row.serviceS : null };
}

const freshMs = 5_000;

/** The paces of all queues, each read anew only when it is older than a few seconds. */
export class Paces {
  readonly #sql: Sql;
  readonly #known = new Map<string, { at: number; pace: Promise<Pace> }>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  of(queueCode: string, channel: Channel): Promise<Pace> {
    const key = `${queueCode}|${channel}`;
    const known = this.#known.get(key);
    if (known && Date.now() - known.at < freshMs) return known.pace;
    const pace = readPace(this.#sql, queueCode, channel);
    this.#known.set(key, { at: Date.now(), pace });
    pace.catch(() => this.#known.delete(key));
    return pace;
  }
}
