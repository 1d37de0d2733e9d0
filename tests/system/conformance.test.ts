// The same stories by a telephone over Twilio, a browser and a SIP trunk: the flow takes the same path, and what is
// written down about the contact is the same.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import { answeredSchema, phoneNewsSchema } from '../../server/intake/hotline/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { callsFrom } from '../harness/fields.ts';
import { inPassing } from '../harness/in-passing.ts';
import { TestPhone } from '../harness/phone.ts';
import { freePort } from '../harness/ports.ts';
import { SipPhone } from '../harness/sip-phone.ts';
import { type Carried, startWithTwilio } from '../harness/twilio/index.ts';

const executors = ['twilio', 'browser', 'sip'] as const;
type Executor = (typeof executors)[number];

/** What a caller does at a place of the flow, and what an agent does once they talk. */
type Act =
  | { at: string; press: string }
  | { at: string; speakThenPress: string }
  | { at: string; hangUp: true }
  | { talking: 'caller_hangs_up' | 'agent_ends' };

const stories: Record<string, readonly Act[]> = {
  'asks for a ticket that there is not, comes back to the place and leaves a message': [
    { at: 'language', press: '1' },
    { at: 'queue', press: '1' },
    { at: 'askNumber', press: '20260101001#' },
    { at: 'askCode', press: '123456#' },
    { at: 'queue', press: '3' },
    { at: 'leaveMessage', speakThenPress: '#' },
  ],
  'chooses Cantonese and asks to be called back': [
    { at: 'language', press: '2' },
    { at: 'queue', press: '2' },
  ],
  'hangs up while waiting': [
    { at: 'language', press: '1' },
    { at: 'queue', hangUp: true },
  ],
};
/** `asked`: whether the caller was asked how the talk was; then their score, null for none. */
const talks: Record<string, { story: readonly Act[]; asked: readonly (number | null)[] | null }> = {
  'says nothing to the menu, talks to an agent, and hangs up first': {
    story: [{ talking: 'caller_hangs_up' }],
    asked: null,
  },
  'talks to an agent who ends it, and says nothing of how it was': {
    story: [{ at: 'language', press: '1' }, { talking: 'agent_ends' }],
    asked: [null],
  },
  'talks to an agent who ends it, and says that they are very satisfied': {
    story: [{ at: 'language', press: '1' }, { talking: 'agent_ends' }, { at: 'rate', press: '5' }],
    asked: [5],
  },
};

/** A caller, whatever the line. */
interface Caller {
  press(keys: string): void;
  speak(on: boolean): void;
  hangUp(): void | Promise<void>;
  /** SQL for the call's row: how the line names the call, or the number that it came from. */
  where: () => Promise<string>;
  close(): Promise<void> | void;
}

const sip = { house: await freePort(), carrier: await freePort() };
const house: Carried = await startWithTwilio({
  SIP_LISTEN: `udp:${sip.house}`,
  SIP_TRUNK: `sip:127.0.0.1:${sip.carrier}`,
  SIP_NUMBER: '+8675512345',
});
const { base } = house.app;
const database = new pg.Client({ connectionString: house.databaseUrl });
let trunk: SipPhone;
let agent: Awaited<ReturnType<typeof agentAtWork>>;

beforeAll(async () => {
  await database.connect();
  trunk = await SipPhone.open({ host: '127.0.0.1', port: sip.carrier });
});
afterAll(async () => {
  agent?.socket.disconnect();
  await trunk?.close();
  await database.end();
});

let callers = 0;
const open: Record<Executor, () => Promise<Caller>> = {
  async twilio() {
    callers += 1;
    const line = house.double.dial(`+861380000${String(callers).padStart(4, '0')}`);
    return {
      press: (keys) => line.press(keys),
      speak: () => undefined,
      hangUp: () => line.hangUp(),
      where: async () => `"callRef" = '${line.sid}'`,
      close: () => (line.isOver ? undefined : line.hangUp()),
    };
  },
  async browser() {
    const session = { browserId: randomUUID(), lang: 'zh' };
    const { token } = await new Api(base).post('/api/chat/session', session, chatSessionSchema);
    const socket = await connect(base, '/citizen', { token });
    const callId = randomUUID();
    const phone = await TestPhone.open(
      async (sdp) => (await call(socket, 'phone:start', { callId, sdp }, answeredSchema)).sdp,
    );
    return {
      press: (keys) => phone.press(keys),
      speak: (on) => phone.say(on ? 500 : 0),
      hangUp: async () => void (await call(socket, 'phone:end', { callId }, okSchema)),
      where: async () => `"callRef" LIKE '%${callId}'`,
      close: async () => {
        await phone.close();
        socket.disconnect();
      },
    };
  },
  async sip() {
    callers += 1;
    const number = `+861390000${String(callers).padStart(4, '0')}`;
    const talk = await trunk.call(`sip:12345@127.0.0.1:${sip.house}`, number);
    if (typeof talk === 'string') throw new Error(`not answered: ${talk}`);
    return {
      press: (keys) => {
        for (const key of keys) talk.leg.sendDigit(key);
      },
      speak: (on) => talk.say(on ? 500 : 0),
      hangUp: () => talk.leg.hangUp(),
      where: async () => `"callRef" IN ('${(await callsFrom(database, number)).join("','")}')`,
      close: () => talk.leg.hangUp(),
    };
  },
};

const placeSchema = z.object({
  callRef: z.string(),
  node: z.string(),
  status: z.string(),
  outcome: z.string().nullable(),
  path: z.array(z.string()),
  language: z.string(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
});

async function placeOf({ where }: Caller) {
  const { rows } = await database.query(
    `SELECT "callRef", session->>'node' AS node, session->>'status' AS status, session->>'outcome' AS outcome,
       session->'path' AS path, session->>'language' AS language, "startedAt", "endedAt"
     FROM "CallSession" WHERE ${await where()}`,
  );
  return rows.length === 1 ? placeSchema.parse(rows[0]) : undefined;
}

/** Contacts of the call, first to last, with what routing wrote down, without what differs by nature. */
async function recordOf(caller: Caller) {
  const { rows } = await database.query<{
    ended: boolean;
    isCallback: boolean;
    rated: (number | null)[] | null;
  }>(
    `SELECT i.channel::text, i."queueCode", i.state::text, i.priority, i."isCallback", i.disposition,
       i."acceptedAt" IS NOT NULL AS accepted, i."endedAt" IS NOT NULL AS ended,
       i."endedAt" >= i."arrivedAt" AS "endsLater",
       i."acceptedAt" BETWEEN i."arrivedAt" AND i."endedAt" AS "acceptedBetween",
       (SELECT count(*)::int FROM "Offer" o WHERE o."interactionId" = i.id) AS offers,
       (SELECT json_agg(s.kind ORDER BY s.id) FROM "RoutingStep" s WHERE s."interactionId" = i.id) AS steps,
       (SELECT json_agg(r.score) FROM "ServiceRating" r WHERE r."interactionId" = i.id) AS rated
     FROM "Interaction" i JOIN "CallSession" c ON c."callRef" = i."callRef" OR c."interactionId" = i.id
     WHERE c.${await caller.where()} ORDER BY i.id`,
  );
  return rows;
}

/** Somebody who accepts what is offered and picks up whatever rings, and writes no wrap-up before being asked to. */
async function agentAtWork(username: string) {
  const api = new Api(base);
  const { id } = await api.signIn(username, 'onecall-demo');
  const socket: Socket = await connect(base, '/staff', { cookie: api.cookie });
  let interactionId: string | undefined;
  let phone: TestPhone | undefined;
  socket.on('offer', (raw: unknown) => {
    const offer = offerViewSchema.parse(raw);
    // The answer to this may come behind the talk that it begins: until then there is nothing to end.
    interactionId = undefined;
    const accept = async (): Promise<void> => {
      interactionId = (await call(socket, 'offer:accept', { offerId: offer.id }, interactionViewSchema)).id;
    };
    inPassing(accept());
  });
  let joined: string | undefined;
  socket.on('phone', (raw: unknown) => {
    const news = phoneNewsSchema.parse(raw);
    if (news.what !== 'ring' || joined === news.interactionId) return;
    joined = news.interactionId;
    const request = { interactionId: news.interactionId, role: 'party' };
    const pickUp = async (): Promise<void> => {
      phone = await TestPhone.open(
        async (sdp) => (await call(socket, 'phone:join', { ...request, sdp }, answeredSchema)).sdp,
      );
      phone.say(1_000);
    };
    inPassing(pickUp());
  });
  const answering = setInterval(() => {
    for (const ringing of house.double.ringing(`client:${id}`)) ringing.answer();
  }, 50);
  return {
    socket,
    async end(): Promise<void> {
      await expect.poll(() => interactionId, { timeout: 20_000 }).toBeDefined();
      await call(socket, 'interaction:end', { interactionId }, interactionViewSchema);
    },
    async wrapUp(): Promise<void> {
      await phone?.close();
      phone = undefined;
      const wrapUp = { interactionId, disposition: 'answered' };
      await call(socket, 'interaction:wrap_up', wrapUp, interactionViewSchema);
    },
    async beAvailable(): Promise<void> {
      await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    },
    async goAway(): Promise<void> {
      clearInterval(answering);
      await call(socket, 'presence:set', { state: 'away' }, presenceViewSchema);
    },
  };
}

/** What is only said takes no keys: whoever presses too early presses again, once all keys are through. */
async function pressUntilTaken(caller: Caller, { at, press }: { at: string; press: string }): Promise<void> {
  for (let times = 0; times < 12 && (await placeOf(caller))?.node === at; times += 1) {
    caller.press(press);
    await expect
      .poll(async () => (await placeOf(caller))?.node, { timeout: 3_000 + 400 * press.length })
      .not.toBe(at)
      .catch(() => undefined);
  }
}

async function act(caller: Caller, one: Act): Promise<void> {
  if ('talking' in one) {
    await expect.poll(async () => (await placeOf(caller))?.status, { timeout: 30_000 }).toBe('talking');
    // A talk that somebody could follow.
    await new Promise((resolve) => setTimeout(resolve, 600));
    if (one.talking === 'agent_ends') await agent.end();
    else await caller.hangUp();
    return;
  }
  await expect.poll(async () => (await placeOf(caller))?.node, { timeout: 30_000 }).toBe(one.at);
  if ('press' in one) await pressUntilTaken(caller, one);
  else if ('hangUp' in one) await caller.hangUp();
  else {
    // Words and keys before the beep are not part of the message; a key right behind it would end an empty one.
    caller.speak(true);
    while ((await placeOf(caller))?.node === one.at) {
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      caller.press(one.speakThenPress);
    }
  }
}

async function live(executor: Executor, story: readonly Act[]) {
  const caller = await open[executor]();
  try {
    for (const one of story) await act(caller, one);
    await expect.poll(async () => (await placeOf(caller))?.status, { timeout: 40_000 }).toBe('ended');
    const place = await placeOf(caller);
    if (story.some((one) => 'talking' in one)) await agent.wrapUp();
    // What the end of a call means for its contact is done right behind it.
    await expect
      .poll(async () => (await recordOf(caller)).every((one) => one.ended || one.isCallback), {
        timeout: 20_000,
      })
      .toBe(true);
    const contacts = await recordOf(caller);
    const { outcome, path, language } = place ?? { path: [] };
    const isInOrder = place?.endedAt !== null && place !== undefined && place.endedAt >= place.startedAt;
    return { outcome, path, language, isInOrder, contacts };
  } finally {
    await caller.close();
  }
}

/** The first executor's result, when all are the same. */
function expectAlike(results: readonly Awaited<ReturnType<typeof live>>[]): void {
  const [first] = results;
  expect(first?.isInOrder).toBe(true);
  expect(first?.path.length).toBeGreaterThan(1);
  expect(first?.contacts.length).toBeGreaterThan(0);
  for (const [at, result] of results.entries()) expect(result, executors[at]).toEqual(first);
}

describe('a caller by telephone, by browser and over a trunk', () => {
  it('is put through to an agent: whoever hangs up first, and with the keys or without', async () => {
    agent = await agentAtWork('agent1');
    await agent.beAvailable();
    for (const { story, asked } of Object.values(talks)) {
      const results = [];
      for (const executor of executors) results.push(await live(executor, story));
      expectAlike(results);
      expect(results[0]?.contacts.map(({ rated }) => rated)).toEqual([asked]);
    }
    await agent.goAway();
  }, 240_000);

  it.each(Object.entries(stories))(
    '%s',
    async (_name, story) => {
      expectAlike(await Promise.all(executors.map((executor) => live(executor, story))));
    },
    90_000,
  );
});
