// Whether this process lives, whether it can do its work, and what it measures.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { sameText } from './auth/secret.ts';
import type { Database } from './database.ts';
import { AppError } from './errors.ts';
import type { Http } from './http.ts';
import type { Jobs } from './jobs.ts';
import type { Metrics } from './metrics.ts';

const stateSchema = z.enum(['up', 'down']);
const readySchema = z.object({
  ready: z.boolean(),
  database: stateSchema,
  redis: stateSchema,
  workers: stateSchema,
});

const probeTimeoutMs = 2_000;

async function probe(check: Promise<unknown>): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'down'>((resolve) => {
    timer = setTimeout(() => resolve('down'), probeTimeoutMs);
  });
  try {
    return await Promise.race([check.then((): 'up' => 'up'), timeout]);
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * Registers /health, /ready and /metrics. Ready means: database, Redis and the job workers all answer. What is measured
 * tells how busy a city is: it is read on this machine, and elsewhere by who has the token.
 */
export function healthRoutes(
  http: Http,
  options: {
    database: Database;
    redis: Redis;
    jobs: Jobs;
    metrics: Metrics;
    metricsToken: string | undefined;
  },
): void {
  const { database, redis, jobs, metrics, metricsToken } = options;
  http.get(
    '/health',
    { config: { access: 'public' }, schema: { response: { 200: z.object({ live: z.literal(true) }) } } },
    async () => ({ live: true as const }),
  );
  http.get(
    '/ready',
    { config: { access: 'public' }, schema: { response: { 200: readySchema, 503: readySchema } } },
    async (_request, reply) => {
      const [postgres, cache, workers] = await Promise.all([
        probe(database.read.$queryRaw`SELECT 1`),
        probe(redis.ping()),
        probe(jobs.alive()),
      ]);
      const ready = postgres === 'up' && cache === 'up' && workers === 'up';
      return reply.status(ready ? 200 : 503).send({ ready, database: postgres, redis: cache, workers });
    },
  );
  http.get('/metrics', { config: { access: 'public' } }, async (request, reply) => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const hasToken = metricsToken !== undefined && bearer !== undefined && sameText(metricsToken, bearer);
    if (!hasToken && !loopback.test(request.ip)) throw new AppError('forbidden');
    for (const [queue, states] of Object.entries(await jobs.counts())) {
      for (const [state, count] of Object.entries(states)) metrics.jobs.set({ queue, state }, count);
    }
    return reply.type(metrics.registry.contentType).send(await metrics.read());
  });
}
