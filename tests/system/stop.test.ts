// A server that is asked to stop does so, whatever its visitors leave open.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { Wire } from '../faults/city/cut.ts';
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

it('goes within the half minute that it is given, though Redis is away', async () => {
  const redisUrl = new URL(await testRedis());
  const wire = await Wire.open(Number(redisUrl.port));
  redisUrl.port = String(wire.port);
  const app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: redisUrl.href });
  await wire.close();
  const askedAt = Date.now();
  await app.stop();
  expect(Date.now() - askedAt).toBeLessThan(30_000);
  expect(app.log()).toContain('gone before everything had ended');
}, 150_000);
