// Telephone sound as everything here handles it: 8 kHz, one channel, 16 bit, in frames of 20 ms.

export const sampleRate = 8_000;
export const frameMs = 20;
export const frameSamples = (sampleRate * frameMs) / 1_000;

/** Linear samples, −32768…32767. */
export type Samples = Int16Array;

/** Never written to. */
export const silence: Samples = new Int16Array(frameSamples);

export function clip(value: number): number {
  return Math.max(-32_768, Math.min(32_767, value));
}

export function samplesOf(seconds: number): number {
  return Math.round(seconds * sampleRate);
}

/** One sound after another. */
export function joined(parts: readonly Samples[]): Samples {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
