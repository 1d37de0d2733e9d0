// What a new demo has in it when it is ready: something on everybody's desk, and nothing that anybody waits for.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { isNewDemo } from '../../scripts/bootstrap/database.mjs';
import { demoPassword } from '../../scripts/demo-day/agents.ts';
import { Api } from '../../scripts/demo-day/api.ts';
import { playFirstHour } from '../../scripts/first-hour/play.ts';
import { openDatabase } from '../../server/platform/database.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { publicRepliesSchema } from '../../server/participation/publications/contract.ts';
import { pageOf } from '../../server/platform/contract.ts';
import {
  poorRatingsSchema,
  ratingFiguresSchema,
  satisfiedShare,
} from '../../server/ratings/figures/contract.ts';
import { routingBoardSchema } from '../../server/routing/contract.ts';
import { ticketStateSchema, ticketSummarySchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let databaseUrl: string;

async function start(): Promise<void> {
  databaseUrl = await demoDatabase();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
}

beforeAll(start);
// A demo that was played in part is no new one.
beforeEach(async ({ task }) => {
  if (!task.result?.retryCount) return;
  await app.stop();
  await start();
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
    z.object({ sessions: z.int(), open: z.int() }),
    `SELECT (SELECT count(*)::int FROM "Session") AS sessions,
       (SELECT count(*)::int FROM "Interaction" WHERE state <> 'closed') AS open`,
    [],
  );
  await database.close();
  expect(left).toEqual([{ sessions: 0, open: 0 }]);

  const supervisor = new Api(app.base);
  await supervisor.signIn('supervisor', demoPassword);
  const { agents } = await supervisor.get('/api/routing/board', routingBoardSchema);
  expect(agents.filter(({ state }) => state === 'available')).toEqual([]);
  const day = cityDay(Date.now());
  const span = `from=${cityDay(Date.now() - 86_400_000)}&until=${day}`;
  const read = async () => (await supervisor.get(`/api/quality/ratings?${span}`, ratingFiguresSchema)).total;
  await expect.poll(async () => (await read()).asked).toBe((await read()).talks);
  const total = await read();
  const poor = await supervisor.get(`/api/quality/ratings/poor?${span}`, poorRatingsSchema);
  await supervisor.signOut();
  expect(total.rated, 'most say nothing').toBeLessThan(total.talks / 2);
  expect(satisfiedShare(total), 'most who answer are satisfied').toBeGreaterThan(0.5);
  expect(poor.items.filter(({ words }) => words !== null).length).toBeGreaterThan(1);
});

it('stops where the start is interrupted', async () => {
  const given = new AbortController();
  given.abort(new Error('Ctrl-C'));
  await expect(playFirstHour(app.base, given.signal)).rejects.toThrow('Ctrl-C');
});
