/** Per bar the loudest moment of the left and of the right channel, 0…1. */
export type Waveform = readonly (readonly [number, number])[];

const headerBytes = 44;

/** The peaks of a stereo WAV file of 16 bit samples, scaled so that the loudest of all is 1. */
export function peaksOf(wav: ArrayBuffer, bars: number): Waveform {
  const even = (wav.byteLength - headerBytes) & ~3;
  const samples = new Int16Array(wav, headerBytes, Math.max(0, even) / 2);
  const pairs = samples.length / 2;
  const peaks: [number, number][] = [];
  for (let bar = 0; bar < bars; bar += 1) {
    let [left, right] = [0, 0];
    const end = Math.floor(((bar + 1) * pairs) / bars);
    for (let at = Math.floor((bar * pairs) / bars); at < end; at += 1) {
      left = Math.max(left, Math.abs(samples[at * 2] ?? 0));
      right = Math.max(right, Math.abs(samples[at * 2 + 1] ?? 0));
    }
    peaks.push([left, right]);
  }
  const loudest = Math.max(1, ...peaks.flat());
  return peaks.map(([left, right]) => [left / loudest, right / loudest]);
}
