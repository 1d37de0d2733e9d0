import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { fakeClock } from './clock.ts';
import { testDatabase } from './database.ts';
import { testRedis } from './redis.ts';

test('every caller gets a migrated database of its own', async () => {
  const [one, other] = [await testDatabase(), await testDatabase()];
  expect(one).not.toBe(other);
  const client = new pg.Client({ connectionString: one });
  await client.connect();
  const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS migrated`);
  await client.end();
  expect(rows).toEqual([{ migrated: true }]);
});

test('every caller gets an empty Redis of its own', async () => {
  const [one, other] = [new Redis(await testRedis()), new Redis(await testRedis())];
  await one.set('key', 'mine');
  expect(await other.get('key')).toBeNull();
  expect(await one.get('key')).toBe('mine');
  one.disconnect();
  other.disconnect();
});

test('the clock stands still until it is moved', () => {
  const clock = fakeClock('2026-03-02T09:00:00+08:00');
  expect(clock.now().toISOString()).toBe('2026-03-02T01:00:00.000Z');
  clock.advance(60_000);
  expect(clock.now().toISOString()).toBe('2026-03-02T01:01:00.000Z');
});
