// What reads takes its time, but not for ever: a runaway statement is ended, a Postgres that says nothing is left.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Database, openCounts, openDatabase, openReads } from '../../server/platform/database.ts';
import { errorBody } from '../../server/platform/errors.ts';
import { notNow } from '../../server/platform/outage.ts';
import { testDatabase } from '../harness/database.ts';
import { Wire } from '../faults/city/cut.ts';

let url: string;
let wire: Wire;
let throughWire: string;

beforeAll(async () => {
  url = await testDatabase();
  const address = new URL(url);
  wire = await Wire.open(Number(address.port));
  address.hostname = '127.0.0.1';
  address.port = String(wire.port);
  throughWire = address.href;
});
afterAll(() => wire.close());

const limitRow = z.object({ statement_timeout: z.string() });
const limitOf = async ({ sql }: Pick<Database, 'sql'>) =>
  (await sql.first(limitRow, 'SHOW statement_timeout'))?.statement_timeout;

it('people wait half a minute at most for what is read, figures two minutes', async () => {
  const database = openDatabase(url, { publish: () => undefined });
  const counts = openCounts(url, database);
  expect([await limitOf(database), await limitOf(counts)]).toEqual(['30s', '2min']);
  await counts.close();
  // Whoever counts has connections of their own.
  expect(await database.sql.run('SELECT 1')).toBe(1);
  await database.close();
});

it('a statement that runs for too long is ended, and who asked is told so', async () => {
  const reads = openReads(url, { max: 1, withinMs: 200 });
  const faults = [
    await reads.sql.run('SELECT pg_sleep(30)').catch(notNow),
    await reads.read.$queryRaw`SELECT pg_sleep(30)::text`.catch(notNow),
  ];
  for (const told of faults) {
    expect(told).toMatchObject({ code: 'took_too_long', status: 503 });
    expect(errorBody(told, 'en').error.message).toContain('Ask for less at once');
  }
  expect(await reads.sql.run('SELECT 1'), 'the connection serves the next').toBe(1);
  await reads.close();
});

it('a Postgres that takes a question and never answers is left, and asked anew when it is back', async () => {
  const reads = openReads(throughWire, { max: 1, withinMs: 200 });
  expect(await reads.sql.run('SELECT 1')).toBe(1);
  wire.cut();
  const began = performance.now();
  const told = await reads.sql.run('SELECT 2').catch(notNow);
  expect(told).toMatchObject({ code: 'unavailable' });
  expect(performance.now() - began).toBeLessThan(15_000);
  wire.mend();
  expect(await reads.sql.run('SELECT 3')).toBe(1);
  await reads.close();
});
