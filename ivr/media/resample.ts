import { clip, type Samples } from './sound.ts';

const halfWidth = 16;

/** To another rate by a windowed sinc (Hann): what lies above the new rate's half is taken out, not folded back. */
export function resampled(samples: Samples, from: number, to: number): Samples {
  if (from === to) return samples;
  const cutoff = Math.min(1, to / from) * 0.95;
  const reach = Math.ceil(halfWidth / cutoff);
  const result = new Int16Array(Math.floor((samples.length * to) / from));
  for (let at = 0; at < result.length; at += 1) {
    const centre = (at * from) / to;
    const first = Math.ceil(centre - reach);
    let value = 0;
    for (let index = Math.max(0, first); index <= centre + reach && index < samples.length; index += 1) {
      const distance = index - centre;
      const angle = Math.PI * distance * cutoff;
      const sinc = distance === 0 ? 1 : Math.sin(angle) / angle;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
      value += (samples[index] ?? 0) * sinc * window * cutoff;
    }
    result[at] = clip(Math.round(value));
  }
  return result;
}
