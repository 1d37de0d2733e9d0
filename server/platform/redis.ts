import { Redis } from 'ioredis';

/** One Redis connection. Commands wait while the connection is down; blocking users (BullMQ workers) need their own. */
export function openRedis(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: true, lazyConnect: false });
}
