import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigitReader, digitPayload } from '../../../ivr/media/digits.ts';
import { decode, encode } from '../../../ivr/media/g711.ts';
import { JitterBuffer } from '../../../ivr/media/jitter.ts';
import { isHeardBy, type Member, mixed } from '../../../ivr/media/mix.ts';
import { Player } from '../../../ivr/media/player.ts';
import { resampled } from '../../../ivr/media/resample.ts';
import { frameSamples, type Samples } from '../../../ivr/media/sound.ts';
import { keyTone, tone, waitingMusic } from '../../../ivr/media/tone.ts';
import { VoiceActivity } from '../../../ivr/media/voice-activity.ts';
import { muLawWav, readWav, wavHeader } from '../../../ivr/media/wav.ts';
import { levelOf, tonesIn } from './legs.ts';

const frameOf = (value: number): Samples => new Int16Array(frameSamples).fill(value);

describe('G.711', () => {
  // Values of ITU-T G.711, tables 1a and 2a, on our scale of 16 bits.
  it.each([
    ['mulaw', 0xff, 0],
    ['mulaw', 0x80, 32_124],
    ['mulaw', 0x00, -32_124],
    ['mulaw', 0xf0, 120],
    ['alaw', 0xd5, 8],
    ['alaw', 0x55, -8],
    ['alaw', 0xaa, 32_256],
    ['alaw', 0x2a, -32_256],
  ] as const)('%s decodes %i to %i', (law, code, sample) => {
    expect(decode(law, Uint8Array.of(code))[0]).toBe(sample);
  });

  it.each(['mulaw', 'alaw'] as const)('%s gives every code back after a round trip', (law) => {
    const codes = Uint8Array.from({ length: 256 }, (_none, code) => code);
    const samples = decode(law, codes);
    expect(decode(law, encode(law, samples))).toEqual(samples);
  });

  it.each(['mulaw', 'alaw'] as const)('%s stays within 4 % of a loud sample', (law) => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 32_000 }), fc.boolean(), (size, isNegative) => {
        const sample = isNegative ? -size : size;
        const back = decode(law, encode(law, Int16Array.of(sample)))[0] ?? 0;
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(size * 0.04);
      }),
    );
  });
});

describe('the jitter buffer', () => {
  const packet = (seq: number): Uint8Array => Uint8Array.of(seq & 0xff);
  const takeAll = (buffer: JitterBuffer, turns: number): (number | null)[] =>
    Array.from({ length: turns }, () => buffer.take()?.[0] ?? null);

  it('waits for two frames, then gives them in order', () => {
    const buffer = new JitterBuffer();
    buffer.put(7, packet(7));
    expect(buffer.take()).toBeUndefined();
    buffer.put(9, packet(9));
    buffer.put(8, packet(8));
    expect(takeAll(buffer, 3)).toEqual([7, 8, 9]);
  });

  it('counts on past 65535', () => {
    const buffer = new JitterBuffer();
    for (const seq of [65_534, 65_535, 0, 1]) buffer.put(seq, packet(seq));
    expect(takeAll(buffer, 4)).toEqual([254, 255, 0, 1]);
  });

  it('leaves a hole where a packet was lost, and drops it when it comes after its turn', () => {
    const buffer = new JitterBuffer();
    for (const seq of [1, 2, 4]) buffer.put(seq, packet(seq));
    expect(takeAll(buffer, 4)).toEqual([1, 2, null, 4]);
    buffer.put(3, packet(3));
    expect(buffer.counts).toMatchObject({ late: 1, missed: 1 });
  });

  it('plays a packet that came twice once', () => {
    const buffer = new JitterBuffer();
    for (const seq of [1, 1, 2, 2]) buffer.put(seq, packet(seq));
    expect(takeAll(buffer, 3)).toEqual([1, 2, null]);
  });

  it('waits longer after it ran dry', () => {
    const buffer = new JitterBuffer();
    for (const seq of [1, 2]) buffer.put(seq, packet(seq));
    takeAll(buffer, 3);
    for (const seq of [3, 4]) buffer.put(seq, packet(seq));
    expect(buffer.take()).toBeUndefined();
    buffer.put(5, packet(5));
    expect(takeAll(buffer, 3)).toEqual([3, 4, 5]);
  });

  it('never holds more than 200 ms: the oldest sound goes', () => {
    const buffer = new JitterBuffer();
    for (let seq = 0; seq < 40; seq += 1) buffer.put(seq, packet(seq));
    expect(buffer.waiting).toBe(10);
    expect(buffer.take()?.[0]).toBe(30);
  });

  it('starts anew with a source that counts from elsewhere', () => {
    const buffer = new JitterBuffer();
    for (const seq of [1, 2]) buffer.put(seq, packet(seq));
    takeAll(buffer, 2);
    for (const seq of [30_000, 30_001]) buffer.put(seq, packet(seq));
    expect(takeAll(buffer, 2)).toEqual([48, 49]);
  });

  it('gives every frame once, in order, however the packets of a window are shuffled', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7]), (order) => {
        const buffer = new JitterBuffer();
        for (const seq of order) buffer.put(seq, packet(seq));
        const given = takeAll(buffer, 12).filter((seq) => seq !== null);
        expect(given).toEqual([...given].sort((a, b) => a - b));
        if (order.length >= 2) expect(given).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });
});

describe('keys on the line', () => {
  it('tells a key once for all packets of its press', () => {
    const reader = new DigitReader();
    const press = [160, 320, 480, 480, 480].map((duration, index) =>
      reader.read(1_000, digitPayload('5', duration, index > 1)),
    );
    expect(press).toEqual(['5', undefined, undefined, undefined, undefined]);
    expect(reader.read(3_000, digitPayload('5', 160, false))).toBe('5');
    expect(reader.read(5_000, digitPayload('#', 160, false))).toBe('#');
  });

  it('tells nothing for events that are no keys', () => {
    expect(new DigitReader().read(1, Uint8Array.of(32, 10, 0, 160))).toBeUndefined();
    expect(() => digitPayload('x', 0, false)).toThrow(RangeError);
  });

  it.each([
    ['1', [697, 1209]],
    ['5', [770, 1336]],
    ['#', [941, 1477]],
  ] as const)('sounds as the two tones of %s', (key, hz) => {
    expect(tonesIn(keyTone(key), [697, 770, 852, 941, 1209, 1336, 1477])).toEqual(hz);
    expect(keyTone('x')).toHaveLength(0);
  });
});

describe('mixing', () => {
  const member = (part: Partial<Member>): Member => ({
    role: 'party',
    side: 'ours',
    isMuted: false,
    isHeld: false,
    ...part,
  });
  const citizen = member({ side: 'citizen' });
  const agent = member({});

  it.each([
    ['parties hear each other', agent, citizen, true],
    ['nobody hears a muted party', member({ isMuted: true }), citizen, false],
    ['a citizen on hold hears nobody', agent, member({ side: 'citizen', isHeld: true }), false],
    ['nobody hears a citizen on hold', member({ side: 'citizen', isHeld: true }), agent, false],
    ['a monitor hears', citizen, member({ role: 'monitor' }), true],
    ['a monitor is not heard', member({ role: 'monitor' }), agent, false],
    ['the agent hears a whisper', member({ role: 'whisper' }), agent, true],
    ['the citizen does not hear a whisper', member({ role: 'whisper' }), citizen, false],
    ['nobody hears themselves', agent, agent, false],
  ])('%s', (_rule, speaker, listener, isHeard) => {
    expect(isHeardBy(speaker, listener)).toBe(isHeard);
  });

  it('adds samples and never wraps', () => {
    expect(mixed([frameOf(100), frameOf(-30), frameOf(5)])[0]).toBe(75);
    expect(mixed([frameOf(30_000), frameOf(30_000)])[0]).toBe(32_767);
    expect(mixed([frameOf(-30_000), frameOf(-30_000)])[0]).toBe(-32_768);
  });
});

describe('playing', () => {
  it('plays sounds one after another, says so once, then repeats the music', () => {
    const player = new Player();
    let idle = 0;
    player.play([frameOf(1), frameOf(2)], () => {
      idle += 1;
    });
    player.repeat(frameOf(9));
    expect([1, 2, 3, 4].map(() => player.read()?.[0])).toEqual([1, 2, 9, 9]);
    expect(idle).toBe(1);
  });

  it('fills the last frame with silence and cuts what runs for what comes', () => {
    const player = new Player();
    player.play([new Int16Array(frameSamples + 1).fill(3)]);
    player.read();
    expect([...(player.read() ?? [])].filter((sample) => sample !== 0)).toEqual([3]);
    player.play([frameOf(4), frameOf(4)]);
    player.play([frameOf(5)]);
    expect([player.read()?.[0], player.read()]).toEqual([5, undefined]);
  });

  it('has music of its own that is never silent for long nor too loud', () => {
    const music = waitingMusic();
    expect(music.length).toBe(16 * 8_000);
    for (let at = 0; at + 8_000 <= music.length; at += 8_000) {
      const loudest = music
        .subarray(at, at + 8_000)
        .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(loudest).toBeGreaterThan(1_000);
      expect(loudest).toBeLessThan(20_000);
    }
  });
});

describe('files and rates', () => {
  it('reads the WAV it heads, also when the length is unknown', () => {
    const samples = tone([500], 0.1);
    const data = Buffer.from(samples.buffer);
    const header = wavHeader({ channels: 1, sampleRate: 8_000, dataBytes: data.length });
    expect(readWav(Buffer.concat([header, data]))).toEqual({ sampleRate: 8_000, samples });
    header.writeUInt32LE(0xffff_ffff, 40);
    expect(readWav(Buffer.concat([header, data])).samples).toEqual(samples);
    expect(() => readWav(Buffer.from('no sound at all'))).toThrow('not a WAV file');
  });

  it('keeps a tone through a change of rate and takes out what the new rate cannot carry', () => {
    const rate = 22_050;
    const at22k = Int16Array.from({ length: rate }, (_none, at) =>
      Math.round(
        8_000 * (Math.sin((2 * Math.PI * 1_000 * at) / rate) + Math.sin((2 * Math.PI * 5_000 * at) / rate)),
      ),
    );
    const at8k = resampled(at22k, rate, 8_000);
    expect(at8k).toHaveLength(8_000);
    expect(levelOf(at8k, 1_000)).toBeGreaterThan(0.2);
    // 5 kHz would fold to 3 kHz.
    expect(levelOf(at8k, 3_000)).toBeLessThan(0.005);
  });

  it('comes back from a file of µ-law as it was sent over the line', () => {
    const sound = tone([440], 0.1);
    const { sampleRate: rate, samples } = readWav(muLawWav(sound));
    expect(rate).toBe(8_000);
    expect(samples).toEqual(decode('mulaw', encode('mulaw', sound)));
  });

  it('tells speech from silence and knows when it ended', () => {
    const activity = new VoiceActivity();
    let ended = 0;
    activity.onSilence(1, () => {
      ended += 1;
    });
    const hear = (value: number, frames: number): void => {
      for (let count = 0; count < frames; count += 1) activity.hear(frameOf(value));
    };
    hear(50, 30);
    expect([activity.hasSpoken, ended]).toEqual([false, 0]);
    hear(3_000, 20);
    hear(50, 49);
    expect([activity.hasSpoken, ended]).toEqual([true, 0]);
    hear(50, 10);
    expect(ended).toBe(1);
  });
});
