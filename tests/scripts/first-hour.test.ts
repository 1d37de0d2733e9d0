// What a new demo has in it when it is ready: something on everybody's desk, and nothing that anybody waits for.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { isNewDemo } from '../../scripts/bootstrap/database.mjs';
import { demoPassword } from '../../scripts/demo-day/agents.ts';
import { Api } from '../../scripts/demo-day/api.ts';
import { playFirstHour } from '../../scripts/first-hour/play.ts';
import { openDatabase } from '../../server/platform/database.ts';
import { publicRepliesSchema } from '../../server/participation/publications/contract.ts';
import { pageOf } from '../../server/platform/contract.ts';
import { ticketStateSchema, ticketSummarySchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let databaseUrl: string;

beforeAll(async () => {
  databaseUrl = await demoDatabase();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
});
afterAll(() => app?.stop());

async function desk(username: string, path: string) {
  const person = new Api(app.base);
  await person.signIn(username, demoPassword);
  const { items } = await person.get(path, pageOf(ticketSummarySchema));
  await person.signOut();
  return items;
}

it('is played once, to its end, and leaves nobody signed in', async () => {
  expect(await isNewDemo(databaseUrl)).toBe(true);
  await playFirstHour(app.base, new AbortController().signal);
  expect(await isNewDemo(databaseUrl)).toBe(false);

  const all = await desk('supervisor', '/api/tickets?view=all&limit=100');
  const states = new Set(all.map(({ state }) => state));
  const reached = [
    'received',
    'dispatched',
    'accepted',
    'waiting_citizen',
    'replied',
    'rework',
    'returned',
    'closed',
  ];
  expect(reached.filter((state) => !states.has(ticketStateSchema.parse(state)))).toEqual([]);
  expect((await desk('dispatcher', '/api/tickets?view=triage')).length).toBeGreaterThan(5);
  expect((await desk('dept-water', '/api/tickets?view=department')).length).toBeGreaterThan(2);
  expect((await desk('lead-water', '/api/tickets?view=approval')).length).toBeGreaterThan(0);

  const published = await new Api(app.base).get('/api/public/replies', publicRepliesSchema);
  expect(published.items.length).toBeGreaterThan(2);

  const database = openDatabase(databaseUrl, { publish: () => undefined });
  const left = await database.sql.rows(
    z.object({ sessions: z.int(), contacts: z.int() }),
    `SELECT (SELECT count(*)::int FROM "Session") AS sessions, (SELECT count(*)::int FROM "Interaction") AS contacts`,
    [],
  );
  await database.close();
  expect(left).toEqual([{ sessions: 0, contacts: 0 }]);
});

it('stops where the start is interrupted', async () => {
  const given = new AbortController();
  given.abort(new Error('Ctrl-C'));
  await expect(playFirstHour(app.base, given.signal)).rejects.toThrow('Ctrl-C');
});
