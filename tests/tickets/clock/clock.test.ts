// The rules of a ticket's clocks (DESIGN §6) with dated examples, on the working days of a Chinese city.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../../server/calendar/index.ts';
import {
  type Budget,
  type Clock,
  ClockError,
  cancelClock,
  extendClock,
  fireClock,
  nextFire,
  type Policy,
  pauseClock,
  recomputeClock,
  remainingMs,
  resumeClock,
  schedule,
  startClock,
  stopClock,
} from '../../../server/tickets/clock/index.ts';

const officeDay: [string, string][] = [
  ['09:00', '12:00'],
  ['14:00', '18:00'],
];
const week = { mon: officeDay, tue: officeDay, wed: officeDay, thu: officeDay, fri: officeDay };
const nationalDay = ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'];
const office = new Calendar({
  timezone: 'Asia/Shanghai',
  hours: week,
  holidays: nationalDay,
  shifts: { '2026-10-10': officeDay },
});
const allDay: [string, string][] = [['00:00', '24:00']];
const always = new Calendar({
  timezone: 'Asia/Shanghai',
  hours: { sun: allDay, mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay },
});

/** Shenzhen's clock on the wall. */
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);
const wall = (ms: number): string =>
  new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const hours = (count: number): number => count * 3_600_000;
const days = (amount: number): Budget => ({ amount, unit: 'working_days' });

const policy = (change: Partial<Policy> = {}): Policy => ({
  code: 'resolve-inquiry',
  clock: 'resolve',
  match: {},
  budget: days(2),
  calendarCode: 'cn-workdays',
  warnAt: [0.5, 0.8],
  ...change,
});
const fourHours = policy({ budget: { amount: 4, unit: 'working_hours' } });
const startedAt = at('2026-11-24 10:00');

describe('when a clock is due', () => {
  it.each<[string, Calendar, string, Budget, string]>([
    [
      '2 working days: the day of dispatch does not count',
      office,
      '2026-11-24 10:00',
      days(2),
      '2026-11-26 18:00',
    ],
    ['nor does a day off on which it came in', office, '2026-11-28 10:00', days(1), '2026-11-30 18:00'],
    ['nor do National Day and its week', office, '2026-09-30 10:00', days(1), '2026-10-08 18:00'],
    ['the Saturday that is worked instead counts', office, '2026-10-09 10:00', days(1), '2026-10-10 18:00'],
    ['a day counts whole, however late it began', office, '2026-11-24 23:00', days(1), '2026-11-25 18:00'],
    [
      '2 working hours go over lunch',
      office,
      '2026-11-24 11:00',
      { amount: 2, unit: 'working_hours' },
      '2026-11-24 15:00',
    ],
    [
      '2 working hours from the evening',
      office,
      '2026-11-27 18:00',
      { amount: 2, unit: 'working_hours' },
      '2026-11-30 11:00',
    ],
    [
      '30 minutes at night, round the clock',
      always,
      '2026-10-01 23:45',
      { amount: 30, unit: 'minutes' },
      '2026-10-02 00:15',
    ],
    [
      '24 hours on a holiday, round the clock',
      always,
      '2026-10-01 08:00',
      { amount: 24, unit: 'hours' },
      '2026-10-02 08:00',
    ],
    [
      '90 working minutes',
      office,
      '2026-11-24 11:00',
      { amount: 90, unit: 'working_minutes' },
      '2026-11-24 14:30',
    ],
    [
      '1 day of a calendar that never closes',
      always,
      '2026-10-01 08:00',
      { amount: 1, unit: 'days' },
      '2026-10-02 08:00',
    ],
  ])('%s', (_rule, calendar, start, budget, due) => {
    expect(wall(schedule(calendar, at(start), budget, []).dueAt)).toBe(due);
  });
});

describe('warnings', () => {
  it('come at shares of the working time, not of the time on the wall', () => {
    const clock = startClock(policy({ budget: days(1) }), office, at('2026-11-27 16:00'));
    // Friday 16–18 and Monday 9–12, 14–18 are nine hours: half is Monday 11:30, 80 % is 16:12.
    expect(wall(clock.dueAt)).toBe('2026-11-30 18:00');
    expect(clock.warnings.map(({ share, at: moment }) => [share, wall(moment)])).toEqual([
      [0.5, '2026-11-30 11:30'],
      [0.8, '2026-11-30 16:12'],
    ]);
  });

  it('fire once each, in order, the breach last', () => {
    const clock = startClock(fourHours, office, startedAt);
    expect(nextFire(clock).share).toBe(0.5);
    const early = fireClock(clock, at('2026-11-24 11:59'));
    expect(early.fired).toEqual([]);
    const half = fireClock(clock, at('2026-11-24 12:00'));
    expect(half.fired).toEqual([0.5]);
    expect(fireClock(half.clock, at('2026-11-24 12:00')).fired).toEqual([]);
    expect(nextFire(half.clock).share).toBe(0.8);
    const late = fireClock(half.clock, at('2026-11-24 16:00'));
    expect(late.fired).toEqual([0.8, 1]);
    expect(late.clock).toMatchObject({ state: 'breached', breachedAt: at('2026-11-24 16:00') });
    expect(fireClock(late.clock, at('2026-11-25 16:00')).fired).toEqual([]);
  });
});

describe('a pause', () => {
  const clock = startClock(fourHours, office, startedAt);
  const paused = pauseClock(clock, at('2026-11-24 11:00'));

  it('gives back the working time that it took: lunch is not given back', () => {
    const resumed = resumeClock(paused, office, at('2026-11-24 15:00'));
    expect(wall(clock.dueAt)).toBe('2026-11-24 16:00');
    expect(wall(resumed.dueAt)).toBe('2026-11-24 18:00');
    expect(wall(resumed.warnings[0]?.at ?? 0)).toBe('2026-11-24 16:00');
  });

  it('outside working hours changes nothing', () => {
    const night = pauseClock(startClock(policy(), office, startedAt), at('2026-11-24 19:00'));
    expect(wall(resumeClock(night, office, at('2026-11-25 08:00')).dueAt)).toBe('2026-11-26 18:00');
  });

  it('fires nothing and keeps what is left', () => {
    expect(fireClock(paused, at('2026-11-25 18:00')).fired).toEqual([]);
    expect(remainingMs(paused, office, at('2026-11-25 18:00'))).toBe(hours(3));
  });

  it('is not counted as late when the work is done in it', () => {
    expect(stopClock(paused, at('2026-11-25 18:00')).state).toBe('met');
  });

  it('needs a running clock, its end a paused one, and neither goes back in time', () => {
    expect(() => pauseClock(paused, at('2026-11-24 12:00'))).toThrow(
      expect.objectContaining({ code: 'not_running' }),
    );
    expect(() => resumeClock(clock, office, at('2026-11-24 12:00'))).toThrow(
      expect.objectContaining({ code: 'not_paused' }),
    );
    expect(() => resumeClock(paused, office, at('2026-11-24 10:30'))).toThrow(
      expect.objectContaining({ code: 'back_in_time' }),
    );
  });

  it('never shortens a clock, and gives exactly its working time', () => {
    const moments = fc.integer({ min: 0, max: hours(24 * 60) });
    const budgets = fc.constantFrom<Budget>(days(1), days(15), { amount: 2, unit: 'working_hours' });
    fc.assert(
      fc.property(moments, moments, moments, budgets, (from, until, length, budget) => {
        const begun = startClock(policy({ budget }), office, startedAt + from);
        const pausedAt = begun.startedAt + Math.min(until, begun.dueAt - begun.startedAt);
        const after = resumeClock(pauseClock(begun, pausedAt), office, pausedAt + length);
        expect(after.dueAt).toBeGreaterThanOrEqual(begun.dueAt);
        expect(office.elapsed(begun.startedAt, after.dueAt, after.pauses)).toBe(
          office.elapsed(begun.startedAt, begun.dueAt),
        );
      }),
    );
  });
});

describe('the end of a clock', () => {
  const clock = startClock(fourHours, office, startedAt);
  it.each([
    ['before it is due is met', '2026-11-24 15:59', 'met'],
    ['at the due moment is met', '2026-11-24 16:00', 'met'],
    ['after it is breached', '2026-11-24 16:01', 'breached'],
  ])('%s', (_rule, now, state) => {
    expect(stopClock(clock, at(now))).toMatchObject({ state, endedAt: at(now) });
  });

  it('by cancelling keeps a breach', () => {
    expect(cancelClock(clock, at('2026-11-24 11:00')).state).toBe('cancelled');
    const { clock: late } = fireClock(clock, at('2026-11-24 17:00'));
    expect(cancelClock(late, at('2026-11-24 18:00')).state).toBe('breached');
  });

  it('is final', () => {
    const ended = stopClock(clock, at('2026-11-24 11:00'));
    expect(() => stopClock(ended, at('2026-11-24 12:00'))).toThrow(ClockError);
    expect(() => extendClock(ended, office, days(1), at('2026-11-24 12:00'))).toThrow(
      expect.objectContaining({ code: 'ended' }),
    );
  });

  it('what is left counts down in working time and goes below nothing', () => {
    expect(remainingMs(clock, office, at('2026-11-24 12:30'))).toBe(hours(2));
    expect(remainingMs(clock, office, at('2026-11-24 17:00'))).toBe(-hours(1));
  });
});

describe('an extension', () => {
  const clock = startClock(policy(), office, startedAt);

  it('is added to the due moment, and the warnings move with it', () => {
    const { clock: warned } = fireClock(clock, at('2026-11-25 18:00'));
    expect(warned.warnings.map((warning) => warning.firedAt !== null)).toEqual([true, false]);
    const extended = extendClock(warned, office, days(10), at('2026-11-26 09:00'));
    expect(wall(extended.dueAt)).toBe('2026-12-10 18:00');
    expect(extended.warnings.map((warning) => warning.firedAt)).toEqual([null, null]);
  });

  it('asked at the due moment is in time, after it too late', () => {
    expect(wall(extendClock(clock, office, days(1), clock.dueAt).dueAt)).toBe('2026-11-27 18:00');
    expect(() => extendClock(clock, office, days(1), clock.dueAt + 1)).toThrow(
      expect.objectContaining({ code: 'extended_too_late' }),
    );
  });

  it('outlasts a pause that comes after it', () => {
    const extended = extendClock(clock, office, days(1), startedAt);
    const resumed = resumeClock(pauseClock(extended, at('2026-11-25 09:00')), office, at('2026-11-26 09:00'));
    expect(wall(resumed.dueAt)).toBe('2026-11-30 18:00');
  });
});

describe('a new rule', () => {
  const now = at('2026-11-25 10:00');
  const clock: Clock = startClock(policy(), office, startedAt);

  it('computes from the same start, and says what it changed', () => {
    const urgent = policy({
      code: 'resolve-urgent',
      budget: { amount: 24, unit: 'hours' },
      calendarCode: 'always',
    });
    const done = recomputeClock(clock, { calendar: always, policy: urgent }, 'urgency_changed', now);
    expect(done).toMatchObject({
      reason: 'urgency_changed',
      dueBefore: at('2026-11-26 18:00'),
      dueAfter: at('2026-11-25 10:00'),
    });
    expect(done.clock).toMatchObject({ policyCode: 'resolve-urgent', calendarCode: 'always', startedAt });
  });

  it('keeps pauses and extensions', () => {
    const lived = extendClock(
      resumeClock(pauseClock(clock, at('2026-11-24 14:00')), office, at('2026-11-24 18:00')),
      office,
      days(1),
      at('2026-11-25 09:00'),
    );
    const again = recomputeClock(lived, { calendar: office }, 'calendar_changed', now);
    expect(again.dueAfter).toBe(again.dueBefore);
    expect(again.clock).toEqual(lived);
  });

  it('takes back a breach that a holiday notice undoes, and its warnings', () => {
    const { clock: late } = fireClock(clock, at('2026-11-26 18:00'));
    expect(late.state).toBe('breached');
    const typhoon = new Calendar({
      timezone: 'Asia/Shanghai',
      hours: week,
      holidays: ['2026-11-25', '2026-11-26'],
    });
    const { clock: again } = recomputeClock(
      late,
      { calendar: typhoon },
      'holidays_announced',
      at('2026-11-26 20:00'),
    );
    expect(wall(again.dueAt)).toBe('2026-11-30 18:00');
    expect(again).toMatchObject({ state: 'running', breachedAt: null });
    expect(again.warnings.map((warning) => warning.firedAt)).toEqual([null, null]);
  });
});

describe('a pause and a new policy in its midst', () => {
  const waiting = pauseClock(startClock(policy(), office, startedAt), at('2026-11-25 10:00'));

  it('the clock stays paused, and the pause is given back by the new budget', () => {
    const longer = policy({ code: 'resolve-help', budget: days(10) });
    const again = recomputeClock(
      waiting,
      { calendar: office, policy: longer },
      'policy_changed',
      at('2026-11-26 09:00'),
    );
    expect(again.clock).toMatchObject({ state: 'paused', policyCode: 'resolve-help' });
    expect(wall(again.dueAfter)).toBe('2026-12-08 18:00');
    // Wednesday 10–12, 14–18 and Thursday 9–12: nine working hours are given back.
    const resumed = resumeClock(again.clock, office, at('2026-11-26 14:00'));
    expect(wall(resumed.dueAt)).toBe('2026-12-10 11:00');
  });

  it('what was past by the shorter budget when the citizen was asked is breached when it goes on', () => {
    const shorter = policy({ code: 'urgent', budget: { amount: 15, unit: 'working_minutes' } });
    const again = recomputeClock(
      waiting,
      { calendar: office, policy: shorter },
      'policy_changed',
      at('2026-11-26 09:00'),
    );
    expect(again.clock.state).toBe('paused');
    const resumed = resumeClock(again.clock, office, at('2026-11-26 14:00'));
    expect(wall(resumed.dueAt)).toBe('2026-11-24 10:15');
    expect(fireClock(resumed, at('2026-11-26 14:00')).fired).toEqual([0.5, 0.8, 1]);
  });
});

describe('at New Year, before the next year’s holidays are announced', () => {
  const week2026 = { timezone: 'Asia/Shanghai', hours: week, knownThrough: '2026-12-31' };
  const started = at('2026-12-28 10:00');
  const unannounced = startClock(policy({ budget: days(5) }), new Calendar(week2026), started);

  it('a clock that is due in it says so, one that is due before it does not', () => {
    expect(wall(unannounced.dueAt)).toBe('2027-01-04 18:00');
    expect(unannounced.isProvisional).toBe(true);
    expect(startClock(policy(), new Calendar(week2026), started).isProvisional).toBe(false);
  });

  it('the notice makes it firm, and moves it where it must', () => {
    const announced = new Calendar({
      ...week2026,
      knownThrough: '2027-12-31',
      holidays: ['2027-01-01'],
      shifts: { '2027-01-03': officeDay },
    });
    const again = recomputeClock(unannounced, { calendar: announced }, 'holidays_announced', started + 1);
    // New Year is off and the Sunday is worked: it stays the fifth working day, a Monday.
    expect(again.clock).toMatchObject({ dueAt: at('2027-01-04 18:00'), isProvisional: false });
    const bridged = new Calendar({ ...week2026, knownThrough: '2027-12-31', holidays: ['2027-01-01'] });
    const moved = recomputeClock(unannounced, { calendar: bridged }, 'holidays_announced', started + 1);
    expect(wall(moved.dueAfter)).toBe('2027-01-05 18:00');
  });
});
