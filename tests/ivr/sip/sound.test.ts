import { describe, expect, test } from 'vitest';
import { digitPayload } from '../../../ivr/media/digits.ts';
import { KeySender } from '../../../ivr/sip/key-sender.ts';
import { Reframer, readRtp, writeRtp } from '../../../ivr/sip/rtp.ts';
import { readDescription, writeAnswer, writeOffer } from '../../../ivr/sip/sound-offer.ts';

const own = { address: '10.0.0.1', port: 40_000, sessionId: 1, version: 1 };

function description(media: string[], connection = 'c=IN IP4 10.0.0.9'): string {
  return ['v=0', 'o=- 1 1 IN IP4 10.0.0.9', 's=-', connection, 't=0 0', ...media, ''].join('\r\n');
}

describe('An offer of sound', () => {
  test.each([
    ['m=audio 5000 RTP/AVP 0 8', 'mulaw', 0],
    ['m=audio 5000 RTP/AVP 18 8 0', 'alaw', 8],
    ['m=audio 5000 RTP/AVP 8', 'alaw', 8],
    ['m=audio 5000 RTP/AVP 97\r\na=rtpmap:97 PCMA/8000', 'alaw', 97],
  ])('%j is taken in the law that it names first', (media, law, payloadType) => {
    expect(readDescription(description([media]))?.sound).toMatchObject({ law, payloadType, port: 5_000 });
  });

  test.each([
    ['video only', description(['m=video 5000 RTP/AVP 96'])],
    ['other codecs only', description(['m=audio 5000 RTP/AVP 9 18'])],
    ['secured sound only', description(['m=audio 5000 RTP/SAVP 0'])],
    ['a stream that is off', description(['m=audio 0 RTP/AVP 0'])],
    ['IPv6', description(['m=audio 5000 RTP/AVP 0'], 'c=IN IP6 ::1')],
    ['a name for an address', description(['m=audio 5000 RTP/AVP 0'], 'c=IN IP4 host.example')],
    ['nothing', ''],
    ['garbage', 'm=\r\n\0v=x\nc=\r\na=rtpmap:'],
  ])('%s is not taken', (_what, sdp) => expect(readDescription(sdp)).toBeUndefined());

  test.each([
    ['a=sendrecv', 'sendrecv', 'a=sendrecv'],
    ['a=sendonly', 'sendonly', 'a=recvonly'],
    ['a=recvonly', 'recvonly', 'a=sendonly'],
    ['a=inactive', 'inactive', 'a=inactive'],
    ['c=IN IP4 0.0.0.0', 'inactive', 'a=inactive'],
  ])('with %s goes %s, answered by %s', (line, direction, answered) => {
    const far = readDescription(description(['m=audio 5000 RTP/AVP 0', line]));
    expect(far?.sound.direction).toBe(direction);
    expect(far && writeAnswer(own, far)).toContain(answered);
  });

  test('is answered stream by stream, with one law and the keys as it numbered them', () => {
    const far = readDescription(
      description([
        'm=video 6000 RTP/AVP 96',
        'm=audio 5000 RTP/AVP 8 0 120',
        'a=rtpmap:120 telephone-event/8000',
        'm=audio 7000 RTP/AVP 0',
      ]),
    );
    const answer = far ? writeAnswer(own, far) : '';
    expect(answer.split('\r\n').filter((line) => line.startsWith('m='))).toEqual([
      'm=video 0 RTP/AVP 96',
      'm=audio 40000 RTP/AVP 8 120',
      'm=audio 0 RTP/AVP 0',
    ]);
    expect(answer).toContain('a=rtpmap:120 telephone-event/8000');
  });

  test('of ours names A-law first, and later what was agreed on', () => {
    expect(writeOffer(own, undefined)).toContain('m=audio 40000 RTP/AVP 8 0 101');
    const far = readDescription(description(['m=audio 5000 RTP/AVP 0']));
    expect(writeOffer(own, far?.sound)).toContain('m=audio 40000 RTP/AVP 0 101');
  });
});

describe('A packet of sound', () => {
  const packet = {
    payloadType: 8,
    seq: 65_535,
    timestamp: 4_294_967_295,
    payload: Buffer.alloc(160, 7),
    isMarked: true,
  };

  test('is read as it was written, with sources, extension and padding left out', () => {
    const plain = writeRtp(packet, 99);
    expect(readRtp(plain)).toEqual({
      payloadType: 8,
      seq: 65_535,
      timestamp: 4_294_967_295,
      payload: packet.payload,
    });
    const head = Buffer.from(plain.subarray(0, 12));
    head[0] = 0x80 | 0x20 | 0x10 | 1;
    const padded = Buffer.concat([
      head,
      Buffer.alloc(4),
      Buffer.from([0, 0, 0, 1]),
      Buffer.alloc(4),
      packet.payload,
      Buffer.from([0, 0, 3]),
    ]);
    expect(readRtp(padded)?.payload).toEqual(packet.payload);
  });

  test.each([
    [Buffer.alloc(0)],
    [Buffer.alloc(11, 0x80)],
    [Buffer.alloc(172, 0x40)],
    [Buffer.from([0xbf, ...Array(20).fill(255)])],
  ])('that is none is not read', (bytes) => expect(readRtp(bytes)).toBeUndefined());

  test('of any length becomes frames of 20 ms with a running number', () => {
    const frames = (bytes: number, packets: number) => {
      const reframer = new Reframer();
      return Array.from({ length: packets }, (_none, seq) =>
        reframer.read(seq, Buffer.alloc(bytes, seq)),
      ).flat();
    };
    expect(frames(160, 3).map(({ number }) => number)).toEqual([0, 1, 2]);
    expect(frames(320, 2).map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    const third = frames(240, 4);
    expect(third).toHaveLength(6);
    expect(third.map(({ frame }) => [frame.length, frame[0], frame[159]])).toEqual([
      [160, 0, 0],
      [160, 0, 1],
      [160, 1, 1],
      [160, 2, 2],
      [160, 2, 3],
      [160, 3, 3],
    ]);
    expect(frames(80, 4)).toHaveLength(2);
  });
});

test('A key is an event of 100 ms: five packets while it is down, its end three times, then a pause', () => {
  const keys = new KeySender();
  keys.press('5');
  keys.press('#');
  const turns = Array.from({ length: 30 }, () => keys.next());
  const first = turns.slice(0, 8);
  expect(first.map((packet) => packet?.turnsAgo)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(first.map((packet) => packet?.isFirst)).toEqual([true, ...Array(7).fill(false)]);
  expect(first[0]?.payload).toEqual(digitPayload('5', 160, false));
  expect(first.slice(5).map((packet) => packet?.payload)).toEqual(
    Array(3).fill(digitPayload('5', 800, true)),
  );
  const next = turns.findIndex((packet, turn) => turn >= 8 && packet !== undefined);
  expect(next).toBeGreaterThanOrEqual(11);
  expect(turns[next]?.payload).toEqual(digitPayload('#', 160, false));
});
