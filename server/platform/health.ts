// Whether this process lives, whether it can do its work, and what it measures.
import { statfs } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { sameText } from './auth/secret.ts';
import type { Database } from './database.ts';
import { AppError } from './errors.ts';
import { type Http, maxUploadBytes } from './http.ts';
import type { Jobs } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import { notNow } from './outage.ts';

const stateSchema = z.enum(['up', 'down']);
/** What is missing, for monitors: `no_answer` within two seconds, or `no_room` for anything more. */
const reasonSchema = z.enum([
  'database_no_answer',
  'database_no_room',
  'redis_no_answer',
  'redis_no_room',
  'no_worker',
  'files_no_room',
]);
type Reason = z.infer<typeof reasonSchema>;
const readySchema = z.object({
  ready: z.boolean(),
  database: stateSchema,
  redis: stateSchema,
  workers: stateSchema,
  files: stateSchema,
  why: z.array(reasonSchema),
});

const probeTimeoutMs = 2_000;
/** Who asks within so long gets the same answer: the address is open to everybody. */
const sameForMs = 250;
/** With less than this, the largest file that citizens may send has no room. */
const leastFreeBytes = 2 * maxUploadBytes;

/** What is wrong with a part; undefined: nothing. */
async function faultOf(
  part: 'database' | 'redis',
  check: Promise<unknown>,
): Promise<Exclude<Reason, 'no_worker' | 'files_no_room'> | undefined> {
  try {
    await inTime(check);
    return undefined;
  } catch (error) {
    return notNow(error)?.code === 'no_room' ? `${part}_no_room` : `${part}_no_answer`;
  }
}

async function inTime(check: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), probeTimeoutMs);
  });
  try {
    await Promise.race([check, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sorts more than Postgres may keep in memory: that needs room on its disk, as everything does that is written. */
const takeRoom = (database: Database): Promise<void> =>
  database.change(async ({ sql }) => {
    sql.send(`SET LOCAL work_mem = '64kB'`);
    await sql.run(
      `SELECT count(*) FROM (SELECT repeat('x', 1000) AS text, n FROM generate_series(1, 1000) AS n
         ORDER BY text, n DESC OFFSET 0) AS sorted`,
    );
  });

async function demandSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastFreeBytes) throw new Error('no room for files');
}

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * Registers /health, /ready and /metrics. Ready means: database, Redis and the job workers all answer, and there is room
 * to write; else it says why not. What is measured tells how busy a city is: it is read on this machine, and elsewhere by who has the token.
 */
export function healthRoutes(
  http: Http,
  options: {
    database: Database;
    redis: Redis;
    jobs: Jobs;
    metrics: Metrics;
    metricsToken: string | undefined;
    dataDir: string;
  },
): void {
  const { database, redis, jobs, metrics, metricsToken, dataDir } = options;
  let last = { at: Number.NEGATIVE_INFINITY, answer: Promise.resolve<Reason[]>([]) };
  const look = async (): Promise<Reason[]> => {
    const failed = (reason: Reason) => () => reason;
    const none = () => undefined;
    const faults = await Promise.all([
      faultOf('database', takeRoom(database)),
      faultOf('redis', redis.set('onecall:ready', 1, 'PX', 60_000)),
      inTime(jobs.alive()).then(none, failed('no_worker')),
      demandSpace(dataDir).then(none, failed('files_no_room')),
    ]);
    return faults.filter((fault) => fault !== undefined);
  };
  http.get(
    '/health',
    {
      config: { access: 'public', rateLimit: false },
      schema: { response: { 200: z.object({ live: z.literal(true) }) } },
    },
    async () => ({ live: true as const }),
  );
  http.get(
    '/ready',
    {
      config: { access: 'public', rateLimit: false },
      schema: { response: { 200: readySchema, 503: readySchema } },
    },
    async (_request, reply) => {
      const now = performance.now();
      if (now - last.at > sameForMs) last = { at: now, answer: look() };
      const why = await last.answer;
      const stateOf = (part: RegExp) => (why.some((reason) => part.test(reason)) ? 'down' : 'up');
      return reply.status(why.length === 0 ? 200 : 503).send({
        ready: why.length === 0,
        database: stateOf(/^database/),
        redis: stateOf(/^redis/),
        workers: stateOf(/worker/),
        files: stateOf(/^files/),
        why,
      });
    },
  );
  http.get('/metrics', { config: { access: 'public', rateLimit: false } }, async (request, reply) => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const hasToken = metricsToken !== undefined && bearer !== undefined && sameText(metricsToken, bearer);
    if (!hasToken && !loopback.test(request.ip)) throw new AppError('forbidden');
    for (const [queue, states] of Object.entries(await jobs.counts())) {
      for (const [state, count] of Object.entries(states)) metrics.jobs.set({ queue, state }, count);
    }
    return reply.type(metrics.registry.contentType).send(await metrics.read());
  });
}
