// Tones for fake microphones, and how strong a tone is in a recording.
import { wavHeader } from '../../ivr/media/wav.ts';

/** A WAV file of one tone, 48 kHz, as browsers like it. Whole periods: it can be repeated without a click. */
export function sineWav(hz: number, seconds: number): Buffer {
  const rate = 48_000;
  const samples = new Int16Array(rate * seconds);
  for (let at = 0; at < samples.length; at += 1) {
    samples[at] = Math.round(Math.sin((2 * Math.PI * hz * at) / rate) * 10_000);
  }
  const data = Buffer.from(samples.buffer);
  return Buffer.concat([wavHeader({ channels: 1, sampleRate: rate, dataBytes: data.length }), data]);
}

/** The level of a frequency in one channel of a stereo file of 8 kHz (Goertzel), 0…1 of full scale. */
export function levelAt(wav: Buffer, channel: 'left' | 'right', hz: number): number {
  const offset = channel === 'left' ? 0 : 2;
  const count = Math.floor((wav.length - 44) / 4);
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / 8_000);
  let [before, last] = [0, 0];
  for (let at = 0; at < count; at += 1) {
    const next = wav.readInt16LE(44 + at * 4 + offset) / 32_768 + coefficient * last - before;
    [before, last] = [last, next];
  }
  return (2 * Math.sqrt(Math.max(0, before ** 2 + last ** 2 - coefficient * before * last))) / count;
}
