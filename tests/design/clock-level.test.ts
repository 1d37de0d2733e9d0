import { describe, expect, it } from 'vitest';
import { type ClockFace, clockLevel, shareUsed, splitSpan } from '../../design/clock-level.ts';

const at = (time: string): number => Date.parse(`2026-11-24T${time}:00Z`);
const running: ClockFace = {
  state: 'running',
  startedAt: '2026-11-24T08:00:00Z',
  dueAt: '2026-11-24T10:00:00Z',
};

describe('the level of a clock', () => {
  it.each([
    ['08:59', 'calm'],
    ['09:00', 'watch'],
    ['09:35', 'watch'],
    ['09:36', 'urgent'],
    ['09:59', 'urgent'],
    ['10:00', 'over'],
  ])('without a policy at hand goes by the share of time: at %s it is %s', (time, level) => {
    expect(clockLevel(running, at(time))).toBe(level);
  });

  it('goes by the policy’s own warnings where they are known: a night on a working calendar is no time', () => {
    const warnings = [
      { share: 0.5, at: '2026-11-24T09:50:00Z' },
      { share: 0.8, at: '2026-11-24T09:56:00Z' },
    ];
    expect(clockLevel({ ...running, warnings }, at('09:49'))).toBe('calm');
    expect(clockLevel({ ...running, warnings }, at('09:50'))).toBe('watch');
    expect(clockLevel({ ...running, warnings }, at('09:56'))).toBe('urgent');
  });

  it('goes by the alarm in a row that knows only the due time', () => {
    const row: ClockFace = { state: 'running', dueAt: '2026-11-24T10:00:00Z', alarm: 0.8 };
    expect(clockLevel(row, at('08:01'))).toBe('urgent');
    expect(clockLevel({ ...row, alarm: 0 }, at('09:59'))).toBe('calm');
  });

  it('stays as it ended once it has ended', () => {
    expect(clockLevel({ ...running, state: 'met' }, at('23:00'))).toBe('met');
    expect(clockLevel({ ...running, state: 'paused' }, at('23:00'))).toBe('paused');
    expect(clockLevel({ ...running, state: 'breached', endedAt: '2026-11-24T11:00:00Z' }, at('23:00'))).toBe(
      'breached',
    );
  });

  it('counts on when it is breached and nobody has acted', () => {
    expect(clockLevel({ ...running, state: 'breached', endedAt: null }, at('10:30'))).toBe('over');
  });
});

it('the share used stays between nothing and all', () => {
  expect(shareUsed(running, at('07:00'))).toBe(0);
  expect(shareUsed(running, at('08:30'))).toBe(0.25);
  expect(shareUsed(running, at('12:00'))).toBe(1);
});

it('a span is split into its units, before and after the due time alike', () => {
  expect(splitSpan(90_061_000)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 1 });
  expect(splitSpan(-61_000)).toEqual({ days: 0, hours: 0, minutes: 1, seconds: 1 });
});
