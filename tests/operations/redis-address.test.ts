import { expect, it } from 'vitest';
import { redisUrlSchema, sentinelOptions } from '../../server/platform/redis.ts';

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
