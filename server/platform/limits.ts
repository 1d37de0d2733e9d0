// How often one network may ask: every public route has a limit, and where number and code open something, wrong guesses
// are counted over all of it.
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { AppError } from './errors.ts';
import type { Http } from './http-type.ts';
import { networkOf } from './network.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Number and code open something here: an address that guesses wrong too often waits, whichever numbers it names. */
    isGuess?: boolean;
  }
}

/** Behind one address a house of two thousand desks may begin its shift within a minute. */
const usual = { max: 3_000, timeWindow: '1 minute' } as const;
/** Six digits are a million guesses. A family, or a service point behind one address, mistypes less often than this. */
const guesses = { most: 30, withinS: 15 * 60 } as const;

/** Registers the limits. What routes say themselves goes before `usual`; `rateLimit: false` is none. */
export async function registerLimits(app: Http, redis: Redis): Promise<void> {
  // Before the plugin looks at the route.
  app.addHook('onRoute', (route) => {
    const { config } = route;
    if (config?.access === 'public' && config.rateLimit === undefined) config.rateLimit = usual;
  });
  await app.register(rateLimit, {
    global: false,
    redis,
    nameSpace: 'onecall:limit:',
    skipOnError: true,
    // Who is signed in is counted as a person.
    keyGenerator: (request) => request.actor?.id ?? networkOf(request.ip),
    errorResponseBuilder: () => new AppError('rate_limited'),
  });
  limitGuesses(app, redis);
}

/** Counted before it is looked at, so that many at once are not more than one after the other; a right one is taken back. */
function limitGuesses(app: Http, redis: Redis): void {
  const counted = new WeakSet<FastifyRequest>();
  const keyOf = (request: FastifyRequest): string => `onecall:guess:${networkOf(request.ip)}`;
  app.addHook('preHandler', async (request) => {
    if (!request.routeOptions.config.isGuess) return;
    const key = keyOf(request);
    // As the other limits: where Redis is away, nobody waits for it.
    const [[, tries] = []] =
      (await redis
        .multi()
        .incr(key)
        .expire(key, guesses.withinS, 'NX')
        .exec()
        .catch(() => null)) ?? [];
    counted.add(request);
    if (Number(tries) > guesses.most) throw new AppError('rate_limited');
  });
  app.addHook('onResponse', async (request, reply) => {
    if (counted.has(request) && reply.statusCode !== 404) await redis.decr(keyOf(request)).catch(() => null);
  });
}
