import { beforeEach, describe, expect, test } from 'vitest';
import type { CallSession } from '../../../ivr/sip/call-session.ts';
import type { IncomingCall } from '../../../ivr/sip/incoming-call.ts';
import { HeaderFields } from '../../../ivr/sip/message.ts';
import type { Placing } from '../../../ivr/sip/outgoing-call.ts';
import { accountAddress, type UserAgent } from '../../../ivr/sip/user-agent.ts';
import { Network, TestMedia } from './network.ts';

const [house, trunk] = ['10.0.0.1', '10.0.0.2'];
let network: Network;
let caller: UserAgent;
let callee: UserAgent;
let callerMedia: TestMedia;
let calleeMedia: TestMedia;
let rang: IncomingCall[];

beforeEach(() => {
  network = new Network();
  rang = [];
  callerMedia = new TestMedia();
  calleeMedia = new TestMedia();
  caller = network.userAgent(house);
  callee = network.userAgent(trunk, { onCall: (call) => rang.push(call) });
});

function place(extra: Partial<Placing> = {}) {
  return caller.call({
    uri: `sip:12345@${trunk}`,
    from: accountAddress('13800000000', 'city.example'),
    media: callerMedia,
    contact: `sip:onecall@${house}:5060`,
    ...extra,
  });
}

async function connected(): Promise<{ ours: CallSession; theirs: CallSession }> {
  const call = place();
  await network.timers.settle();
  const theirs = await rang[0]?.answer(calleeMedia);
  await network.timers.settle();
  const ours = await call.answered;
  if (typeof ours === 'string' || !theirs) throw new Error('not connected');
  return { ours, theirs };
}

function endOf(session: CallSession): Promise<string> {
  return new Promise((resolve) => session.onEnd(resolve));
}

describe('A call', () => {
  test('is answered with a description each way, and ends by the BYE of its callee', async () => {
    const { ours, theirs } = await connected();
    expect(calleeMedia.offers).toEqual(['offer of sound']);
    expect(callerMedia.answers).toEqual(['answer with sound']);
    theirs.hangUp();
    await network.timers.settle();
    expect([await endOf(ours), await endOf(theirs)]).toEqual(['hangup', 'local']);
    expect([callerMedia.isClosed, calleeMedia.isClosed]).toEqual([true, true]);
    expect(network.whatOf(house)).toEqual(['INVITE', 'ACK', '200 BYE']);
  });

  test('ends by the BYE of its caller', async () => {
    const { ours, theirs } = await connected();
    ours.hangUp();
    await network.timers.settle();
    expect([await endOf(ours), await endOf(theirs)]).toEqual(['local', 'hangup']);
  });

  test.each([
    [486, 'busy'],
    [600, 'busy'],
    [480, 'no_answer'],
    [404, 'failed'],
    [503, 'failed'],
  ])('refused with %i came to %s, and the refusal is acknowledged', async (status, outcome) => {
    const call = place();
    await network.timers.settle();
    rang[0]?.reject(status);
    await network.timers.advance(100);
    expect(await call.answered).toBe(outcome);
    expect(network.whatOf(house)).toEqual(['INVITE', 'ACK']);
    expect(callerMedia.isClosed).toBe(true);
  });

  test('that offers nothing the callee understands is refused with 488', async () => {
    calleeMedia.takes = false;
    const call = place();
    await network.timers.settle();
    expect(await rang[0]?.answer(calleeMedia)).toBeUndefined();
    await network.timers.settle();
    expect(await call.answered).toBe('failed');
    expect(network.whatOf(trunk)).toEqual(['100 INVITE', '488 INVITE']);
  });

  test('without an offer gets ours, and its ACK bears the answer', async () => {
    callerMedia.offer = () => Promise.resolve('');
    const call = place();
    await network.timers.settle();
    await rang[0]?.answer(calleeMedia);
    await network.timers.settle();
    // The caller of this house always offers, so its ACK is empty; the callee must have waited for it.
    expect(calleeMedia.answers).toEqual(['']);
    expect(callerMedia.answers).toEqual(['offer of sound']);
    expect(typeof (await call.answered)).toBe('object');
  });

  test('nobody answers failed after 32 s, and was asked for seven times', async () => {
    network.loses = () => true;
    const call = place();
    await network.timers.advance(32_000);
    expect(await call.answered).toBe('failed');
    expect(network.whatOf(house)).toEqual(Array(7).fill('INVITE'));
  });
});

describe('A call that is taken back', () => {
  test('while it rings is cancelled: 200 for the CANCEL, 487 for the INVITE, an ACK', async () => {
    let isGone = false;
    const call = place();
    await network.timers.settle();
    rang[0]?.onGone(() => {
      isGone = true;
    });
    rang[0]?.ring();
    await network.timers.settle();
    call.cancel();
    await network.timers.settle();
    expect(await call.answered).toBe('canceled');
    expect(isGone).toBe(true);
    expect(network.whatOf(house)).toEqual(['INVITE', 'CANCEL', 'ACK']);
    expect(network.whatOf(trunk)).toEqual(['100 INVITE', '180 INVITE', '200 CANCEL', '487 INVITE']);
  });

  test('before anybody works on it is cancelled once somebody does', async () => {
    network.loses = ({ what }) => what === '100 INVITE';
    const call = place();
    await network.timers.settle();
    call.cancel();
    expect(network.whatOf(house)).toEqual(['INVITE']);
    rang[0]?.ring();
    await network.timers.settle();
    expect(network.whatOf(house)).toEqual(['INVITE', 'CANCEL', 'ACK']);
  });

  test('as it is answered is acknowledged and hung up', async () => {
    const call = place();
    await network.timers.settle();
    const answered = rang[0]?.answer(calleeMedia);
    call.cancel();
    const theirs = await answered;
    await network.timers.settle();
    expect(await call.answered).toBe('canceled');
    expect(theirs && (await endOf(theirs))).toBe('hangup');
    expect(network.whatOf(house).filter((what) => what === 'BYE')).toHaveLength(1);
  });
});

describe('On a lossy network', () => {
  test('a call is made, held and ended though every message is lost at first', async () => {
    const seen = new Set<string>();
    network.loses = ({ from, message, what }) => {
      const key = `${from} ${what} ${message.via[0]?.params.get('branch')}`;
      // An ACK is a new message each time; of each kind the first is lost.
      const kind = what === 'ACK' ? `${from} ACK` : key;
      const isFirst = !seen.has(kind);
      seen.add(kind);
      return isFirst;
    };
    const call = place();
    await network.timers.advance(2_000);
    expect(rang).toHaveLength(1);
    const theirs = await rang[0]?.answer(calleeMedia);
    await network.timers.advance(4_000);
    const ours = await call.answered;
    if (typeof ours === 'string' || !theirs) throw new Error(`not connected: ${ours}`);
    callerMedia.description = 'hold';
    void ours.renegotiate();
    await network.timers.advance(8_000);
    expect(calleeMedia.offers.at(-1)).toBe('offer of hold');
    expect(callerMedia.answers).toHaveLength(2);
    theirs.hangUp();
    await network.timers.advance(8_000);
    expect(await endOf(ours)).toBe('hangup');
    expect(rang).toHaveLength(1);
  });

  test('half of all messages lost at random loses no call of twenty', async () => {
    let seed = 7;
    network.loses = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31 < 0.5;
    };
    const outcomes: string[] = [];
    for (let made = 0; made < 20; made += 1) {
      const call = place({ media: new TestMedia() });
      await network.timers.advance(16_000);
      const theirs = await rang[made]?.answer(new TestMedia());
      await network.timers.advance(20_000);
      const ours = await call.answered;
      if (typeof ours === 'string' || !theirs) outcomes.push(`${ours}`);
      else {
        ours.hangUp();
        await network.timers.advance(32_000);
        outcomes.push(await endOf(theirs));
      }
    }
    expect(outcomes).toEqual(Array(20).fill('hangup'));
    expect(rang).toHaveLength(20);
  });

  test('a callee that never hears the ACK ends the call after 32 s with a BYE', async () => {
    network.loses = ({ what }) => what === 'ACK';
    const { theirs } = await connected();
    await network.timers.advance(31_000);
    expect(theirs.isOver).toBe(false);
    await network.timers.advance(2_000);
    expect(await endOf(theirs)).toBe('lost');
    expect(network.whatOf(trunk)).toContain('BYE');
  });

  test('a callee that hangs up before the ACK says BYE only after it', async () => {
    network.loses = ({ what }) => what === 'ACK';
    const { theirs } = await connected();
    theirs.hangUp();
    await network.timers.settle();
    expect(network.whatOf(trunk)).not.toContain('BYE');
    network.loses = () => false;
    await network.timers.advance(1_000);
    expect(network.whatOf(trunk)).toContain('BYE');
  });
});

describe('A call that stands', () => {
  test('is renegotiated from either side', async () => {
    const { ours, theirs } = await connected();
    calleeMedia.description = 'hold';
    await theirs.renegotiate();
    await network.timers.settle();
    expect(callerMedia.offers).toEqual(['offer of hold']);
    await ours.renegotiate();
    await network.timers.settle();
    expect(calleeMedia.offers).toEqual(['offer of sound', 'offer of sound']);
    expect([ours.isOver, theirs.isOver]).toEqual([false, false]);
  });

  test('renegotiated from both sides at once: each gets 491, and both succeed a little later', async () => {
    const { ours, theirs } = await connected();
    await Promise.all([ours.renegotiate(), theirs.renegotiate()]);
    await network.timers.settle();
    const refused = network.travelled.filter(({ what }) => what === '491 INVITE');
    expect(refused).toHaveLength(2);
    await network.timers.advance(10_000);
    expect(callerMedia.offers.length + calleeMedia.offers.length).toBeGreaterThanOrEqual(3);
    expect([ours.isOver, theirs.isOver]).toEqual([false, false]);
  });

  test('offers last what is so last, however fast the hold key is pressed', async () => {
    const { ours, theirs } = await connected();
    for (const description of ['hold', 'sound', 'hold', 'sound']) {
      calleeMedia.description = description;
      void theirs.renegotiate();
    }
    await network.timers.settle();
    expect(callerMedia.offers.at(-1)).toBe('offer of sound');
    expect(network.travelled.filter(({ what }) => what === '200 INVITE')).toHaveLength(3);
    expect([ours.isOver, theirs.isOver]).toEqual([false, false]);
  });

  test('keeps what was agreed when a new offer cannot be taken', async () => {
    const { ours, theirs } = await connected();
    callerMedia.takes = false;
    await theirs.renegotiate();
    await network.timers.settle();
    expect(network.whatOf(house)).toContain('488 INVITE');
    expect([ours.isOver, theirs.isOver]).toEqual([false, false]);
  });

  test('is lost when the far end does not know it any more', async () => {
    const { ours, theirs } = await connected();
    callee.drop(theirs);
    await ours.renegotiate();
    await network.timers.settle();
    expect(await endOf(ours)).toBe('lost');
  });

  test.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160', '5'],
    ['application/dtmf-relay', 'Signal= #\r\nDuration= 250\r\n', '#'],
    ['application/dtmf', '*', '*'],
    ['text/plain', 'Signal=5', undefined],
    ['application/dtmf-relay', 'Signal=17', undefined],
  ])('takes keys by INFO: %s %j', async (type, body, key) => {
    const { ours, theirs } = await connected();
    let heard: string | undefined;
    ours.onDigit((pressed) => {
      heard = pressed;
    });
    const request = theirs.dialog.request('INFO', { headers: [['content-type', type]], body });
    callee.ask({
      request,
      nextSeq: () => 0,
      onResponse: () => undefined,
      onSilence: () => undefined,
    });
    await network.timers.settle();
    expect(heard).toBe(key);
    expect(network.whatOf(house).at(-1)).toBe('200 INFO');
  });
});

describe('What nobody can serve', () => {
  function ask(method: string, headers: [string, string][] = [], uri = `sip:12345@${trunk}`) {
    const statuses: number[] = [];
    caller.ask({
      request: {
        kind: 'request',
        method,
        uri,
        via: [],
        from: { ...accountAddress('x', 'city.example'), params: new Map([['tag', 'a']]) },
        to: { name: null, uri, params: new Map() },
        callId: 'one',
        seq: 1,
        headers: new HeaderFields([['max-forwards', '70'], ...headers]),
        body: '',
      },
      to: { protocol: 'udp', address: trunk, port: 5060 },
      nextSeq: () => 2,
      onResponse: ({ status }) => statuses.push(status),
      onSilence: () => statuses.push(0),
    });
    return statuses;
  }

  test.each([
    ['OPTIONS', [], undefined, 200],
    ['SUBSCRIBE', [], undefined, 405],
    ['BYE', [], undefined, 481],
    ['INVITE', [['require', '100rel']], undefined, 420],
    ['INVITE', [], 'urn:service:sos', 416],
  ] as [string, [string, string][], string | undefined, number][])(
    '%s %j %s is answered with %i',
    async (method, headers, uri, status) => {
      const statuses = ask(method, headers, uri);
      await network.timers.settle();
      expect(statuses.at(-1)).toBe(status);
      expect(rang).toHaveLength(0);
    },
  );
});
