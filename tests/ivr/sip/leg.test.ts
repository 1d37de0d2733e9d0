// Calls between two user agents over real sockets: sound, keys and hold as they travel.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode, encode } from '../../../ivr/media/g711.ts';
import { frameSamples, joined, type Samples } from '../../../ivr/media/sound.ts';
import { Ticker } from '../../../ivr/media/ticker.ts';
import { tone } from '../../../ivr/media/tone.ts';
import {
  accountAddress,
  type IncomingCall,
  openSip,
  SipLeg,
  type SipService,
} from '../../../ivr/sip/index.ts';
import { writeRtp } from '../../../ivr/sip/rtp.ts';
import { freePort } from '../../harness/ports.ts';
import { tonesIn } from '../media/legs.ts';

const protocols = ['udp', 'tcp'] as const;
const ports = { house: await freePort(), far: await freePort() };
const within = { timeout: 20_000, interval: 200 };
let house: SipService;
let far: SipService;
let onCall: (call: IncomingCall) => void = () => undefined;

function open(port: number): Promise<SipService> {
  return openSip({
    listen: protocols.map((protocol) => ({ protocol, host: '127.0.0.1', port })),
    ports: [21_200, 21_399],
    door: { domain: 'city.example', isPeer: () => true, passwordHash: async () => undefined },
    onCall: (call) => onCall(call),
    onError: (error) => {
      throw error;
    },
  });
}

beforeAll(async () => {
  [house, far] = await Promise.all([open(ports.house), open(ports.far)]);
});
afterAll(() => Promise.all([house.stop(), far.stop()]));

class Talker {
  readonly leg: SipLeg;
  readonly keys: string[] = [];
  #voice: Samples;
  #at = 0;
  #heard: Samples[] = [];
  readonly stop: () => void;

  constructor(leg: SipLeg, hz: number, ticker: Ticker) {
    this.leg = leg;
    this.#voice = tone([hz], 1);
    leg.onDigit((key) => this.keys.push(key));
    this.stop = ticker.add(() => {
      const frame = leg.take();
      if (frame) this.#heard.push(decode(leg.law, frame));
      this.#at = (this.#at + frameSamples) % (this.#voice.length - frameSamples);
      leg.send(encode(leg.law, this.#voice.subarray(this.#at, this.#at + frameSamples)));
    });
  }

  heard(): Samples {
    const heard = joined(this.#heard);
    this.#heard = [];
    return heard;
  }
}

async function call(protocol: 'udp' | 'tcp') {
  const remote = { protocol, address: '127.0.0.1', port: ports.far };
  const theirMedia = await far.openMedia(remote);
  const ourMedia = await house.openMedia(remote);
  const theirs = new Promise<SipLeg>((resolve, reject) => {
    onCall = (incoming) => {
      incoming.ring();
      incoming
        .answer(theirMedia)
        .then(
          (session) => (session ? resolve(new SipLeg(session, theirMedia)) : reject(new Error('gone'))),
          reject,
        );
    };
  });
  const outgoing = house.agent.call({
    uri: `sip:12345@127.0.0.1:${ports.far};transport=${protocol}`,
    from: accountAddress('13800000000', 'city.example'),
    media: ourMedia,
    contact: `sip:onecall@127.0.0.1:${ports.house}${protocol === 'tcp' ? ';transport=tcp' : ''}`,
  });
  const session = await outgoing.answered;
  if (typeof session === 'string') throw new Error(session);
  const ticker = new Ticker();
  const ours = new Talker(new SipLeg(session, ourMedia), 500, ticker);
  return { ours, theirs: new Talker(await theirs, 800, ticker), session, ourMedia, theirMedia };
}

describe.each(protocols)('A call over %s', (protocol) => {
  test('carries sound and keys both ways, and its end', async () => {
    const { ours, theirs } = await call(protocol);
    expect(ours.leg.law).toBe('alaw');
    expect(ours.leg.sendDigit('1')).toBe(true);
    ours.leg.sendDigit('#');
    theirs.leg.sendDigit('9');
    await expect.poll(() => [ours.keys, theirs.keys], within).toEqual([['9'], ['1', '#']]);
    await expect.poll(() => tonesIn(ours.heard(), [500, 800]), within).toEqual([800]);
    await expect.poll(() => tonesIn(theirs.heard(), [500, 800]), within).toEqual([500]);
    const ended = new Promise((resolve) => ours.leg.onEnd(resolve));
    theirs.leg.hangUp();
    expect(await ended).toBe('hangup');
    ours.stop();
    theirs.stop();
  });
});

test('A far end that holds the line hears nothing until it lets go', async () => {
  const { ours, theirs, session, ourMedia } = await call('udp');
  const holds: boolean[] = [];
  theirs.leg.onHold((isHeld) => holds.push(isHeld));
  const offer = ourMedia.offer.bind(ourMedia);
  ourMedia.offer = async () => (await offer()).replace('a=sendrecv', 'a=sendonly');
  await session.renegotiate();
  // What was on its way is still heard.
  await expect.poll(() => tonesIn(ours.heard(), [800]), within).toEqual([]);
  ourMedia.offer = async () => (await offer()).replace(/a=\w+only/, 'a=sendrecv');
  await session.renegotiate();
  await expect.poll(() => tonesIn(ours.heard(), [800]), within).toEqual([800]);
  expect(holds).toEqual([true, false]);
  ours.leg.hangUp();
  ours.stop();
  theirs.stop();
});

test('A stranger who sprays packets on the port of a call is not heard', async () => {
  const { ours, theirs, ourMedia } = await call('udp');
  const port = Number(/m=audio (\d+)/.exec(await ourMedia.offer())?.[1]);
  await pause(100);
  const stranger = createSocket('udp4');
  const noise = encode('alaw', tone([1_700], 0.02));
  for (let seq = 0; seq < 30; seq += 1) {
    const bytes = writeRtp({ payloadType: 8, seq, timestamp: seq * 160, payload: noise, isMarked: false }, 5);
    stranger.send(bytes, port, '127.0.0.1');
    await pause(10);
  }
  await pause(100);
  expect(tonesIn(ours.heard(), [800, 1_700])).toEqual([800]);
  stranger.close();
  ours.leg.hangUp();
  ours.stop();
  theirs.stop();
});

describe('Whatever else comes', () => {
  test('is answered with 400 where it can be, and the line stays open', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const send = (text: string): void => socket.send(text, ports.house, '127.0.0.1');
    send('\r\n\r\n');
    send('rubbish');
    send('OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKx\r\nCSeq: x\r\n\r\n');
    const [answer] = await once(socket, 'message');
    expect(String(answer)).toMatch(/^SIP\/2\.0 400 /);
    socket.close();
  });

  test('keeps a TCP connection alive when it is a pair of empty lines, and ends it when it is rubbish', async () => {
    const socket = connect(ports.house, '127.0.0.1');
    socket.write('\r\n\r\n');
    const [pong] = await once(socket, 'data');
    expect(String(pong)).toBe('\r\n');
    const request = [
      'OPTIONS sip:12345@127.0.0.1 SIP/2.0',
      'Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKy',
      'From: <sip:a@x>;tag=1',
      'To: <sip:12345@127.0.0.1>',
      'Call-ID: tcp',
      'CSeq: 1 OPTIONS',
      'Content-Length: 0',
    ].join('\r\n');
    socket.write(`${request}\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^SIP\/2\.0 200 OK[\s\S]*Allow: INVITE/);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
  });
});
