// The process that carries the sound is killed in the middle of calls: who waited waits on, who talked is called back.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { deskSchema } from '../../server/desk/contract.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import {
  answeredSchema,
  callNewsSchema,
  expectedCallSchema,
  resumedCallSchema,
  runningSchema,
} from '../../server/intake/hotline/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { inPassing } from '../harness/in-passing.ts';
import { TestPhone } from '../harness/phone.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let options: Parameters<typeof startApp>[0];
let database: pg.Client;
const phones: TestPhone[] = [];

beforeEach(async () => {
  options = {
    databaseUrl: await demoDatabase(),
    redisUrl: await testRedis(),
    port: await freePort(),
    dataDir: mkdtempSync(join(tmpdir(), 'onecall-hotline-')),
  };
  database = new pg.Client({ connectionString: options.databaseUrl });
  await database.connect();
  app = await startApp(options);
}, 120_000);

afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
  await app?.stop();
  await database?.end();
  if (options?.dataDir) rmSync(options.dataDir, { recursive: true, force: true });
});

const contacts = async (): Promise<string[]> =>
  (
    await database.query(
      `SELECT state, "isCallback" FROM "Interaction" WHERE channel = 'voice' ORDER BY "arrivedAt"`,
    )
  ).rows.map(({ state, isCallback }) => `${state}${isCallback ? ' callback' : ''}`);

/** How much of the talks is on disk. */
function sealedBytes(): number {
  const folder = join(options.dataDir ?? '', 'recordings');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

it('a killed process loses nobody: who waited is at the same place, who talked is called back by the same agent', async () => {
  const staff = new Api(app.base);
  await staff.signIn('agent1', 'onecall-demo');
  const agent = await connect(app.base, '/staff', { cookie: staff.cookie });
  agent.on('offer', (raw: unknown) => {
    const { id } = offerViewSchema.parse(raw);
    inPassing(call(agent, 'offer:accept', { offerId: id }, interactionViewSchema));
  });
  let isJoining = false;
  agent.on('phone', (raw: { what: string; interactionId: string }) => {
    if (raw.what !== 'ring' || isJoining) return;
    isJoining = true;
    void TestPhone.open(async (sdp) => {
      const request = { interactionId: raw.interactionId, sdp, role: 'party' };
      return (await call(agent, 'phone:join', request, answeredSchema)).sdp;
    })
      .then((phone) => phones.push(phone))
      .catch(() => undefined)
      .finally(() => {
        isJoining = false;
      });
  });
  await call(agent, 'presence:set', { state: 'available' }, presenceViewSchema);

  const ring = async () => {
    const body = { browserId: randomUUID(), lang: 'zh' };
    const { token } = await new Api(app.base).post('/api/chat/session', body, chatSessionSchema);
    const socket = await connect(app.base, '/citizen', { token });
    const news: string[] = [];
    const expected: unknown[] = [];
    socket.on('phone', (raw: unknown) => news.push(callNewsSchema.parse(raw).state));
    socket.on('callback', (raw: unknown) => expected.push(expectedCallSchema.parse(raw).expected));
    const start = async (callback?: string): Promise<string> => {
      const callId = randomUUID();
      phones.push(
        await TestPhone.open(
          async (sdp) => (await call(socket, 'phone:start', { callId, sdp, callback }, answeredSchema)).sdp,
        ),
      );
      return callId;
    };
    const callId = await start();
    // Past the question for the language.
    await expect.poll(() => news.at(-1), { timeout: 40_000 }).toBe('menu');
    phones.at(-1)?.press('1');
    return { socket, news, expected, start, callId };
  };
  const talking = await ring();
  await expect.poll(() => talking.news.at(-1), { timeout: 40_000 }).toBe('talking');
  const waiting = await ring();
  await expect.poll(contacts, { timeout: 40_000 }).toEqual(['active', 'waiting']);
  const places = async () =>
    (await database.query(`SELECT id, "arrivedAt" FROM "Interaction" ORDER BY "arrivedAt"`)).rows;
  const before = await places();
  // Recordings are sealed in pieces of two seconds: a talk that is shorter may be lost with its process.
  await expect.poll(sealedBytes, { timeout: 20_000 }).toBeGreaterThan(33_000);
  talking.news.splice(0);
  waiting.news.splice(0);

  await app.kill();
  app = await startApp(options);
  for (const { socket } of [talking, waiting])
    await expect.poll(() => socket.connected, { timeout: 40_000 }).toBe(true);
  const check = { callId: waiting.callId };
  await expect
    .poll(() => call(waiting.socket, 'phone:check', check, runningSchema).catch(() => 'not yet'), {
      timeout: 25_000,
    })
    .toEqual({ isRunning: false });

  // A browser that comes back into its call hears that it is gone, and is at its old place with the next one.
  const offer = phones[0]?.offer ?? '';
  await expect
    .poll(
      () =>
        call(waiting.socket, 'phone:resume', { callId: waiting.callId, sdp: offer }, resumedCallSchema).catch(
          () => 'not yet',
        ),
      { timeout: 25_000 },
    )
    .toEqual({ sdp: null });
  const { expected } = await call(waiting.socket, 'callback:expected', {}, expectedCallSchema);
  expect(expected?.interactionId).toBe(before[1]?.id);
  await waiting.start(expected?.interactionId);
  await expect.poll(() => waiting.news.at(-1), { timeout: 40_000 }).toBe('menu');

  await expect.poll(() => agent.connected, { timeout: 40_000 }).toBe(true);
  // As the console does when it is back: what rang meanwhile is in the desk's own state. An agent who was without a
  // connection for too long is away, and one who missed an offer does not respond, until they say otherwise.
  const acceptPending = async (): Promise<void> => {
    const { offers, presence } = await staff.get('/api/desk', deskSchema);
    if (['away', 'offline', 'not_responding'].includes(presence.state))
      await call(agent, 'presence:set', { state: 'available' }, presenceViewSchema);
    for (const { id } of offers)
      await call(agent, 'offer:accept', { offerId: id }, interactionViewSchema).catch(() => undefined);
  };
  // Whoever talked is rung by the same agent's acceptance, before the one who waits.
  await expect
    .poll(async () => acceptPending().then(() => talking.expected.at(-1)), { timeout: 60_000 })
    .toMatchObject({ interactionId: before[0]?.id, state: 'ringing' });
  await talking.start(String(before[0]?.id));
  await expect.poll(() => talking.news.at(-1), { timeout: 40_000 }).toBe('talking');
  expect(await contacts()).toEqual(['active', 'waiting']);
  expect(await places()).toEqual(before);

  const open = await database.query(
    'SELECT count(*)::int AS count FROM "CallSession" WHERE "endedAt" IS NULL',
  );
  expect(open.rows).toEqual([{ count: 2 }]);
  const lost = await database.query(`SELECT detail FROM "RoutingStep" WHERE kind = 'line_lost' ORDER BY id`);
  expect(lost.rows.map(({ detail }) => detail.wasTalking).sort()).toEqual([false, true]);
  // What was recorded until then is kept, beside what is recorded now.
  const recordings = await database.query('SELECT id FROM "Recording" ORDER BY "createdAt"');
  expect(recordings.rows).toHaveLength(2);
  const headers = { cookie: staff.cookie };
  const heard = await fetch(`${app.base}/api/recordings/${recordings.rows[0]?.id}`, { headers });
  expect((await heard.arrayBuffer()).byteLength).toBeGreaterThan(32_000);
  for (const { socket } of [talking, waiting]) socket.disconnect();
  agent.disconnect();
});
