import { expect, test } from 'vitest';
import { decode, stereoMuLaw, wavHeader } from '../../../ivr/media/index.ts';

async function* inParts(file: Buffer, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += bytes) yield file.subarray(at, at + bytes);
}

function fileOf(channels: number, samples: readonly number[], sampleRate = 8_000): Buffer {
  const sound = Buffer.from(Int16Array.from(samples).buffer);
  return Buffer.concat([wavHeader({ channels, sampleRate, dataBytes: sound.length }), sound]);
}

async function read(file: Buffer, bytes: number): Promise<number[]> {
  const whole: number[] = [];
  for await (const part of stereoMuLaw(inParts(file, bytes))) whole.push(...decode('mulaw', part));
  return whole;
}

test.each([1, 3, 7, 64, 10_000])(
  'two channels come through in pairs, in parts of %i octets',
  async (bytes) => {
    const samples = [1_000, -1_000, 2_000, -2_000, 4_000, -4_000];
    const heard = await read(fileOf(2, samples), bytes);
    expect(heard).toHaveLength(6);
    for (const [at, sample] of samples.entries())
      expect(Math.abs((heard[at] ?? 0) - sample)).toBeLessThan(130);
  },
);

test('one channel leaves the other silent', async () => {
  const heard = await read(fileOf(1, [4_000, -4_000]), 5);
  expect(heard.filter((_sample, at) => at % 2 === 1)).toEqual([0, 0]);
});

test.each([
  ['no WAV file', Buffer.from('not sound at all, whatever it says')],
  ['another rate', fileOf(1, [1, 2], 44_100)],
  ['three channels', fileOf(3, [1, 2, 3])],
  ['an empty file', Buffer.alloc(0)],
])('%s is refused', async (_name, file) => {
  await expect(read(file, 16)).rejects.toThrow();
});
