// Asks every server and queue how it is. What does not answer is down; the rest is told all the same.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { countDead } from '../platform/dead-letters.ts';
import type { DoorState } from '../platform/guard/guard.ts';
import type { Jobs } from '../platform/jobs.ts';
import { readPulses } from '../platform/pulse.ts';
import type { Replica } from '../platform/replica.ts';
import type { Sql } from '../platform/sql.ts';
import type { ModelReport, Operations, QueueView } from './contract.ts';

export interface Sources {
  database: Database;
  /** As this process sees it; undefined: none is configured. */
  replica: Pick<Replica, 'state'> | undefined;
  redis: Redis;
  jobs: Jobs;
  clocks: (sql: Sql) => Promise<{ open: number; overdue: number; latest: Date | null }>;
  doors: () => Promise<DoorState[]>;
  sms: (sql: Sql) => Promise<{ waiting: number; oldest: Date | null }>;
  model: () => Promise<ModelReport>;
}

const answerWithinMs = 3_000;

/** The answer, or undefined when it fails or does not come in time. */
async function ask<T>(question: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), answerWithinMs);
  });
  try {
    return await Promise.race([question.catch(() => undefined), patience]);
  } finally {
    clearTimeout(timer);
  }
}

const databaseRow = z.object({
  version: z.string(),
  bytes: z.number(),
  connections: z.number(),
  mostConnections: z.number(),
  longestMs: z.number().nullable(),
});
const databaseSql = `
  SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS bytes,
    (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
    current_setting('max_connections')::int AS "mostConnections",
    (SELECT max(extract(epoch FROM clock_timestamp() - xact_start))::float8 * 1000 FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend') AS "longestMs"`;

async function readDatabase(sql: Sql): Promise<Operations['database']> {
  const from = performance.now();
  const found = await ask(sql.first(databaseRow, databaseSql));
  const none = { version: null, bytes: null, connections: null, mostConnections: null, longestMs: null };
  if (!found) return { state: 'down', answerMs: null, ...none };
  return { state: 'up', answerMs: performance.now() - from, ...found };
}

async function readRedis(redis: Redis): Promise<Operations['redis']> {
  const from = performance.now();
  const found = await ask(Promise.all([redis.ping(), redis.info('server'), redis.info('memory')]));
  const none = { version: null, usedBytes: null, mostBytes: null, evictsNothing: null };
  if (!found) return { state: 'down', answerMs: null, ...none };
  const answerMs = performance.now() - from;
  const text = `${found[1]}\n${found[2]}`;
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1];
  const number = (name: string) => Number(field(name)) || null;
  return {
    state: 'up',
    answerMs,
    version: field('valkey_version') ?? field('redis_version') ?? null,
    usedBytes: number('used_memory'),
    mostBytes: number('maxmemory'),
    evictsNothing: field('maxmemory_policy') === 'noeviction',
  };
}

const pendingRow = z.object({ name: z.string(), pending: z.number(), oldest: z.date() });
const pendingSql = `
  SELECT name, count(*)::int AS pending, min("createdAt") AS oldest
  FROM "Outbox", unnest(pending) AS name GROUP BY name`;

/** Events by the consumer that has still to act on them. */
export const readPending = (sql: Sql) => sql.rows(pendingRow, pendingSql);

async function readQueues({ database, jobs }: Sources, now: number): Promise<QueueView[]> {
  const [counts = {}, pending = [], dead = []] = await Promise.all([
    ask(jobs.counts()),
    ask(readPending(database.sql)),
    ask(countDead(database)),
  ]);
  const names = jobs.queueNames();
  return names.map((name) => {
    const { waiting = 0, active = 0, delayed = 0 } = counts[jobs.keyOf(name)] ?? {};
    const own = pending.find((row) => row.name === name);
    return {
      name,
      waiting,
      active,
      delayed,
      pending: own?.pending ?? 0,
      oldestMs: own ? Math.max(0, now - own.oldest.getTime()) : null,
      dead: dead.find((row) => row.queue === name)?.count ?? 0,
    };
  });
}

/** @param now for ages */
export async function readOperations(sources: Sources, now = Date.now()): Promise<Operations> {
  const { database, redis } = sources;
  const since = (at: Date | null | undefined) => (at ? Math.max(0, now - at.getTime()) : null);
  const [postgres, cache, queues, clocks, sms, doors = [], pulses = []] = await Promise.all([
    readDatabase(database.sql),
    readRedis(redis),
    readQueues(sources, now),
    ask(sources.clocks(database.sql)),
    ask(sources.sms(database.sql)),
    ask(sources.doors()),
    ask(readPulses(redis, now)),
  ]);
  return {
    at: new Date(now).toISOString(),
    database: postgres,
    replica: sources.replica?.state ?? null,
    redis: cache,
    queues,
    clocks: { open: clocks?.open ?? 0, overdue: clocks?.overdue ?? 0, latestMs: since(clocks?.latest) },
    sms: { waiting: sms?.waiting ?? 0, oldestMs: since(sms?.oldest) },
    doors: doors.map((one) => ({ ...one, floodedSince: one.floodedSince?.toISOString() ?? null })),
    carriers: pulses
      .filter(({ isAlive }) => isAlive)
      .flatMap(({ carriers, host, pid }) => carriers.map((one) => ({ ...one, host, pid }))),
    processes: pulses.map(({ startedAt, at, carriers: _, model = null, ...rest }) => ({
      ...rest,
      model,
      startedAt: new Date(startedAt).toISOString(),
      seenAt: new Date(at).toISOString(),
    })),
  };
}
