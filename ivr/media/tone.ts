// Sounds that we make ourselves: signals of the line and the music of waiting. Nothing here is anybody's recording.
import { clip, joined, type Samples, sampleRate, samplesOf } from './sound.ts';

const edgeS = 0.01;

/** Sines at these frequencies, each at `level` of full scale, with soft edges so that nothing clicks. */
export function tone(hz: readonly number[], seconds: number, level = 0.2): Samples {
  const samples = new Int16Array(samplesOf(seconds));
  const edge = samplesOf(edgeS);
  for (let at = 0; at < samples.length; at += 1) {
    const softness = Math.min(1, at / edge, (samples.length - at) / edge);
    const value = hz.reduce((sum, each) => sum + Math.sin((2 * Math.PI * each * at) / sampleRate), 0);
    samples[at] = clip(value * level * softness * 32_767);
  }
  return samples;
}

/** A short note: speak now, or something was heard. */
export const beep = (): Samples => tone([880], 0.25);

/** What a caller hears while the other side rings: China's tone, 450 Hz, 1 s on, 4 s off (GB/T 3380). */
export const ringTone: Samples = joined([tone([450], 1, 0.12), new Int16Array(samplesOf(4))]);

const rows = [697, 770, 852, 941] as const;
const columns = [1209, 1336, 1477, 1633] as const;
const pad = ['123A', '456B', '789C', '*0#D'] as const;

/** The two tones of a key, for far ends that only listen (ITU-T Q.23). Empty for what is no key. */
export function keyTone(key: string): Samples {
  const row = pad.findIndex((keys) => keys.includes(key));
  const low = rows[row];
  const high = columns[pad[row]?.indexOf(key) ?? -1];
  return low === undefined || high === undefined ? new Int16Array(0) : tone([low, high], 0.16, 0.15);
}

/** A plucked note: partials that fade, the higher the faster. */
function pluck(hz: number, seconds: number): Samples {
  const samples = new Int16Array(samplesOf(seconds));
  for (let at = 0; at < samples.length; at += 1) {
    const t = at / sampleRate;
    let value = 0;
    for (let partial = 1; partial <= 4; partial += 1) {
      value += (Math.sin(2 * Math.PI * hz * partial * t) * Math.exp(-t * (1.6 + partial))) / partial;
    }
    const softness = Math.min(1, at / 40, (samples.length - at) / 400);
    samples[at] = clip(value * softness * 0.11 * 32_767);
  }
  return samples;
}

function mixedInto(whole: Samples, part: Samples, at: number): void {
  for (let index = 0; index < part.length && at + index < whole.length; index += 1) {
    whole[at + index] = clip((whole[at + index] ?? 0) + (part[index] ?? 0));
  }
}

/** Degrees of the five-note scale on D: a phrase of its own, twice, the second time coming to rest. */
const scale = [293.66, 329.63, 369.99, 440, 493.88, 587.33, 659.26, 739.99];
const phrase = [
  0, 2, 4, 3, 5, 4, 2, 1, 0, 3, 4, 5, 6, 5, 4, 2, 0, 2, 4, 3, 5, 7, 5, 4, 3, 4, 2, 1, 0, 2, 1, 0,
];
const bass = [0, 3, 1, 3, 0, 4, 3, 0];
const beatS = 0.5;

/** Music for waiting, about 16 s, made to be repeated. */
export function waitingMusic(): Samples {
  const whole = new Int16Array(samplesOf(phrase.length * beatS));
  // Each note is made once, however often it sounds: a server that starts makes all of it.
  const high = scale.map((hz) => pluck(hz, 1.6));
  const low = new Map([...new Set(bass)].map((degree) => [degree, pluck((scale[degree] ?? 0) / 2, 2)]));
  const silence = new Int16Array(0);
  phrase.forEach((degree, beat) => {
    mixedInto(whole, high[degree] ?? silence, samplesOf(beat * beatS));
  });
  bass.forEach((degree, bar) => {
    mixedInto(whole, low.get(degree) ?? silence, samplesOf(bar * 4 * beatS));
  });
  return whole;
}
