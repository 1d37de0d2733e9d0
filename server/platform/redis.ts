// Connections to Redis: one server, or whichever of several is the primary, as their sentinels say.
import { Redis, type RedisOptions as AnyOptions } from 'ioredis';
import { z } from 'zod';
import type { Log } from './log.ts';

/** What a connection takes; how it reads answers is left as it is. */
type RedisOptions = Omit<AnyOptions, 'replyMapping'>;

const sentinelPort = 26_379;
const scheme = 'redis+sentinel://';
/** A change of the primary takes seconds: asking is cheap, and never given up. */
const askAgainMs = 500;
/** While a primary changes, a connection may be sent to the one of before once more: it is back when all have stayed. */
const settledMs = 1_000;

const authoritySchema = z
  .string()
  .regex(/^redis\+sentinel:\/\/([^@/]*@)?[^@/?,]+(,[^@/?,]+)*\/[^/?]+(\/\d+)?(\?.*)?$/, {
    message: 'expected redis+sentinel://[user:password@]host[:port],host[:port],…/name[/database]',
  });

/** An address of one Redis (`redis://…`, `rediss://…`) or of sentinels. @throws ZodError for one that is neither */
export const redisUrlSchema = z.union([z.string().regex(/^rediss?:\/\/./), authoritySchema]);

/**
 * What ioredis takes for `redis+sentinel://[user:password@]host[:port],…/name[/database][?sentinelPassword=…]`: user and
 * password are those of the Redis servers.
 */
export function sentinelOptions(url: string): RedisOptions {
  const rest = authoritySchema.parse(url).slice(scheme.length);
  const [address = '', query = ''] = rest.split('?');
  const [authority = '', name = '', database = '0'] = address.split('/');
  const [hosts = '', credentials = ''] = authority.split('@').reverse();
  const [username = '', password = ''] = credentials.split(':').map(decodeURIComponent);
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  return {
    sentinels: hosts.split(',').map((host) => {
      const { hostname, port } = new URL(`redis://${host}`);
      return { host: hostname, port: Number(port || sentinelPort) };
    }),
    name: decodeURIComponent(name),
    db: Number(database),
    ...(username && { username }),
    ...(password && { password }),
    ...(sentinelPassword !== null && { sentinelPassword }),
    sentinelRetryStrategy: () => askAgainMs,
    // A primary that is cut off from the others keeps its connections: the sentinels tell of the new one.
    failoverDetector: true,
  };
}

/** Opens a connection to an address of either kind. */
export function connectRedis(url: string, options: RedisOptions): Redis {
  if (url.startsWith(scheme)) return new Redis({ ...sentinelOptions(url), ...options });
  return new Redis(url, options);
}

/**
 * Says once for all connections of a process that Redis is away, and once that all are back and after how long, however
 * many there are and however often each tries meanwhile.
 */
export class RedisHealth {
  readonly #log: Log;
  readonly #away = new Set<Redis>();
  readonly #heard = new WeakSet<Error>();
  /** Since when it is away; undefined: it is there. */
  #since: number | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Listens to a connection, and to those that libraries make from it. */
  watch(redis: Redis): Redis {
    redis.on('error', (error) => {
      this.#heard.add(error);
      this.#away.add(redis);
      clearTimeout(this.#settling);
      if (this.#since !== undefined) return;
      this.#since = performance.now();
      this.#log.warn({ err: error }, 'Redis is away');
    });
    redis.on('ready', () => this.#note(redis));
    // Closed by us: it will not come back.
    redis.on('end', () => this.#note(redis));
    const duplicate = redis.duplicate.bind(redis);
    redis.duplicate = (override) => this.watch(duplicate(override));
    return redis;
  }

  #note(redis: Redis): void {
    if (!this.#away.delete(redis) || this.#away.size > 0 || this.#since === undefined) return;
    const awayMs = Math.round(performance.now() - this.#since);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#since = undefined;
      this.#log.info({ awayMs }, 'Redis is back');
    }, settledMs);
    this.#settling.unref();
  }

  /** Whether an error that a library passes on is one that a connection of ours had. */
  hasHeard(error: Error): boolean {
    return this.#heard.has(error);
  }
}

/**
 * One Redis connection. Commands wait while the connection is down; blocking users (BullMQ workers) need their own.
 * `gathers`: the commands of one turn go out in one write. `health`: of the process, where it has more than one.
 */
export function openRedis(
  url: string,
  log: Log,
  { gathers = false, health = new RedisHealth(log) }: { gathers?: boolean; health?: RedisHealth } = {},
): Redis {
  const redis = connectRedis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    lazyConnect: false,
    enableAutoPipelining: gathers,
    // Who was the primary a moment ago takes no writes: connect anew, and say it again there.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  });
  return health.watch(redis);
}
