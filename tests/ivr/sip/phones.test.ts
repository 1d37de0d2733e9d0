// Telephones that register with us, and what strangers may do: nothing.
import { beforeEach, describe, expect, test } from 'vitest';
import { passwordHash } from '../../../ivr/sip/digest.ts';
import { FloodGuard } from '../../../ivr/sip/flood.ts';
import type { IncomingCall } from '../../../ivr/sip/incoming-call.ts';
import { HeaderFields, type SipRequest, type SipResponse } from '../../../ivr/sip/message.ts';
import { Registrar } from '../../../ivr/sip/registrar.ts';
import { accountAddress, type UserAgent } from '../../../ivr/sip/user-agent.ts';
import { Network, TestMedia } from './network.ts';

const [house, phone, trunk] = ['10.0.0.1', '10.0.0.3', '10.0.0.2'];
const domain = 'city.example';
const password = 'a telephone keeps this';
let network: Network;
let houseAgent: UserAgent;
let phoneAgent: UserAgent;
let calls: IncomingCall[];
let rung: IncomingCall[];
let states: [boolean, number | undefined][];

beforeEach(() => {
  network = new Network();
  calls = [];
  rung = [];
  states = [];
  houseAgent = network.userAgent(house, {
    door: {
      domain,
      isPeer: (address) => address === trunk,
      passwordHash: async (user, algorithm) =>
        user === 'agent1' ? passwordHash(algorithm, { user, password }, domain) : undefined,
    },
    onCall: (call) => calls.push(call),
  });
  phoneAgent = network.userAgent(phone, { onCall: (call) => rung.push(call) });
});

async function register(user = 'agent1', given = password): Promise<void> {
  phoneAgent.register({
    uri: `sip:${house}`,
    account: accountAddress(user, domain),
    credentials: { user, password: given },
    contact: `sip:${user}@${phone}:5060`,
    onState: (...state) => states.push(state),
  });
  await network.timers.settle();
}

describe('A telephone', () => {
  test('registers by its password, which is never sent, and is rung on the way it came', async () => {
    await register();
    expect(states).toEqual([[true, 200]]);
    expect(network.whatOf(house)).toEqual(['401 REGISTER', '200 REGISTER']);
    const binding = houseAgent.bindings('agent1')[0];
    expect(binding?.flow).toEqual({ protocol: 'udp', address: phone, port: 5060 });
    const call = houseAgent.call({
      uri: binding?.uri ?? '',
      from: accountAddress('12345', domain),
      media: new TestMedia(),
      flow: binding?.flow,
      contact: `sip:onecall@${house}:5060`,
    });
    await network.timers.settle();
    await rung[0]?.answer(new TestMedia());
    await network.timers.settle();
    expect(typeof (await call.answered)).toBe('object');
  });

  test('stays registered for as long as it runs, and is forgotten when it stops', async () => {
    await register();
    await network.timers.advance(3_600_000);
    expect(houseAgent.bindings('agent1')).toHaveLength(1);
    expect(states.every(([isRegistered]) => isRegistered)).toBe(true);
    const stopped = phoneAgent.stop();
    await network.timers.advance(1_000);
    await stopped;
    expect(houseAgent.bindings('agent1')).toHaveLength(0);
  });

  test('that vanishes is forgotten when its time is over', async () => {
    await register();
    network.loses = ({ from }) => from === phone;
    await network.timers.advance(601_000);
    expect(houseAgent.bindings('agent1')).toHaveLength(0);
  });

  test.each([
    ['agent1', 'wrong'],
    ['agent2', password],
  ])('%s with password %s is not let in', async (user, given) => {
    await register(user, given);
    expect(states).toEqual([[false, 403]]);
    expect(houseAgent.bindings(user)).toHaveLength(0);
  });

  test('may call once it is registered, after it proved who it is', async () => {
    const place = () =>
      phoneAgent.call({
        uri: `sip:12345@${house}`,
        from: accountAddress('agent1', domain),
        media: new TestMedia(),
        credentials: { user: 'agent1', password },
        contact: `sip:agent1@${phone}:5060`,
      });
    const before = place();
    await network.timers.settle();
    expect(await before.answered).toBe('failed');
    expect(network.whatOf(house).at(-1)).toBe('403 INVITE');
    await register();
    place();
    await network.timers.settle();
    expect(calls.map(({ account }) => account)).toEqual(['agent1']);
  });
});

describe('A stranger', () => {
  test('calls nobody: 403 without a word to anybody', async () => {
    const call = phoneAgent.call({
      uri: `sip:12345@${house}`,
      from: accountAddress('13800000000', domain),
      media: new TestMedia(),
      contact: `sip:x@${phone}:5060`,
    });
    await network.timers.settle();
    expect(await call.answered).toBe('failed');
    expect(network.whatOf(house)).toEqual(['100 INVITE', '403 INVITE']);
    expect(calls).toHaveLength(0);
  });

  test('who guesses passwords is not listened to for five minutes; a peer always is', async () => {
    await register('agent1', 'wrong');
    const from = { protocol: 'udp', address: phone, port: 5060 } as const;
    for (let guess = 0; guess < 9; guess += 1) {
      expect(houseAgent.admits(from)).toBe(true);
      await register('agent1', `wrong ${guess}`);
    }
    expect(houseAgent.admits(from)).toBe(false);
    expect(houseAgent.admits({ ...from, address: trunk })).toBe(true);
    network.loses = () => true;
    await network.timers.advance(299_000);
    expect(houseAgent.admits(from)).toBe(false);
    await network.timers.advance(1_000);
    expect(houseAgent.admits(from)).toBe(true);
  });

  test('who floods is cut to forty messages a second', () => {
    const guard = new FloodGuard();
    const admitted = (at: number): number =>
      Array.from({ length: 1_000 }, () => guard.admits('10.9.9.9', at)).filter(Boolean).length;
    expect([admitted(0), admitted(1_000), admitted(2_000)]).toEqual([200, 40, 40]);
    expect(guard.admits('10.9.9.8', 0)).toBe(true);
  });
});

describe('The registrar', () => {
  const flow = { protocol: 'udp', address: phone, port: 5060 } as const;
  const start = Date.parse('2026-03-02T09:00:00+08:00');

  function request(contact: string | null, seq = 1, expires?: string): SipRequest {
    return {
      kind: 'request',
      method: 'REGISTER',
      uri: `sip:${domain}`,
      via: [],
      from: accountAddress('agent1', domain),
      to: accountAddress('agent1', domain),
      callId: 'r',
      seq,
      headers: new HeaderFields([
        ...(contact === null ? [] : ([['contact', contact]] as const)),
        ...(expires === undefined ? [] : ([['expires', expires]] as const)),
      ]),
      body: '',
    };
  }

  test('keeps several contacts, each for its time, and tells all of them when asked', () => {
    const registrar = new Registrar();
    registrar.register('a', request('<sip:1@h>;expires=60, <sip:2@h>', 1, '120'), flow, start);
    expect(registrar.bindings('a', start + 59_999)).toHaveLength(2);
    expect(registrar.register('a', request(null, 2), flow, start + 60_000)).toMatchObject({
      status: 200,
      contacts: [{ uri: 'sip:2@h' }],
    });
    expect(registrar.bindings('a', start + 120_000)).toHaveLength(0);
  });

  test('takes one contact back by no time at all, all of them by a star', () => {
    const registrar = new Registrar();
    registrar.register('a', request('<sip:1@h>, <sip:2@h>'), flow, start);
    registrar.register('a', request('<sip:1@h>;expires=0', 2), flow, start);
    expect(registrar.bindings('a', start).map(({ uri }) => uri)).toEqual(['sip:2@h']);
    expect(registrar.register('a', request('*', 3), flow, start).status).toBe(400);
    expect(registrar.register('a', request('*', 3, '0'), flow, start).status).toBe(200);
    expect(registrar.bindings('a', start)).toHaveLength(0);
  });

  test('grants an hour at most, refuses less than a minute, six contacts at once, and what was overtaken', () => {
    const registrar = new Registrar();
    registrar.register('a', request('<sip:1@h>', 5, '999999'), flow, start);
    expect(registrar.bindings('a', start)[0]?.expiresAt).toBe(start + 3_600_000);
    expect(registrar.register('a', request('<sip:1@h>;expires=0', 4), flow, start).status).toBe(500);
    expect(registrar.register('a', request('<sip:1@h>', 6, '30'), flow, start)).toEqual({
      status: 423,
      headers: [['min-expires', '60']],
    });
    const many = [2, 3, 4, 5, 6, 7].map((n) => `<sip:${n}@h>`).join(', ');
    expect(registrar.register('a', request(many, 7), flow, start).status).toBe(403);
    expect(registrar.bindings('a', start)).toHaveLength(1);
    expect(registrar.register('a', request('nonsense', 8), flow, start).status).toBe(400);
  });

  test('a sixth contact takes the place of the oldest: a telephone that starts anew is let in', () => {
    const registrar = new Registrar();
    for (const n of [1, 2, 3, 4, 5, 6])
      expect(registrar.register('a', request(`<sip:${n}@h>`, n), flow, start + n).status).toBe(200);
    expect(registrar.bindings('a', start + 6).map(({ uri }) => uri)).toEqual(
      [2, 3, 4, 5, 6].map((n) => `sip:${n}@h`),
    );
  });
});

describe('Our registration with a trunk', () => {
  test('waits as long as the trunk wants, and tries again after half a minute when it fails', async () => {
    const answers: SipResponse['status'][] = [];
    network.userAgent(trunk, {
      door: { domain, isPeer: () => false, passwordHash: async () => undefined },
    });
    phoneAgent.register({
      uri: `sip:${trunk}`,
      account: accountAddress('agent1', domain),
      credentials: { user: 'agent1', password },
      contact: `sip:agent1@${phone}:5060`,
      onState: (_isRegistered, status) => answers.push(status ?? 0),
    });
    await network.timers.advance(61_000);
    expect(answers).toEqual([403, 403, 403]);
  });
});
