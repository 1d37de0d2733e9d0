import { expect, it, vi } from 'vitest';
import { createLog } from '../../server/platform/log.ts';
import { openRedis, redisUrlSchema, sentinelOptions } from '../../server/platform/redis.ts';
import { freePort } from '../harness/ports.ts';

it('reads an address of sentinels, and refuses what is none', () => {
  const url = 'redis+sentinel://city:s%40fe@10.0.0.1,10.0.0.2:26380/main/3?sentinelPassword=watch';
  expect(sentinelOptions(url)).toMatchObject({
    sentinels: [
      { host: '10.0.0.1', port: 26_379 },
      { host: '10.0.0.2', port: 26_380 },
    ],
    name: 'main',
    db: 3,
    username: 'city',
    password: 's@fe',
    sentinelPassword: 'watch',
  });
  for (const wrong of ['redis+sentinel://10.0.0.1', 'redis+sentinel:///main', 'http://10.0.0.1', ''])
    expect(redisUrlSchema.safeParse(wrong).success, wrong).toBe(false);
});

it('says once that a server is away, however often it tries, for all connections that others make from it, too', async () => {
  const log = createLog('silent');
  const warn = vi.spyOn(log, 'warn');
  const redis = openRedis(`redis://127.0.0.1:${await freePort()}`, log);
  const copy = redis.duplicate();
  const tries: number[] = [];
  copy.on('reconnecting', () => tries.push(1));
  await expect.poll(() => tries.length).toBeGreaterThan(2);
  for (const connection of [redis, copy]) connection.disconnect();
  expect(warn.mock.calls.map(([, said]) => said)).toEqual(['Redis is away']);
});
