// How long a wait will be, told honestly: from who is before, who is there to serve, and how long contacts have taken and
// people have waited lately; or nothing. How good it is: docs/decisions/2026-11-25-estimated-wait.md.
import { z } from 'zod';
import type { Channel } from '#database';
import type { Sql } from '../platform/sql.ts';
import { queuesNow } from './store.ts';

/** Agents in service who serve the same queues. */
export interface Crew {
  queues: readonly string[];
  /** Contacts that they can have at once: one call each, or all their shares of texts. */
  places: number;
}

/** What the latest contacts of a queue on a channel came to. */
export interface Experience {
  served: number;
  /** Seconds from acceptance to the end of wrap-up, of all who were served. */
  servedS: number;
  gaveUp: number;
  /** Seconds that they waited, served or not. */
  waitedS: number;
}

/** How fast a queue moves on a channel. */
export interface Pace {
  crews: readonly Crew[];
  /** Mean seconds that a contact takes its agent; null when there are too few to say. */
  serviceS: number | null;
  /** Give-ups per second of waiting: of contacts that leave at a constant rate, the likeliest one. */
  leavingPerS: number;
}

/** When somebody's turn comes. */
export interface Turn {
  position: number | null;
  estimatedWaitS: number | null;
}

/** So many contacts are looked back on, by when they were over: by arrival, the latest over would be the short ones. */
export const latest = 300;
const fewest = 5;

export function paceOf(crews: readonly Crew[], { served, servedS, gaveUp, waitedS }: Experience): Pace {
  return {
    crews,
    serviceS: served >= fewest ? servedS / served : null,
    leavingPerS: waitedS > 0 ? gaveUp / waitedS : 0,
  };
}

/**
 * Seconds until somebody's turn, all places being taken: those before leave one by one, each time a place becomes free or
 * somebody gives up (the queue-length estimator with abandonment, QLm, of Ibrahim and Whitt, “Real-time delay estimation
 * based on delay history”, 2009). Agents who serve other queues as well count by this queue's share of those whose turn
 * they bring before the next one's: they take who came first. Null when nobody is there or too little is known.
 * @param ahead how many are before, by queue
 */
export function estimateWaitS(
  queueCode: string,
  ahead: ReadonlyMap<string, number>,
  { crews, serviceS, leavingPerS }: Pace,
): number | null {
  const position = 1 + (ahead.get(queueCode) ?? 0);
  const places = crews.reduce((sum, crew) => {
    const turns = crew.queues.reduce((count, queue) => count + (ahead.get(queue) ?? 0), 1);
    return sum + (crew.places * position) / turns;
  }, 0);
  if (places === 0 || serviceS === null) return null;
  let waitS = 0;
  for (let before = 0; before < position; before += 1)
    waitS += 1 / (places / serviceS + before * leavingPerS);
  return waitS;
}

/** @param before tells how many are before in a queue */
export async function turnIn(
  queueCode: string,
  pace: Pace,
  before: (queueCode: string) => Promise<number>,
): Promise<{ position: number; estimatedWaitS: number | null }> {
  const queues = [...new Set([queueCode, ...pace.crews.flatMap((crew) => crew.queues)])];
  const ahead = new Map(
    await Promise.all(queues.map(async (queue) => [queue, await before(queue)] as const)),
  );
  return {
    position: 1 + (ahead.get(queueCode) ?? 0),
    estimatedWaitS: estimateWaitS(queueCode, ahead, pace),
  };
}

const crewRow = z.object({ queues: z.array(z.string()), agents: z.number().int(), shares: z.number().int() });
const experienceRow = z.object({
  served: z.number().int(),
  servedS: z.number(),
  gaveUp: z.number().int(),
  waitedS: z.number(),
});

async function readPace(sql: Sql, queueCode: string, channel: Channel): Promise<Pace> {
  const [crews, experience] = await Promise.all([
    sql.rows(
      crewRow,
      `SELECT queues, count(*)::int AS agents, sum(capacity)::int AS shares FROM
         (SELECT a.capacity, ${queuesNow('a."userId"')} AS queues
          FROM (SELECT "userId" FROM "AgentQueue" WHERE "queueCode" = $1
                UNION SELECT "userId" FROM "AgentQueueToday" WHERE "queueCode" = $1) q
          JOIN "Agent" a ON a."userId" = q."userId"
          JOIN LATERAL (SELECT l.state FROM "PresenceLog" l WHERE l."userId" = a."userId" ORDER BY l.id DESC LIMIT 1) p
            ON p.state = 'available') serving
       WHERE $1 = ANY (queues) GROUP BY queues`,
      [queueCode],
    ),
    sql.first(
      experienceRow,
      `SELECT count("acceptedAt")::int AS served, count(*) FILTER (WHERE "acceptedAt" IS NULL)::int AS "gaveUp",
              coalesce(sum(extract(epoch FROM "closedAt" - "acceptedAt")), 0)::float8 AS "servedS",
              coalesce(sum(extract(epoch FROM coalesce("acceptedAt", "closedAt") - "arrivedAt")), 0)::float8 AS "waitedS"
       FROM (SELECT i."arrivedAt", i."acceptedAt", i."closedAt" FROM "Interaction" i
             WHERE i."queueCode" = $1 AND i.channel = $2::"Channel" AND i."closedAt" IS NOT NULL
               AND (i.state = 'abandoned' OR i.state = 'closed' AND i."acceptedAt" IS NOT NULL)
               -- Whoever is called back is in no hurry.
               AND NOT EXISTS (SELECT 1 FROM "Callback" c WHERE c."interactionId" = i.id)
             ORDER BY i."closedAt" DESC LIMIT ${latest}) l`,
      [queueCode, channel],
    ),
  ]);
  const placesOf = ({ agents, shares }: (typeof crews)[number]) => (channel === 'voice' ? agents : shares);
  return paceOf(
    crews.map((crew) => ({ queues: crew.queues, places: placesOf(crew) })),
    experience ?? { served: 0, servedS: 0, gaveUp: 0, waitedS: 0 },
  );
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
    if (known && performance.now() - known.at < freshMs) return known.pace;
    const pace = readPace(this.#sql, queueCode, channel);
    this.#known.set(key, { at: performance.now(), pace });
    pace.catch(() => this.#known.delete(key));
    return pace;
  }
}
