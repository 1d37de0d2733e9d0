// How often one network may ask: every public route has a limit, and where number and code open something, wrong guesses
// are counted over all of it.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { z } from 'zod';
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

const guess = readFileSync(new URL('./guess.lua', import.meta.url), 'utf8');
const guessSchema = z.tuple([z.number(), z.string()]);
/** `not_found` for number and code, `phone_code` for a telephone and its code. */
const wrongStatus = new Set([404, 422]);

/** Counted before it is looked at, so that many at once are not more than one after the other; a right one is taken back. */
function limitGuesses(app: Http, redis: Redis): void {
  const countedIn = new WeakMap<FastifyRequest, string>();
  /** As with the other limits: where Redis is away, nobody waits for it. */
  const count = async (request: FastifyRequest, by: 1 | -1, window: string) => {
    const key = `onecall:guesses:${networkOf(request.ip)}`;
    const counted = await redis.eval(guess, 1, key, by, guesses.withinS, window).catch(() => null);
    return guessSchema.safeParse(counted).data;
  };
  app.addHook('preHandler', async (request) => {
    if (!request.routeOptions.config.isGuess) return;
    const counted = await count(request, 1, randomUUID());
    if (!counted) return;
    const [wrong, window] = counted;
    countedIn.set(request, window);
    if (wrong > guesses.most) throw new AppError('rate_limited');
  });
  app.addHook('onResponse', async (request, reply) => {
    const window = countedIn.get(request);
    if (window !== undefined && !wrongStatus.has(reply.statusCode)) await count(request, -1, window);
  });
}
