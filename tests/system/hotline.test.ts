// Calls of the embedded hotline with telephones that are no browsers: who hears whom, who may join, who takes over.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallEvent, newSession, shippedFlows, step } from '../../ivr/index.ts';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import {
  answeredSchema,
  type CallNews,
  callNewsSchema,
  type PhoneNews,
  phoneNewsSchema,
  reachSchema,
  recordingListSchema,
} from '../../server/intake/hotline/contract.ts';
import { voicemailTicketOf } from '../../server/intake/voice/house-events.ts';
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

const hz = { citizen: 500, agent: 1000, colleague: 1500, supervisor: 2000 } as const;
const all = Object.values(hz);

let app: App;
let database: pg.Client;
const closers: (() => Promise<void> | void)[] = [];

async function start(): Promise<void> {
  const databaseUrl = await demoDatabase();
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
}

async function stop(): Promise<void> {
  await app?.stop();
  await database?.end();
}

const sessions = new Map<string, Promise<{ api: Api; id: string }>>();

beforeAll(start, 120_000);
// What an earlier try left behind, such as an agent with a call in hand, would tell nothing about what comes.
beforeEach(async ({ task }) => {
  if (!task.result?.retryCount) return;
  sessions.clear();
  await stop();
  await start();
}, 120_000);

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(stop);

/** A citizen with a browser's name, who rings and says a tone. */
async function citizenRings(): Promise<{ phone: TestPhone; news: CallNews[]; hangUp: () => Promise<void> }> {
  const api = new Api(app.base);
  const { token } = await api.post(
    '/api/chat/session',
    { browserId: randomUUID(), lang: 'zh' },
    chatSessionSchema,
  );
  const socket = await connect(app.base, '/citizen', { token });
  const callId = randomUUID();
  const news: CallNews[] = [];
  let hasChosen = false;
  const opening = TestPhone.open(
    async (sdp) => (await call(socket, 'phone:start', { callId, sdp }, answeredSchema)).sdp,
  );
  socket.on('phone', (raw: unknown) => {
    const heard = callNewsSchema.parse(raw);
    news.push(heard);
    // Whoever knows the hotline presses 1 at its first word, which may come before their telephone is ready.
    if (heard.said === null || hasChosen) return;
    hasChosen = true;
    inPassing(opening.then((phone) => phone.press('1')));
  });
  const phone = await opening;
  phone.say(hz.citizen);
  let isOver = false;
  const hangUp = async (): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await call(socket, 'phone:end', { callId }, okSchema).catch(() => undefined);
    await phone.close();
    socket.disconnect();
  };
  closers.push(hangUp);
  return { phone, news, hangUp };
}

interface Worker {
  id: string;
  api: Api;
  socket: Socket;
  phone: () => TestPhone | undefined;
  accepted: InteractionView[];
  /** All that its telephone was told. */
  news: PhoneNews[];
  /** Joins a call by one's own wish. */
  join: (interactionId: string, role: 'party' | 'monitor' | 'whisper', tone: number) => Promise<TestPhone>;
  command: (interactionId: string, command: object) => Promise<unknown>;
}

/** Signed in once for all stories: whoever signs in too often is refused. */
function signedIn(username: string): Promise<{ api: Api; id: string }> {
  const begun =
    sessions.get(username) ??
    (async () => {
      const api = new Api(app.base);
      return { api, ...(await api.signIn(username, 'onecall-demo')) };
    })();
  sessions.set(username, begun);
  return begun;
}

/** Somebody at work: accepts what is offered when `takes`, and picks up when it rings. */
async function worker(
  username: string,
  options: { takes: boolean; tone: number; isSlow?: boolean },
): Promise<Worker> {
  const { api, id } = await signedIn(username);
  const socket = await connect(app.base, '/staff', { cookie: api.cookie });
  const accepted: InteractionView[] = [];
  const heard: PhoneNews[] = [];
  let current: TestPhone | undefined;
  let joined: string | undefined;
  const join: Worker['join'] = async (interactionId, role, tone) => {
    joined = interactionId;
    const phone = await TestPhone.open(
      async (sdp) => (await call(socket, 'phone:join', { interactionId, sdp, role }, answeredSchema)).sdp,
    );
    phone.say(tone);
    closers.push(() => phone.close());
    current = phone;
    return phone;
  };
  socket.on('phone', (raw: unknown) => {
    const news = phoneNewsSchema.parse(raw);
    heard.push(news);
    if (news.what === 'ring' && joined !== news.interactionId && !options.isSlow)
      inPassing(join(news.interactionId, 'party', options.tone));
    if (news.what === 'over') joined = undefined;
  });
  socket.on('offer', (raw: unknown) => {
    const offer = offerViewSchema.parse(raw);
    if (!options.takes) return;
    inPassing(
      call(socket, 'offer:accept', { offerId: offer.id }, interactionViewSchema).then((interaction) =>
        accepted.push(interaction),
      ),
    );
  });
  if (options.takes) await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  closers.push(async () => {
    if (options.takes) {
      for (const { id: interactionId } of accepted) {
        await call(socket, 'interaction:end', { interactionId }, interactionViewSchema).catch(
          () => undefined,
        );
        const wrapUp = { interactionId, disposition: 'answered' };
        await call(socket, 'interaction:wrap_up', wrapUp, interactionViewSchema).catch(() => undefined);
      }
      await call(socket, 'presence:set', { state: 'away' }, presenceViewSchema);
    }
    socket.disconnect();
  });
  return {
    id,
    api,
    socket,
    accepted,
    news: heard,
    join,
    phone: () => current,
    command: (interactionId, command) => call(socket, 'phone:command', { interactionId, command }, okSchema),
  };
}

/** Waits until exactly these tones are heard. */
async function hears(phone: TestPhone | undefined, tones: readonly number[], who: string): Promise<void> {
  if (!phone) throw new Error(`${who} has no telephone`);
  phone.heard();
  const listen = (): number[] | undefined => {
    const sound = phone.heard();
    return sound.length < 1_600 ? undefined : tonesIn(sound, all);
  };
  await expect.poll(listen, { timeout: 20_000, interval: 300, message: who }).toEqual(tones);
}

async function talking(): Promise<{
  citizen: Awaited<ReturnType<typeof citizenRings>>;
  agent: Worker;
  interactionId: string;
}> {
  const agent = await worker('agent1', { takes: true, tone: hz.agent });
  const citizen = await citizenRings();
  await expect.poll(() => citizen.news.at(-1)?.state, { timeout: 40_000 }).toBe('talking');
  // The answer to the acceptance may come behind the talk that it begins.
  await expect.poll(() => agent.accepted.length).toBe(1);
  return { citizen, agent, interactionId: agent.accepted[0]?.id ?? '' };
}

/** How a supervisor was on a call, as the audit has it. */
async function lookIns(interactionId: string, supervisorId: string): Promise<string[]> {
  const { rows } = await database.query<{ action: string }>(
    `SELECT action FROM "AuditEntry" WHERE action LIKE 'call.%' AND "subjectId" = $1 AND "actorId" = $2 ORDER BY id`,
    [interactionId, supervisorId],
  );
  return rows.map(({ action }) => action);
}

describe('a call of the embedded hotline', () => {
  it('is shared by a colleague, heard by a monitor, prompted by a whisper, and handed over', async () => {
    const { citizen, agent, interactionId } = await talking();
    await hears(citizen.phone, [hz.agent], 'citizen');
    await hears(agent.phone(), [hz.citizen], 'agent');

    const supervisor = await worker('supervisor', { takes: false, tone: hz.supervisor });
    const listening = await supervisor.join(interactionId, 'monitor', hz.supervisor);
    await hears(listening, [hz.citizen, hz.agent], 'monitor');
    await hears(citizen.phone, [hz.agent], 'citizen with a monitor');
    await supervisor.command(interactionId, { do: 'role', role: 'whisper' });
    await hears(agent.phone(), [hz.citizen, hz.supervisor], 'agent with a whisper');
    await hears(citizen.phone, [hz.agent], 'citizen with a whisper');
    await supervisor.command(interactionId, { do: 'role', role: 'party' });
    await hears(citizen.phone, [hz.agent, hz.supervisor], 'citizen with a supervisor');
    await supervisor.command(interactionId, { do: 'leave' });

    const busy = await worker('agent3', { takes: false, tone: hz.colleague });
    busy.socket.removeAllListeners('phone').on('phone', (raw: unknown) => {
      const news = phoneNewsSchema.parse(raw);
      if (news.what === 'ring') inPassing(busy.command(interactionId, { do: 'decline' }));
    });
    const declined = new Promise((resolve) => {
      agent.socket.on('phone', (raw: unknown) => {
        const news = phoneNewsSchema.parse(raw);
        if (news.what === 'declined') resolve(news.who?.en);
      });
    });
    await agent.command(interactionId, { do: 'invite', agentId: busy.id });
    expect(await declined).toBe('Yutong Huang');
    await expect(busy.command(interactionId, { do: 'decline' })).rejects.toThrow(/wrong_state/);

    const colleague = await worker('agent2', { takes: false, tone: hz.colleague });
    await agent.command(interactionId, { do: 'invite', agentId: colleague.id });
    await hears(citizen.phone, [hz.agent, hz.colleague], 'citizen with two');
    const isTaken: boolean[] = [];
    colleague.socket.on('presence', (raw: unknown) => {
      const { agentId, load, capacity } = presenceViewSchema.parse(raw);
      if (agentId === colleague.id) isTaken.push(load === capacity);
    });
    await agent.command(interactionId, { do: 'hand_over', agentId: colleague.id });
    await expect.poll(() => isTaken.at(-1), { timeout: 20_000 }).toBe(true);
    await hears(citizen.phone, [hz.colleague], 'citizen after the hand-over');
    const { rows } = await database.query('SELECT "agentId", state FROM "Interaction" WHERE id = $1', [
      interactionId,
    ]);
    expect(rows).toEqual([{ agentId: colleague.id, state: 'active' }]);

    await call(colleague.socket, 'interaction:end', { interactionId }, interactionViewSchema);
    // After the question of how it was.
    await expect.poll(() => citizen.news.at(-1)?.state, { timeout: 60_000 }).toBe('ended');
    const wrapUp = { interactionId, disposition: 'answered' };
    await call(colleague.socket, 'interaction:wrap_up', wrapUp, interactionViewSchema);
  }, 150_000);

  it('is overheard only while it is a talk; each way of being on the line unasked is in the audit', async () => {
    const { citizen, agent, interactionId } = await talking();
    const supervisor = await worker('supervisor', { takes: false, tone: hz.supervisor });
    await supervisor.join(interactionId, 'monitor', hz.supervisor);
    await supervisor.command(interactionId, { do: 'role', role: 'whisper' });
    await supervisor.command(interactionId, { do: 'role', role: 'party' });
    const ownRole = () => supervisor.news.findLast((one) => one.what === 'call')?.role;
    await expect.poll(ownRole).toBe('party');
    const deeds = () => lookIns(interactionId, supervisor.id);
    expect(await deeds()).toEqual(['call.monitor', 'call.whisper', 'call.party']);
    // Loaded anew, they are there as before.
    await supervisor.join(interactionId, 'party', hz.supervisor);
    await hears(citizen.phone, [hz.agent, hz.supervisor], 'citizen with a supervisor who is back');
    expect(await deeds()).toHaveLength(3);

    await call(agent.socket, 'interaction:end', { interactionId }, interactionViewSchema);
    await expect.poll(() => supervisor.news.at(-1)?.what).toBe('over');
    expect(citizen.news.at(-1)?.state).not.toBe('ended');
    await expect.poll(async () => (await deeds()).slice(3)).toEqual(['call.left']);
    await expect(supervisor.join(interactionId, 'monitor', hz.supervisor)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(citizen.news.at(-1)?.state).not.toBe('ended');
    await citizen.hangUp();
  }, 60_000);

  it('is passed on with its supervisor: a whisper becomes listening, who listens goes along, and who talks keeps the citizen', async () => {
    const { citizen, agent, interactionId } = await talking();
    const supervisor = await worker('supervisor', { takes: false, tone: hz.supervisor });
    const ear = await supervisor.join(interactionId, 'whisper', hz.supervisor);
    await hears(agent.phone(), [hz.citizen, hz.supervisor], 'agent with a whisper');
    const colleague = await worker('agent2', { takes: false, tone: hz.colleague });
    await agent.command(interactionId, { do: 'invite', agentId: colleague.id });
    await hears(citizen.phone, [hz.agent, hz.colleague], 'citizen with two');
    await agent.command(interactionId, { do: 'hand_over', agentId: colleague.id });
    await hears(colleague.phone(), [hz.citizen], 'the next agent, to whom nobody whispers');
    await hears(ear, [hz.citizen, hz.colleague], 'the supervisor who listens to them');
    const told = supervisor.news.find((one) => one.what === 'handed_over');
    expect(told).toMatchObject({ isYours: false, role: 'monitor', to: { en: expect.any(String) } });

    // The agent is free again, and takes what comes.
    const wrapUp = { interactionId, disposition: 'answered' };
    await supervisor.command(interactionId, { do: 'role', role: 'party' });
    const toQueue = { do: 'to_queue', queueCode: 'general' };
    for (const alone of [toQueue, { do: 'to_number', number: '110' }])
      await expect(colleague.command(interactionId, alone)).rejects.toMatchObject({
        code: 'supervisor_on_line',
      });
    await hears(citizen.phone, [hz.colleague, hz.supervisor], 'citizen whom nobody took away');
    await supervisor.command(interactionId, { do: 'role', role: 'monitor' });
    await call(agent.socket, 'presence:set', { state: 'away' }, presenceViewSchema);
    await colleague.command(interactionId, toQueue);
    await expect.poll(() => supervisor.news.at(-1)?.what).toBe('over');
    const reach = () => call(supervisor.socket, 'phone:reach', { interactionId }, reachSchema);
    expect(await reach()).toEqual({ via: 'none', isGoingOn: true });
    await call(agent.socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    await expect.poll(async () => (await reach()).via, { timeout: 20_000 }).toBe('browser');
    const again = await supervisor.join(interactionId, 'monitor', hz.supervisor);
    await hears(again, [hz.citizen, hz.agent], 'the supervisor with the agent who has the citizen now');

    await call(agent.socket, 'interaction:end', { interactionId }, interactionViewSchema);
    await expect.poll(async () => (await reach()).isGoingOn).toBe(false);
    await call(agent.socket, 'interaction:wrap_up', wrapUp, interactionViewSchema);
    expect(await lookIns(interactionId, supervisor.id)).toEqual([
      'call.whisper',
      'call.monitor',
      'call.party',
      'call.monitor',
      'call.left',
      'call.monitor',
      'call.left',
    ]);
  }, 150_000);

  it('goes on unharmed when its supervisor is cut off, whose look-in ends in the audit', async () => {
    const { citizen, agent, interactionId } = await talking();
    const supervisor = await worker('supervisor', { takes: false, tone: hz.supervisor });
    const ear = await supervisor.join(interactionId, 'whisper', hz.supervisor);
    await hears(agent.phone(), [hz.citizen, hz.supervisor], 'agent with a whisper');
    ear.fallSilent();
    const others = () => agent.news.findLast((one) => one.what === 'call')?.staff.map(({ role }) => role);
    await expect.poll(others, { timeout: 12_000 }).toEqual(['party']);
    await expect.poll(() => supervisor.news.at(-1)?.what).toBe('cut');
    await hears(agent.phone(), [hz.citizen], 'agent alone with the citizen');
    await hears(citizen.phone, [hz.agent], 'citizen');
    expect(await lookIns(interactionId, supervisor.id)).toEqual(['call.whisper', 'call.left']);
    await hears(await supervisor.join(interactionId, 'monitor', 1), [hz.citizen, hz.agent], 'back to listen');
    await supervisor.command(interactionId, { do: 'leave' });
    const ended = ['call.whisper', 'call.left', 'call.monitor', 'call.left'];
    await expect.poll(() => lookIns(interactionId, supervisor.id)).toEqual(ended);
  }, 90_000);

  it('is closed to strangers, and so is its recording; each listening is written down', async () => {
    const { citizen, agent, interactionId } = await talking();
    const stranger = await worker('agent2', { takes: false, tone: hz.colleague });
    await expect(stranger.join(interactionId, 'party', 1)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(stranger.join(interactionId, 'monitor', 1)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(stranger.command(interactionId, { do: 'hold', on: true })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await hears(agent.phone(), [hz.citizen], 'agent');
    await citizen.hangUp();
    const { conversationId } = agent.accepted[0] ?? { conversationId: '' };
    const list = () =>
      agent.api.get(`/api/desk/conversations/${conversationId}/recordings`, recordingListSchema);
    await expect.poll(async () => (await list()).items.length, { timeout: 20_000 }).toBe(1);
    const recording = (await list()).items[0];
    const listen = (api: Api) =>
      fetch(`${app.base}/api/recordings/${recording?.id}`, { headers: { cookie: api.cookie } });
    expect((await listen(stranger.api)).status).toBe(403);
    const heard = await listen(agent.api);
    expect(heard.status).toBe(200);
    expect((await heard.arrayBuffer()).byteLength).toBe(Number(heard.headers.get('content-length')));
    const { rows } = await database.query(
      `SELECT "actorId" FROM "AuditEntry" WHERE action = 'recording.listen' AND "subjectId" = $1`,
      [recording?.id],
    );
    expect(rows).toEqual([{ actorId: agent.id }]);
  });

  it('goes back to its place when the agent is cut off, and to the next agent', async () => {
    const { citizen, agent, interactionId } = await talking();
    await call(agent.socket, 'presence:set', { state: 'away' }, presenceViewSchema);
    await agent.phone()?.close();
    const next = await worker('agent3', { takes: true, tone: hz.colleague });
    await expect.poll(() => next.accepted.map(({ id }) => id), { timeout: 25_000 }).toEqual([interactionId]);
    await hears(citizen.phone, [hz.colleague], 'citizen with the next agent');
    const { rows } = await database.query(
      `SELECT count(*)::int AS count FROM "Interaction" WHERE "citizenId" =
         (SELECT "citizenId" FROM "Interaction" WHERE id = $1)`,
      [interactionId],
    );
    expect(rows).toEqual([{ count: 1 }]);
  }, 45_000);

  it('is sent on to another queue, where its next agent answers, and from there straight to a colleague', async () => {
    const { citizen, agent, interactionId } = await talking();
    const next = await worker('agent10', { takes: true, tone: hz.colleague });
    await agent.command(interactionId, { do: 'to_queue', queueCode: 'english' });
    await expect.poll(() => next.accepted.map(({ id }) => id), { timeout: 15_000 }).toEqual([interactionId]);
    await hears(citizen.phone, [hz.colleague], 'citizen with the agent of the other queue');
    const board = await agent.api.get('/api/desk', z.object({ inbox: z.array(z.unknown()) }));
    expect(board.inbox).toEqual([]);

    const busy = { do: 'to_agent', agentId: next.id };
    await expect(next.command(interactionId, busy)).rejects.toMatchObject({ code: 'at_capacity' });
    await next.command(interactionId, { do: 'to_agent', agentId: agent.id });
    await expect.poll(() => agent.accepted.length, { timeout: 15_000 }).toBe(2);
    await hears(citizen.phone, [hz.agent], 'citizen with the colleague');
  });

  it('rings a colleague again and again, says who calls, and asks no more when it is over', async () => {
    const { citizen, agent, interactionId } = await talking();
    const slow = await worker('agent2', { takes: false, tone: hz.colleague, isSlow: true });
    const rings = () => slow.news.filter(({ what }) => what === 'ring');
    const isAskedNoMore = () => slow.news.at(-1)?.what === 'asked_no_more';
    const asks = () =>
      agent.news.findLast((one) => one.what === 'call')?.invited?.map(({ userId }) => userId);
    await agent.command(interactionId, { do: 'invite', agentId: slow.id });
    await expect.poll(() => rings().length, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(rings()[0]).toMatchObject({
      inviter: { en: 'Xiaoqing Chen' },
      caller: { words: '' },
      until: expect.any(String),
    });
    await expect.poll(asks).toEqual([slow.id]);
    await agent.command(interactionId, { do: 'withdraw', agentId: slow.id });
    await expect.poll(isAskedNoMore).toBe(true);
    await expect.poll(asks).toEqual([]);

    await agent.command(interactionId, { do: 'invite', agentId: slow.id });
    await expect.poll(() => slow.news.at(-1)?.what).toBe('ring');
    await citizen.hangUp();
    await expect.poll(isAskedNoMore).toBe(true);
    const before = rings().length;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(rings()).toHaveLength(before);
  });

  it('asks no colleague on who takes a break or closes the page while being rung, and those on the line hear so at once', async () => {
    const { agent, interactionId } = await talking();
    const asked = await worker('agent2', { takes: false, tone: hz.colleague, isSlow: true });
    await call(asked.socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    const gone = () => agent.news.filter((one) => one.what === 'declined' && one.end === 'gone').length;
    const ask = async () => {
      await agent.command(interactionId, { do: 'invite', agentId: asked.id });
      await expect.poll(() => asked.news.at(-1)?.what).toBe('ring');
    };
    await ask();
    await call(asked.socket, 'presence:set', { state: 'break' }, presenceViewSchema);
    await expect.poll(gone, { timeout: 4_000 }).toBe(1);
    await expect.poll(() => asked.news.at(-1)?.what).toBe('asked_no_more');
    await call(asked.socket, 'presence:set', { state: 'away' }, presenceViewSchema);
    await ask();
    asked.socket.disconnect();
    await expect.poll(gone, { timeout: 8_000 }).toBe(2);
  });

  it('is with the colleague when it is handed over: off hold, with no other contact, and without the one who left', async () => {
    const { citizen, agent, interactionId } = await talking();
    const colleague = await worker('agent2', { takes: false, tone: hz.colleague });
    const { id } = colleague;
    await call(colleague.socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    const presence = async () =>
      (
        await database.query(
          'SELECT state, reason FROM "PresenceLog" WHERE "userId" = $1 ORDER BY id DESC LIMIT 1',
          [id],
        )
      ).rows[0];
    await agent.command(interactionId, { do: 'hold', on: true });
    await agent.command(interactionId, { do: 'invite', agentId: id });
    await hears(agent.phone(), [hz.colleague], 'agent while the citizen is held');
    await hears(citizen.phone, [], 'the citizen who is held');
    await expect.poll(presence).toEqual({ state: 'away', reason: 'in_call' });

    await agent.command(interactionId, { do: 'hand_over', agentId: id });
    await hears(citizen.phone, [hz.colleague], 'citizen after the hand-over');
    await expect.poll(() => agent.news.at(-1)).toEqual({ what: 'over', interactionId });
    await expect.poll(presence).toEqual({ state: 'available', reason: null });
    const { rows } = await database.query(
      `SELECT kind, "actorId" FROM "RoutingStep" WHERE "interactionId" = $1 AND kind IN ('held', 'resumed', 'taken') ORDER BY id`,
      [interactionId],
    );
    expect(rows).toEqual([
      { kind: 'held', actorId: agent.id },
      { kind: 'taken', actorId: id },
      { kind: 'resumed', actorId: id },
    ]);
    await call(colleague.socket, 'interaction:end', { interactionId }, interactionViewSchema);
    const wrapUp = { interactionId, disposition: 'answered' };
    await call(colleague.socket, 'interaction:wrap_up', wrapUp, interactionViewSchema);
    await call(colleague.socket, 'presence:set', { state: 'away' }, presenceViewSchema);
  }, 45_000);

  it('is with the colleague on the line when the agent is gone for good', async () => {
    const { citizen, agent, interactionId } = await talking();
    const colleague = await worker('agent2', { takes: false, tone: hz.colleague });
    await agent.command(interactionId, { do: 'invite', agentId: colleague.id });
    await hears(citizen.phone, [hz.agent, hz.colleague], 'citizen with two');
    await agent.command(interactionId, { do: 'hold', on: true });
    await agent.phone()?.close();
    const owner = async () =>
      (await database.query('SELECT "agentId", state FROM "Interaction" WHERE id = $1', [interactionId]))
        .rows[0];
    await expect.poll(owner, { timeout: 30_000 }).toEqual({ agentId: colleague.id, state: 'active' });
    await hears(citizen.phone, [hz.colleague], 'citizen with the colleague');
    await call(colleague.socket, 'interaction:end', { interactionId }, interactionViewSchema);
    const wrapUp = { interactionId, disposition: 'answered' };
    await call(colleague.socket, 'interaction:wrap_up', wrapUp, interactionViewSchema);
  }, 60_000);

  it('leaves a message that is a ticket also when its process dies while the citizen speaks', async () => {
    const flow = { ...shippedFlows.hotline, version: 1 };
    const ref = randomUUID();
    const callRef = `sip-gone-${ref}`;
    const call = { callRef, callerNumber: '+8613800002222', calledNumber: '12345' };
    const facts = { afterHours: false, surge: false, emergency: false };
    const events: CallEvent[] = [
      { type: 'call_started', id: '1' },
      { type: 'digits', id: '2', digits: '1' },
      { type: 'digits', id: '3', digits: '3' },
    ];
    const session = events.reduce(
      (now, event) => step(flow, now, event).session,
      newSession(flow, { ...call, facts }),
    );
    expect(session.node).toBe('leaveMessage');
    await database.query(
      `INSERT INTO "Recording" (id, "callRef", "providerRef", url, "ticketId") VALUES ($1, $2, $3, $4, $5)`,
      [randomUUID(), callRef, ref, `sealed:${ref}`, voicemailTicketOf(callRef)],
    );
    await database.query(
      `INSERT INTO "CallSession" ("callRef", "fromNumber", "toNumber", "flowCode", session)
       VALUES ($1, $2, $3, 'hotline', $4)`,
      [callRef, call.callerNumber, call.calledNumber, JSON.stringify(session)],
    );
    const found = `SELECT t.kind, t.state, c."endedAt" IS NOT NULL AS "isOver" FROM "Ticket" t, "CallSession" c
      WHERE t.id = $1 AND c."callRef" = $2`;
    await expect
      .poll(async () => (await database.query(found, [voicemailTicketOf(callRef), callRef])).rows, {
        timeout: 30_000,
      })
      .toEqual([{ kind: 'help', state: 'received', isOver: true }]);
  });

  it('ends as one abandoned contact when the citizen hangs up while waiting', async () => {
    const citizen = await citizenRings();
    const waiting = `SELECT state FROM "Interaction" WHERE channel = 'voice' ORDER BY id DESC LIMIT 1`;
    const state = async () =>
      z.object({ state: z.string() }).parse((await database.query(waiting)).rows[0]).state;
    await expect.poll(state, { timeout: 15_000 }).toBe('waiting');
    await citizen.hangUp();
    await expect.poll(state, { timeout: 20_000 }).toBe('abandoned');
  });
});
