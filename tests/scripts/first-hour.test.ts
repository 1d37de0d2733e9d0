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
import { figuresSchema } from '../../server/quality/contract.ts';
import {
  poorRatingsSchema,
  ratingFiguresSchema,
  satisfiedShare,
} from '../../server/ratings/figures/contract.ts';
import { shiftReportSchema } from '../../server/reports/shift/contract.ts';
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
  await playFirstHour(app.base, databaseUrl, new AbortController().signal);
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
  const { agents, serviceLevel15s, connectionRate } = await supervisor.get(
    '/api/routing/board',
    routingBoardSchema,
  );
  expect(serviceLevel15s, 'most are answered in time, not all').toBeGreaterThan(0.85);
  expect(serviceLevel15s).toBeLessThan(1);
  expect(connectionRate).toBe(1);
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

it('has talks of lengths as a city knows them, with results, notes and reviews, none over another of its agent', async () => {
  const database = openDatabase(databaseUrl, { publish: () => undefined });
  const talkSchema = z.object({
    agentId: z.string(),
    disposition: z.string(),
    note: z.string().min(8),
    arrivedAt: z.date(),
    acceptedAt: z.date(),
    endedAt: z.date(),
    closedAt: z.date(),
    isWithin: z.boolean(),
  });
  const talks = await database.sql.rows(
    talkSchema,
    `SELECT "agentId", disposition, "wrapUpNote" AS note, "arrivedAt", "acceptedAt", "endedAt", "closedAt",
       NOT EXISTS (SELECT 1 FROM "RoutingStep" s WHERE s."interactionId" = i.id AND s.at > i."closedAt" + interval '30 s')
       AND NOT EXISTS (SELECT 1 FROM "Offer" o WHERE o."interactionId" = i.id AND o."offeredAt" NOT BETWEEN i."arrivedAt" AND i."acceptedAt")
       AND NOT EXISTS (SELECT 1 FROM "Message" m WHERE m."interactionId" = i.id AND m.author = 'agent'
                         AND m."createdAt" NOT BETWEEN i."acceptedAt" AND i."endedAt") AS "isWithin"
     FROM "Interaction" i WHERE "agentId" IS NOT NULL ORDER BY "arrivedAt"`,
    [],
  );
  await database.close();
  expect(talks.every(({ isWithin }) => isWithin)).toBe(true);
  expect(new Set(talks.map(({ disposition }) => disposition)).size).toBeGreaterThan(3);
  const handled = talks.map(
    ({ acceptedAt, closedAt }) => (closedAt.getTime() - acceptedAt.getTime()) / 1_000,
  );
  const meanS = handled.reduce((sum, one) => sum + one, 0) / handled.length;
  expect(meanS).toBeGreaterThan(180);
  expect(meanS).toBeLessThan(420);
  for (const [index, { agentId, arrivedAt }] of talks.entries()) {
    const before = talks.slice(0, index).findLast((talk) => talk.agentId === agentId);
    if (before) expect(arrivedAt.getTime()).toBeGreaterThanOrEqual(before.closedAt.getTime());
  }
  expect(talks.at(-1)?.closedAt.getTime()).toBeLessThan(Date.now());

  const supervisor = new Api(app.base);
  await supervisor.signIn('supervisor', demoPassword);
  const day = cityDay(Date.now());
  const { total } = await supervisor.get(
    `/api/quality/figures?by=agent&from=${day}&until=${day}`,
    figuresSchema,
  );
  expect(total.reviews).toBeGreaterThan(4);
  const agentId = talks[0]?.agentId ?? '';
  const { shift } = await supervisor.get(`/api/reports/shift?agent=${agentId}`, shiftReportSchema);
  expect(shift?.times.available, 'on duty while they served').toBeGreaterThan(3_600);
  await supervisor.signOut();
});

it('stops where the start is interrupted', async () => {
  const given = new AbortController();
  given.abort(new Error('Ctrl-C'));
  await expect(playFirstHour(app.base, databaseUrl, given.signal)).rejects.toThrow('Ctrl-C');
});
