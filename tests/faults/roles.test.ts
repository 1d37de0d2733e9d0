// Pages, background and calls in processes of their own, on one database and one Redis: a call goes through all of them.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import {
  answeredSchema,
  type CallNews,
  callNewsSchema,
  expectedCallSchema,
  type PhoneNews,
  phoneNewsSchema,
  phoneSettingsSchema,
  recordingListSchema,
  resumedCallSchema,
} from '../../server/intake/hotline/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type InteractionView,
  interactionViewSchema,
  offerViewSchema,
  presenceViewSchema,
} from '../../server/routing/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { inPassing } from '../harness/in-passing.ts';
import { TestPhone } from '../harness/phone.ts';
import { testRedis } from '../harness/redis.ts';
import { tonesIn } from '../ivr/media/legs.ts';

const hz = { citizen: 500, agent: 1000, next: 1500 } as const;
let web: App;
let worker: App;
let media: App;
let database: pg.Client;
let dataDir: string;
let startMedia: () => Promise<App>;
const closers: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'onecall-roles-'));
  const databaseUrl = await demoDatabase();
  const redisUrl = await testRedis();
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const start = (roles: string) =>
    startApp({ databaseUrl, redisUrl, dataDir, env: { ONECALL_ROLES: roles } });
  // A process that serves pages is ready when somebody does the work behind them.
  worker = await start('worker');
  web = await start('web');
  startMedia = () => start('media');
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  await Promise.all([web?.stop(), worker?.stop(), media?.stop()]);
  await database?.end();
  rmSync(dataDir, { recursive: true, force: true });
});

async function staffAtWork(username: string, tone: number) {
  const api = new Api(web.base);
  const { id } = await api.signIn(username, 'onecall-demo');
  const socket = await connect(web.base, '/staff', { cookie: api.cookie });
  const accepted: InteractionView[] = [];
  const news: PhoneNews[] = [];
  const phones: TestPhone[] = [];
  let joined: string | undefined;
  socket.on('offer', (raw: unknown) => {
    const { id: offerId } = offerViewSchema.parse(raw);
    inPassing(
      call(socket, 'offer:accept', { offerId }, interactionViewSchema).then((one) => accepted.push(one)),
    );
  });
  socket.on('phone', (raw: unknown) => {
    const one = phoneNewsSchema.parse(raw);
    news.push(one);
    const { interactionId } = one;
    if (one.what === 'over') joined = undefined;
    if (one.what !== 'ring' || joined === interactionId) return;
    joined = interactionId;
    const pickUp = async (): Promise<void> => {
      const phone = await TestPhone.open(async (sdp) => {
        const request = { interactionId, sdp, role: 'party' };
        return (await call(socket, 'phone:join', request, answeredSchema)).sdp;
      });
      phone.say(tone);
      phones.push(phone);
      closers.push(() => phone.close());
    };
    inPassing(pickUp());
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  closers.push(() => void socket.disconnect());
  return { id, api, socket, accepted, news, phone: () => phones.at(-1) };
}

async function hears(phone: TestPhone | undefined, tones: readonly number[], who: string): Promise<void> {
  phone?.heard();
  const listen = (): number[] | undefined => {
    const sound = phone?.heard() ?? new Int16Array(0);
    return sound.length < 1_600 ? undefined : tonesIn(sound, Object.values(hz));
  };
  await expect.poll(listen, { timeout: 25_000, interval: 300, message: who }).toEqual(tones);
}

/** A citizen's browser: rings, and answers under the same name. */
async function citizenAtHome() {
  const body = { browserId: randomUUID(), lang: 'zh' };
  const { token } = await new Api(web.base).post('/api/chat/session', body, chatSessionSchema);
  const socket: Socket = await connect(web.base, '/citizen', { token });
  const news: CallNews[] = [];
  socket.on('phone', (raw: unknown) => news.push(callNewsSchema.parse(raw)));
  const open = async (exchange: (sdp: string) => Promise<string>): Promise<TestPhone> => {
    const phone = await TestPhone.open(exchange);
    phone.say(hz.citizen);
    closers.push(() => phone.close());
    return phone;
  };
  const ring = async (callId: string, callback?: string): Promise<TestPhone> =>
    open(async (sdp) => (await call(socket, 'phone:start', { callId, sdp, callback }, answeredSchema)).sdp);
  const resume = (callId: string): Promise<TestPhone> =>
    open(async (sdp) => (await call(socket, 'phone:resume', { callId, sdp }, resumedCallSchema)).sdp ?? '');
  closers.push(() => void socket.disconnect());
  return { socket, ring, resume, state: () => news.at(-1)?.state };
}

it('a call goes from a web process through the media process and back, and outlives its death', async () => {
  const settings = () => new Api(web.base).get('/api/phone', phoneSettingsSchema);
  expect((await settings()).isOn).toBe(false);
  media = await startMedia();
  expect((await settings()).isOn).toBe(true);

  const agent = await staffAtWork('agent1', hz.agent);
  const citizen = await citizenAtHome();
  const callId = randomUUID();
  const first = await citizen.ring(callId);
  await expect.poll(citizen.state, { timeout: 60_000 }).toBe('menu');
  first.press('1');
  await expect.poll(citizen.state, { timeout: 60_000 }).toBe('talking');
  await hears(first, [hz.agent], 'citizen');
  await hears(agent.phone(), [hz.citizen], 'agent');
  // The answer to the acceptance may come behind the talk that it begins.
  await expect.poll(() => agent.accepted.length).toBe(1);
  const interactionId = agent.accepted[0]?.id ?? '';
  const command = (what: object) =>
    call(agent.socket, 'phone:command', { interactionId, command: what }, okSchema);
  await command({ do: 'hold', on: true });
  await hears(agent.phone(), [], 'agent while the citizen is on hold');
  await command({ do: 'hold', on: false });
  await hears(agent.phone(), [hz.citizen], 'agent after the hold');
  await expect(command({ do: 'add_number', number: '110' })).rejects.toMatchObject({
    code: 'no_outside_line',
  });

  // The citizen's network changes: a new connection into the same call.
  const second = await citizen.resume(callId);
  await hears(second, [hz.agent], 'citizen on a new connection');
  await hears(agent.phone(), [hz.citizen], 'agent after the change of network');
  await first.close();

  /** The agent hears why, the citizen hears of no end and is called back. */
  const outlives = async (end: () => Promise<void>): Promise<TestPhone> => {
    agent.news.splice(0);
    await end();
    await expect
      .poll(() => agent.news.filter((one) => one.what === 'over'), { timeout: 60_000 })
      .toEqual([{ what: 'over', interactionId, reason: 'line_lost' }]);
    expect(citizen.state()).toBe('talking');
    media = await startMedia();
    const expected = async () =>
      (await call(citizen.socket, 'callback:expected', {}, expectedCallSchema)).expected;
    await expect.poll(expected, { timeout: 60_000 }).toMatchObject({ interactionId, state: 'ringing' });
    const next = await citizen.ring(randomUUID(), interactionId);
    await expect.poll(citizen.state, { timeout: 60_000 }).toBe('talking');
    await hears(next, [hz.agent], 'citizen called back');
    return next;
  };
  // The process that carries the call is killed, which the worker sees; the next one is asked to end, as in an upgrade.
  await outlives(() => media.kill());
  const third = await outlives(() => media.stop());

  // Sent on to another queue, and ended there.
  const next = await staffAtWork('agent10', hz.next);
  await command({ do: 'to_queue', queueCode: 'english' });
  await hears(third, [hz.next], 'citizen with the next agent');
  await call(next.socket, 'interaction:end', { interactionId }, interactionViewSchema);
  await expect.poll(citizen.state, { timeout: 30_000 }).toBe('ended');
  const { rows } = await database.query('SELECT id, state FROM "Interaction"');
  expect(rows).toEqual([{ id: interactionId, state: 'wrap_up' }]);
  const open = await database.query('SELECT "callRef" FROM "CallSession" WHERE "endedAt" IS NULL');
  expect(open.rows).toEqual([]);
  await expect.poll(() => next.accepted.length).toBe(1);
  const { conversationId } = next.accepted[0] ?? { conversationId: '' };
  const recordings = await next.api.get(
    `/api/desk/conversations/${conversationId}/recordings`,
    recordingListSchema,
  );
  expect(recordings.items).toHaveLength(4);
}, 400_000);
