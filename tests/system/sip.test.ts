// Calls over a trunk and with desk telephones, through the whole system: a telephone of our own at the far end.
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import {
  newDeskPasswordSchema,
  type PhoneNews,
  phoneNewsSchema,
  recordingListSchema,
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
import { callsFrom, testFields } from '../harness/fields.ts';
import { inPassing } from '../harness/in-passing.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { SipPhone, type SipTalk } from '../harness/sip-phone.ts';
import { tonesIn } from '../ivr/media/legs.ts';

const hz = { citizen: 500, agent: 1_000, outside: 1_500, colleague: 2_000 } as const;
const all = Object.values(hz);

let app: App;
let database: pg.Client;
let sipPort: number;
/** The carrier: its address is a peer's. */
let carrier: SipPhone;
/** What the carrier does with numbers that we dial. */
const outside = new Map<string, (talk: SipTalk) => void>();
const dialled: string[] = [];
const closers: (() => Promise<void> | void)[] = [];

let carrierPort: number;

async function startHouse(): Promise<void> {
  const databaseUrl = await demoDatabase();
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    env: {
      SIP_LISTEN: `udp:${sipPort},tcp:${sipPort}`,
      SIP_TRUNK: `sip:127.0.0.1:${carrierPort}`,
      SIP_NUMBER: '+8675512345',
    },
  });
}

async function stopHouse(): Promise<void> {
  await app?.stop();
  await database?.end();
}

beforeAll(async () => {
  sipPort = await freePort();
  carrierPort = await freePort();
  carrier = await SipPhone.open({ host: '127.0.0.1', port: carrierPort });
  carrier.onRing = (ringing) => {
    const number = /^sip:([^@]+)@/.exec(ringing.request.uri)?.[1] ?? '';
    dialled.push(number);
    const answered = outside.get(number);
    if (!answered) return ringing.reject(486);
    ringing.ring();
    inPassing(carrier.answer(ringing).then(answered));
  };
  await startHouse();
}, 120_000);
// Whom an earlier try left in line would be called first.
beforeEach(async ({ task }) => {
  if (!task.result?.retryCount) return;
  await stopHouse();
  dialled.splice(0);
  await startHouse();
}, 120_000);

afterEach(async () => {
  outside.clear();
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await stopHouse();
  await carrier?.close();
}, 30_000);

const house = (): string => `sip:12345@127.0.0.1:${sipPort}`;

async function rows<T extends z.ZodRawShape>(shape: z.ZodObject<T>, sql: string, values: unknown[] = []) {
  return z.array(shape).parse((await database.query(sql, values)).rows);
}

async function stateOf(interactionId: string): Promise<string | undefined> {
  const sql = 'SELECT state FROM "Interaction" WHERE id = $1';
  return (await rows(z.object({ state: z.string() }), sql, [interactionId]))[0]?.state;
}

async function dial(number = '+8613800000000'): Promise<SipTalk> {
  const talk = await carrier.call(house(), number);
  if (typeof talk === 'string') throw new Error(`not answered: ${talk}`);
  talk.say(hz.citizen);
  closers.push(() => talk.leg.hangUp());
  return talk;
}

interface Worker {
  id: string;
  api: Api;
  socket: Socket;
  accepted: InteractionView[];
  /** The talks on the desk telephone, in order. */
  talks: SipTalk[];
  /** All that the console was told of calls. */
  news: PhoneNews[];
}

/** An agent with a desk telephone on the table, who accepts what is offered. */
async function worker(username: string, voiceHz: number = hz.agent): Promise<Worker> {
  const api = new Api(app.base);
  const { id } = await api.signIn(username, 'onecall-demo');
  const account = await api.post('/api/desk/phone/password', {}, newDeskPasswordSchema);
  const phone = await SipPhone.open({ host: '127.0.0.2', port: await freePort() });
  const talks: SipTalk[] = [];
  phone.onRing = (ringing) => {
    ringing.ring();
    const answer = async (): Promise<void> => {
      const talk = await phone.answer(ringing);
      talk.say(voiceHz);
      talks.push(talk);
    };
    inPassing(answer());
  };
  const status = await phone.register(`sip:127.0.0.1:${sipPort}`, {
    user: account.account,
    password: account.password,
  });
  expect(status).toBe(200);
  const chosen = await fetch(`${app.base}/api/desk/phone`, {
    method: 'PUT',
    headers: { cookie: api.cookie, 'content-type': 'application/json', 'x-onecall': '1' },
    body: JSON.stringify({ isChosen: true }),
  });
  expect(chosen.status).toBe(200);
  const socket = await connect(app.base, '/staff', { cookie: api.cookie });
  const news: PhoneNews[] = [];
  socket.on('phone', (raw: unknown) => news.push(phoneNewsSchema.parse(raw)));
  const accepted: InteractionView[] = [];
  socket.on('offer', (raw: unknown) => {
    const offer = offerViewSchema.parse(raw);
    inPassing(
      call(socket, 'offer:accept', { offerId: offer.id }, interactionViewSchema).then((interaction) =>
        accepted.push(interaction),
      ),
    );
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  closers.push(async () => {
    for (const { id: interactionId } of accepted) {
      await call(socket, 'interaction:end', { interactionId }, interactionViewSchema).catch(() => undefined);
      const wrapUp = { interactionId, disposition: 'answered' };
      await call(socket, 'interaction:wrap_up', wrapUp, interactionViewSchema).catch(() => undefined);
    }
    await call(socket, 'presence:set', { state: 'away' }, presenceViewSchema);
    socket.disconnect();
    await phone.close();
  });
  return { id, api, socket, accepted, talks, news };
}

const command = (agent: Worker, interactionId: string, what: object): Promise<unknown> =>
  call(agent.socket, 'phone:command', { interactionId, command: what }, okSchema);

/** Waits until exactly these tones are heard. */
async function hears(talk: SipTalk | undefined, tones: readonly number[], who: string): Promise<void> {
  if (!talk) throw new Error(`${who} is on no call`);
  talk.heard();
  const listen = (): number[] | undefined => {
    const sound = talk.heard();
    return sound.length < 1_600 ? undefined : tonesIn(sound, all);
  };
  await expect.poll(listen, { timeout: 15_000, interval: 300, message: who }).toEqual(tones);
}

async function talking(): Promise<{
  began: number;
  citizen: SipTalk;
  agent: Worker;
  phone: SipTalk;
  interactionId: string;
}> {
  const agent = await worker('agent1');
  const began = Date.now();
  const citizen = await dial();
  // The first key that falls into the menu chooses the language.
  const press = (): unknown => citizen.leg.sendDigit('1') && agent.talks.length;
  await expect.poll(press, { timeout: 30_000, interval: 2_000 }).toBe(1);
  const phone = agent.talks[0];
  if (!phone) throw new Error('nobody talks');
  // A voice of the menu may hold the agent's tone for a moment; the citizen's is heard only once the two talk.
  await hears(phone, [hz.citizen], 'agent');
  await expect.poll(() => agent.accepted.length).toBe(1);
  // That it is a talk, from which the citizen can be passed on, is written a moment later.
  const told = () => agent.news.findLast((one) => one.what === 'call');
  await expect.poll(() => told()?.isRecording).toBe(true);
  return { began, citizen, agent, phone, interactionId: agent.accepted[0]?.id ?? '' };
}

describe('a call with a desk telephone', () => {
  it('is heard both ways, is held by the telephone, and ends as one contact when the agent hangs up', async () => {
    const { began, citizen, agent, phone, interactionId } = await talking();
    await hears(citizen, [hz.agent], 'citizen');
    await phone.hold(true);
    await hears(citizen, [], 'citizen on hold');
    await phone.hold(false);
    await hears(citizen, [hz.agent], 'citizen again');
    phone.leg.hangUp();
    await expect.poll(() => citizen.end, { timeout: 30_000 }).toBe('hangup');
    const ended = Date.now();
    const found = await rows(
      z.object({
        id: z.string(),
        state: z.string(),
        agentId: z.string(),
        seconds: z.number(),
      }),
      `SELECT i.id, i.state, i."agentId", extract(epoch FROM c."endedAt" - c."startedAt")::float AS seconds
         FROM "CallSession" c JOIN "Interaction" i ON i.id = c."interactionId" WHERE c."callRef" = ANY ($1)
         AND i.id = $2`,
      [await callsFrom(database, '+8613800000000'), interactionId],
    );
    expect(found).toMatchObject([{ id: interactionId, agentId: agent.id, state: 'wrap_up' }]);
    expect(Math.abs((found[0]?.seconds ?? 0) - (ended - began) / 1_000)).toBeLessThan(6);
  }, 60_000);

  it('goes to the colleague on the line when its agent puts the receiver down, in one contact and one recording', async () => {
    const { citizen, agent, phone, interactionId } = await talking();
    const colleague = await worker('agent2', hz.colleague);
    await command(agent, interactionId, { do: 'invite', agentId: colleague.id });
    await expect.poll(() => colleague.news.some(({ what }) => what === 'ring')).toBe(true);
    await call(colleague.socket, 'phone:ring_me', { interactionId, role: 'party' }, okSchema);
    await hears(citizen, [hz.agent, hz.colleague], 'citizen with two');
    await phone.hold(true);
    await hears(citizen, [], 'citizen on hold');

    phone.leg.hangUp();
    await hears(citizen, [hz.colleague], 'citizen with the colleague');
    await hears(colleague.talks[0], [hz.citizen], 'colleague with the citizen');
    expect(agent.news.at(-1)).toEqual({ what: 'over', interactionId });
    for (const [told, isYours] of [
      [agent, false],
      [colleague, true],
    ] as const)
      expect(told.news.find(({ what }) => what === 'handed_over')).toMatchObject({
        isYours,
        from: { zh: expect.any(String) },
        to: { zh: expect.any(String) },
      });
    const contact = z.object({ agentId: z.string(), state: z.string() });
    expect(
      await rows(contact, 'SELECT "agentId", state FROM "Interaction" WHERE id = $1', [interactionId]),
    ).toEqual([{ agentId: colleague.id, state: 'active' }]);
    expect(
      await rows(
        z.object({ kind: z.string(), actorId: z.string() }),
        `SELECT kind, "actorId" FROM "RoutingStep" WHERE "interactionId" = $1
           AND kind IN ('held', 'resumed', 'taken') ORDER BY id`,
        [interactionId],
      ),
    ).toEqual([
      { kind: 'held', actorId: agent.id },
      { kind: 'taken', actorId: colleague.id },
      { kind: 'resumed', actorId: colleague.id },
    ]);
    // Whoever has the contact and is alone with the citizen ends it by putting the receiver down.
    colleague.talks[0]?.leg.hangUp();
    // Asked how it was, and silent.
    await expect.poll(() => citizen.end, { timeout: 30_000 }).toBe('hangup');
    expect(await stateOf(interactionId)).toBe('wrap_up');
    const conversationId = agent.accepted[0]?.conversationId ?? '';
    const recordings = () =>
      colleague.api.get(`/api/desk/conversations/${conversationId}/recordings`, recordingListSchema);
    await expect
      .poll(async () => (await recordings()).items.filter((item) => item.interactionId === interactionId))
      .toMatchObject([{ mayListen: true, durationS: expect.any(Number) }]);
    colleague.accepted.push(...agent.accepted.splice(0));
  }, 60_000);

  it('goes on with a number outside that is on the line when the receiver is put down', async () => {
    const { citizen, agent, phone, interactionId } = await talking();
    outside.set('110', (talk) => talk.say(hz.outside));
    await command(agent, interactionId, { do: 'add_number', number: '110' });
    await hears(citizen, [hz.agent, hz.outside], 'citizen with the police');
    phone.leg.hangUp();
    await hears(citizen, [hz.outside], 'citizen with the police alone');
    expect(agent.news.at(-1)).toEqual({ what: 'over', interactionId });
    await expect.poll(() => stateOf(interactionId), { timeout: 20_000 }).toBe('wrap_up');
    citizen.leg.hangUp();
  }, 60_000);

  it('ends when the citizen hangs up, and takes numbers outside in between', async () => {
    const { citizen, agent, phone, interactionId } = await talking();
    let added: SipTalk | undefined;
    outside.set('110', (talk) => {
      talk.say(hz.outside);
      added = talk;
    });
    await command(agent, interactionId, { do: 'add_number', number: '110' });
    await expect.poll(() => added !== undefined, { timeout: 20_000 }).toBe(true);
    await hears(citizen, [hz.agent, hz.outside], 'citizen with the police');
    await hears(added, [hz.citizen, hz.agent], 'police');
    await command(agent, interactionId, { do: 'digit', key: '7' });
    await expect.poll(() => [citizen.keys, added?.keys], { timeout: 20_000 }).toEqual([['7'], ['7']]);
    citizen.leg.hangUp();
    await expect.poll(() => [phone.end, added?.end], { timeout: 20_000 }).toEqual(['hangup', 'hangup']);
    await expect.poll(() => stateOf(interactionId), { timeout: 20_000 }).toBe('wrap_up');
  }, 60_000);

  it('goes on with a number outside after the agent has passed it on', async () => {
    const { citizen, agent, phone, interactionId } = await talking();
    let taken: SipTalk | undefined;
    outside.set('+8675588888888', (talk) => {
      talk.say(hz.outside);
      taken = talk;
    });
    await command(agent, interactionId, { do: 'to_number', number: '+8675588888888' });
    await expect.poll(() => phone.end, { timeout: 20_000 }).toBe('hangup');
    await hears(citizen, [hz.outside], 'citizen with the department');
    await expect.poll(() => stateOf(interactionId), { timeout: 20_000 }).toBe('wrap_up');
    taken?.leg.hangUp();
    await expect.poll(() => citizen.end, { timeout: 15_000 }).toBe('hangup');
    // Left to somebody outside: nobody asks how the talk was.
    const asked = `SELECT 1 FROM "ServiceRating" WHERE "interactionId" = $1`;
    expect((await database.query(asked, [interactionId])).rowCount).toBe(0);
  }, 60_000);
});

describe('the trunk', () => {
  it('lets nobody in but its peers: a stranger gets 403 and leaves no trace', async () => {
    const stranger = await SipPhone.open({ host: '127.0.0.3', port: await freePort() });
    closers.push(() => stranger.close());
    const before = await rows(z.object({ id: z.string() }), 'SELECT "callRef" AS id FROM "CallSession"');
    expect(await stranger.call(house(), '+8613800000009')).toBe('failed');
    expect(await rows(z.object({ id: z.string() }), 'SELECT "callRef" AS id FROM "CallSession"')).toEqual(
      before,
    );
  });

  it('carries callbacks: one that is not taken is tried again, one that is taken reaches the agent', async () => {
    const askForCallback = async (number: string): Promise<void> => {
      const citizen = await dial(number);
      citizen.say(0);
      // The first that is heard chooses the language, the next one the callback.
      const press = (): unknown => citizen.leg.sendDigit('2') && citizen.end;
      await expect.poll(press, { timeout: 30_000, interval: 2_000 }).toBe('hangup');
    };
    // The first in line is called first.
    for (const number of ['+8613800000011', '+8613800000012']) await askForCallback(number);
    let citizen: SipTalk | undefined;
    outside.set('+8613800000012', (talk) => {
      talk.say(hz.citizen);
      citizen = talk;
    });
    const agent = await worker('agent2');
    await expect.poll(() => dialled, { timeout: 15_000 }).toContain('+8613800000011');
    const missed = `SELECT attempts, "dialledAt" IS NULL AS "isOver" FROM "Callback" c
      JOIN "Interaction" i ON i.id = c."interactionId" WHERE c."numberMark" = '${testFields.mark('+8613800000011')}' AND i.state = 'waiting'`;
    await expect
      .poll(() => rows(z.object({ attempts: z.number(), isOver: z.boolean() }), missed), { timeout: 20_000 })
      .toEqual([{ attempts: 1, isOver: true }]);

    await expect.poll(() => agent.talks.length, { timeout: 20_000 }).toBe(1);
    await hears(citizen, [hz.agent], 'citizen who was called back');
    await hears(agent.talks[0], [hz.citizen], 'agent who called back');
    agent.talks[0]?.leg.hangUp();
    await expect.poll(() => citizen?.end, { timeout: 30_000 }).toBe('hangup');
  }, 90_000);
});
