// The process that carries the sound is killed in the middle of a call: the agent is free again, and the citizen can ring.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import { answeredSchema, callNewsSchema, runningSchema } from '../../server/intake/hotline/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { type App, freePort, startApp } from '../harness/app.ts';
import { testDatabase } from '../harness/database.ts';
import { TestPhone } from '../harness/phone.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let options: Parameters<typeof startApp>[0];
let database: pg.Client;
const phones: TestPhone[] = [];

beforeAll(async () => {
  options = {
    databaseUrl: await testDatabase(),
    redisUrl: await testRedis(),
    port: await freePort(),
    dataDir: mkdtempSync(join(tmpdir(), 'onecall-hotline-')),
    env: { PATH: '' },
  };
  database = new pg.Client({ connectionString: options.databaseUrl });
  await database.connect();
  app = await startApp(options);
}, 120_000);

afterAll(async () => {
  for (const phone of phones) await phone.close();
  await app?.stop();
  await database?.end();
  if (options?.dataDir) rmSync(options.dataDir, { recursive: true, force: true });
});

const states = async (): Promise<string[]> =>
  (await database.query(`SELECT state FROM "Interaction" WHERE channel = 'voice' ORDER BY id`)).rows.map(
    (row) => String(row.state),
  );

it('a call whose process is killed ends for everybody, and what was recorded until then is kept', async () => {
  const staff = new Api(app.base);
  await staff.signIn('agent1', 'onecall-demo');
  const agent = await connect(app.base, '/staff', { cookie: staff.cookie });
  agent.on('offer', (raw: unknown) => {
    const { id } = offerViewSchema.parse(raw);
    void call(agent, 'offer:accept', { offerId: id }, interactionViewSchema);
  });
  let rang = false;
  agent.on('phone', (raw: { what: string; interactionId: string }) => {
    if (raw.what !== 'ring' || rang) return;
    rang = true;
    void TestPhone.open(async (sdp) => {
      const request = { interactionId: raw.interactionId, sdp, role: 'party' };
      return (await call(agent, 'phone:join', request, answeredSchema)).sdp;
    }).then((phone) => phones.push(phone));
  });
  await call(agent, 'presence:set', { state: 'available' }, presenceViewSchema);

  const ring = async () => {
    const body = { browserId: randomUUID(), lang: 'zh' };
    const { token } = await new Api(app.base).post('/api/chat/session', body, chatSessionSchema);
    const socket = await connect(app.base, '/citizen', { token });
    const callId = randomUUID();
    const news: string[] = [];
    socket.on('phone', (raw: unknown) => news.push(callNewsSchema.parse(raw).state));
    phones.push(
      await TestPhone.open(
        async (sdp) => (await call(socket, 'phone:start', { callId, sdp }, answeredSchema)).sdp,
      ),
    );
    return { socket, callId, news };
  };
  const talking = await ring();
  await expect.poll(() => talking.news.at(-1), { timeout: 20_000 }).toBe('talking');
  const waiting = await ring();
  await expect.poll(states, { timeout: 20_000 }).toEqual(['active', 'waiting']);

  await app.kill();
  app = await startApp(options);

  // The browsers find their way back and learn that their calls are gone.
  for (const { socket, callId } of [talking, waiting]) {
    await expect.poll(() => socket.connected, { timeout: 20_000 }).toBe(true);
    expect(await call(socket, 'phone:check', { callId }, runningSchema)).toEqual({ isRunning: false });
  }
  await expect.poll(states, { timeout: 25_000 }).toEqual(['wrap_up', 'abandoned']);
  const open = await database.query(
    'SELECT count(*)::int AS count FROM "CallSession" WHERE "endedAt" IS NULL',
  );
  expect(open.rows).toEqual([{ count: 0 }]);
  const recordings = await database.query('SELECT id, "durationS" FROM "Recording"');
  expect(recordings.rows).toMatchObject([{ durationS: null }]);
  const headers = { cookie: staff.cookie };
  const heard = await fetch(`${app.base}/api/recordings/${recordings.rows[0]?.id}`, { headers });
  expect((await heard.arrayBuffer()).byteLength).toBeGreaterThan(32_000);
  const again = await ring();
  await expect.poll(() => again.news.at(-1), { timeout: 20_000 }).toBe('menu');
  for (const { socket } of [talking, waiting, again]) socket.disconnect();
  agent.disconnect();
});
