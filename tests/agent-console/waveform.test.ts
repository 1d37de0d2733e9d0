import { expect, it } from 'vitest';
import { peaksOf } from '../../agent-console/desk/waveform.ts';

/** A stereo file of these pairs of samples. */
function wav(pairs: readonly (readonly [number, number])[]): ArrayBuffer {
  const file = new ArrayBuffer(44 + pairs.length * 4);
  new Int16Array(file, 44).set(pairs.flat());
  return file;
}

it('the waveform shows the loudest moment of each side, the loudest of all at full height', () => {
  const file = wav([
    [100, 0],
    [-200, 50],
    [0, 400],
    [0, -10],
  ]);
  expect(peaksOf(file, 2)).toEqual([
    [0.5, 0.125],
    [0, 1],
  ]);
});

it('the waveform of an empty or torn file is flat', () => {
  expect(peaksOf(wav([]), 2)).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(peaksOf(new ArrayBuffer(47), 1)).toEqual([[0, 0]]);
});
