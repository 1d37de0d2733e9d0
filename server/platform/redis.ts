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
 * Says once that the server is away and once that it is back, however often the connection tries meanwhile. So do the
 * connections that libraries make from it.
 */
function heard(redis: Redis, log: Log): Redis {
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) log.warn({ err: error }, 'Redis is away');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => heard(duplicate(override), log);
  return redis;
}

/**
 * One Redis connection. Commands wait while the connection is down; blocking users (BullMQ workers) need their own.
 * `gathers`: the commands of one turn go out in one write.
 */
export function openRedis(url: string, log: Log, { gathers = false }: { gathers?: boolean } = {}): Redis {
  const redis = connectRedis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    lazyConnect: false,
    enableAutoPipelining: gathers,
    // Who was the primary a moment ago takes no writes: connect anew, and say it again there.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  });
  return heard(redis, log);
}
