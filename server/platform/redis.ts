import { Redis } from 'ioredis';

/**
 * One Redis connection. Commands wait while the connection is down; blocking users (BullMQ workers) need their own.
 * `gathers`: the commands of one turn go out in one write.
 */
export function openRedis(url: string, { gathers = false }: { gathers?: boolean } = {}): Redis {
  return new Redis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    lazyConnect: false,
    enableAutoPipelining: gathers,
  });
}
