// How often one network may ask: every public route has a limit, and where number and code open something, wrong guesses
// are counted over all of it.
import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Counts } from './counts.ts';
import { AppError } from './errors.ts';
import type { Http } from './http-type.ts';
import { networkOf } from './network.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Number and code, or a telephone and the code sent there, open something here: an address that guesses wrong too
     * often waits, whichever numbers it names.
     */
    isGuess?: boolean;
  }
}

/** Behind one address a house of two thousand desks may begin its shift within a minute. */
const usual = { max: 3_000, timeWindow: '1 minute' } as const;
/** Six digits are a million guesses. A family, or a service point behind one address, mistypes less often than this. */
const guesses = { most: 30, withinMs: 15 * 60_000 } as const;

/** Registers the limits. What routes say themselves goes before `usual`; `rateLimit: false` is none. */
export async function registerLimits(app: Http, redis: Redis): Promise<void> {
  const counts = new Counts(redis);
  // Before the plugin looks at the route.
  app.addHook('onRoute', (route) => {
    const { config } = route;
    if (config?.access === 'public' && config.rateLimit === undefined) config.rateLimit = usual;
  });
  await app.register(rateLimit, {
    global: false,
    store: storeOf(counts),
    // Who is signed in is counted as a person.
    keyGenerator: (request) => request.actor?.id ?? networkOf(request.ip),
    errorResponseBuilder: () => new AppError('rate_limited'),
  });
  limitGuesses(app, counts);
}

/** What the plugin really hands over; its types say something else. A limit that is asked by hand is of no route. */
const routeSchema = z.object({
  routeInfo: z.object({
    method: z.union([z.string(), z.array(z.string())]).default(''),
    url: z.string().default(''),
  }),
});

/** Where the plugin counts: every route apart. */
function storeOf(counts: Counts) {
  return class Store implements FastifyRateLimitStore {
    #prefix = 'onecall:limits:';

    incr(
      key: string,
      told: Parameters<FastifyRateLimitStore['incr']>[1],
      // The plugin says how long; its types do not.
      windowMs = 60_000,
    ): void {
      void counts
        .add(this.#prefix + key, windowMs)
        .then(({ count, leftMs }) => told(null, { current: count, ttl: leftMs }), told);
    }

    child(options: unknown): Store {
      const { routeInfo } = routeSchema.parse(options);
      const store = new Store();
      store.#prefix = `${this.#prefix}${routeInfo.method}${routeInfo.url}-`;
      return store;
    }
  };
}

/** `not_found` for number and code, `phone_code` for a telephone and its code. */
const wrongStatus = new Set([404, 422]);

/** Counted before it is looked at, so that many at once are not more than one after the other; a right one is taken back. */
function limitGuesses(app: Http, counts: Counts): void {
  const counted = new WeakMap<FastifyRequest, Awaited<ReturnType<Counts['add']>>>();
  app.addHook('preHandler', async (request) => {
    if (!request.routeOptions.config.isGuess) return;
    const guess = await counts.add(`onecall:guesses:${networkOf(request.ip)}`, guesses.withinMs);
    counted.set(request, guess);
    if (guess.count > guesses.most) throw new AppError('rate_limited');
  });
  app.addHook('onResponse', async (request, reply) => {
    if (!wrongStatus.has(reply.statusCode)) await counted.get(request)?.takeBack();
  });
}
