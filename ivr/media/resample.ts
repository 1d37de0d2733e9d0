import { clip, type Samples } from './sound.ts';

const halfWidth = 16;

/** The weights of one place between two samples: a windowed sinc (Hann). */
interface Kernel {
  /** Of the first sample that counts, from the whole sample at or before the place. */
  first: number;
  weights: Float64Array;
}

function kernelAt(fraction: number, cutoff: number): Kernel {
  const reach = Math.ceil(halfWidth / cutoff);
  const first = Math.ceil(fraction - reach);
  const weights = new Float64Array(Math.floor(fraction + reach) - first + 1);
  for (let index = 0; index < weights.length; index += 1) {
    const distance = first + index - fraction;
    const angle = Math.PI * distance * cutoff;
    const sinc = distance === 0 ? 1 : Math.sin(angle) / angle;
    weights[index] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach)) * cutoff;
  }
  return { first, weights };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * To another rate: what lies above the new rate's half is taken out, not folded back. Places between samples repeat
 * (22 050 → 8 000 has 160 of them), so their weights are computed once.
 */
export function resampled(samples: Samples, from: number, to: number): Samples {
  if (from === to) return samples;
  const cutoff = Math.min(1, to / from) * 0.95;
  const phases = to / greatestCommonDivisor(from, to);
  const kernels: Kernel[] = [];
  const result = new Int16Array(Math.floor((samples.length * to) / from));
  for (let at = 0; at < result.length; at += 1) {
    const whole = Math.floor((at * from) / to);
    const phase = at % phases;
    kernels[phase] ??= kernelAt(((at * from) % to) / to, cutoff);
    const { first, weights } = kernels[phase];
    let value = 0;
    for (let index = 0; index < weights.length; index += 1) {
      value += (samples[whole + first + index] ?? 0) * (weights[index] ?? 0);
    }
    result[at] = clip(Math.round(value));
  }
  return result;
}
