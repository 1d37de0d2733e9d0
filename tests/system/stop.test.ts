// A server that is asked to stop does so, whatever its visitors leave open.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

it('stops though a browser holds a connection that it never used', async () => {
  const app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  const unused = connect(Number(new URL(app.base).port), '127.0.0.1');
  await once(unused, 'connect');
  const closed = once(unused, 'close');
  await app.stop();
  await closed;
  expect(await fetch(app.base).catch(() => 'nobody there')).toBe('nobody there');
}, 90_000);
