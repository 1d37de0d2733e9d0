import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { REDIS_DATABASES } from '../../scripts/bootstrap/test-servers.mjs';

async function asOwner<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/**
 * An empty Redis database for one test file, emptied after it.
 * Channels are not numbered: two files that publish on the same one hear each other.
 * @returns its address, with its database number
 */
export async function testRedis(): Promise<string> {
  const number = await asOwner(async (redis) => {
    // Number 0 keeps the count.
    const taken = await redis.incr('test-databases');
    return 1 + (taken % (REDIS_DATABASES - 1));
  });
  const empty = () =>
    asOwner(async (redis) => {
      await redis.select(number);
      await redis.flushdb();
    });
  await empty();
  afterAll(empty);
  const url = new URL(process.env.TEST_REDIS_URL ?? '');
  url.pathname = String(number);
  return url.href;
}

/** The same as an open connection, closed after the file. */
export async function testRedisClient(): Promise<Redis> {
  const redis = new Redis(await testRedis());
  afterAll(() => redis.disconnect());
  return redis;
}
