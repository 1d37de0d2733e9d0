// A shift and its times out of a log of states.
import { describe, expect, it } from 'vitest';
import { type StateSpan, shiftsOf, timesOf } from '../../server/reports/shift/core.ts';

const at = (text: string): Date => new Date(`2026-11-${text}:00+08:00`);
const log = (...entries: [StateSpan['state'], string][]): StateSpan[] =>
  entries.map(([state, time]) => ({ state, at: at(time) }));

const night = log(
  ['available', '27T08:00'],
  ['offline', '27T16:00'],
  ['available', '27T22:00'],
  // The line broke for two minutes.
  ['offline', '28T01:00'],
  ['available', '28T01:02'],
  ['break', '28T03:00'],
  ['available', '28T03:30'],
  ['offline', '28T06:00'],
);

describe('a shift', () => {
  it('goes over midnight and over a broken line; six hours at home end it', () => {
    expect(shiftsOf(night, at('28T12:00'))).toEqual([
      { from: at('27T22:00'), until: at('28T06:00') },
      { from: at('27T08:00'), until: at('27T16:00') },
    ]);
  });

  it('goes on while its agent is not offline', () => {
    expect(shiftsOf(night.slice(0, -1), at('28T05:00'))[0]).toEqual({ from: at('27T22:00'), until: null });
  });

  it('has its time in states that add up to its length', () => {
    const times = timesOf(night, at('27T22:00'), at('28T06:00'));
    expect(times).toEqual({ available: 7.5 * 3_600 - 120, break: 1_800, offline: 120 });
  });

  it('is none for who was never there', () => {
    expect(shiftsOf(log(['offline', '27T08:00']), at('28T12:00'))).toEqual([]);
  });
});
