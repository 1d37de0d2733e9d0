// Working time as a rule book: dated cases, and laws that hold on any calendar.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  announcedThrough,
  Calendar,
  CalendarError,
  schedule,
  withChinaHolidays,
} from '../../../server/tickets/clock/index.ts';

const office = {
  mon: [['09:00', '17:00']],
  tue: [['09:00', '17:00']],
  wed: [['09:00', '17:00']],
  thu: [['09:00', '17:00']],
  fri: [['09:00', '17:00']],
};
const utc = new Calendar({ timezone: 'UTC', hours: office });
const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const hours = (count: number): number => count * 3_600_000;

describe('a budget', () => {
  it.each([
    ['within the day', '2026-11-24T10:00:00Z', 2, '2026-11-24T12:00:00Z'],
    [
      'that ends exactly at closing time is due at closing time',
      '2026-11-24T15:00:00Z',
      2,
      '2026-11-24T17:00:00Z',
    ],
    ['goes on the next morning', '2026-11-24T16:00:00Z', 2, '2026-11-25T10:00:00Z'],
    ['goes over the weekend', '2026-11-27T16:00:00Z', 2, '2026-11-30T10:00:00Z'],
    ['that starts at night counts from the morning', '2026-11-24T03:00:00Z', 1, '2026-11-24T10:00:00Z'],
    [
      'that starts at closing time counts from the next morning',
      '2026-11-24T17:00:00Z',
      1,
      '2026-11-25T10:00:00Z',
    ],
  ])('%s', (_rule, start, budget, due) => {
    expect(iso(utc.dueAt(at(start), hours(budget)))).toBe(due);
  });

  it('does not count pauses, however they overlap or where they lie', () => {
    const pauses = [
      [at('2026-11-24T11:00:00Z'), at('2026-11-24T12:00:00Z')],
      [at('2026-11-24T11:30:00Z'), at('2026-11-24T13:00:00Z')],
      [at('2026-11-21T00:00:00Z'), at('2026-11-22T00:00:00Z')],
    ] as const;
    expect(iso(utc.dueAt(at('2026-11-24T10:00:00Z'), hours(2), pauses))).toBe('2026-11-24T14:00:00Z');
  });
});

describe('hours', () => {
  it('24:00 ends a day and 23:59 means 23:59', () => {
    const whole = new Calendar({
      timezone: 'UTC',
      hours: { mon: [['00:00', '24:00']], tue: [['00:00', '23:59']] },
    });
    expect(whole.elapsed(at('2026-11-23T00:00:00Z'), at('2026-11-25T00:00:00Z')) / 60_000).toBe(
      1_440 + 1_439,
    );
  });
  it('over midnight are one interval, also over the end of the week', () => {
    const night = new Calendar({ timezone: 'UTC', hours: { sun: [['22:00', '06:00']] } });
    expect(
      night.openIntervals(at('2026-11-22T00:00:00Z'), 1).map(([from, to]) => [iso(from), iso(to)]),
    ).toEqual([['2026-11-22T22:00:00Z', '2026-11-23T06:00:00Z']]);
  });
  it('a shift replaces the week’s hours, also on a holiday; a break is closed', () => {
    const special = new Calendar({
      timezone: 'UTC',
      hours: office,
      holidays: ['2026-11-24', '2026-11-25'],
      shifts: { '2026-11-25': [['10:00', '12:00']] },
      breaks: { '2026-11-26': [['12:00', '13:00']] },
    });
    expect(iso(special.nextOpen(at('2026-11-23T17:00:00Z')))).toBe('2026-11-25T10:00:00Z');
    expect(special.isOpen(at('2026-11-26T12:30:00Z'))).toBe(false);
    expect(iso(special.dueAt(at('2026-11-25T11:00:00Z'), hours(5)))).toBe('2026-11-26T14:00:00Z');
  });
  it('never open is refused, an unknown zone and a wrong time too', () => {
    const codeOf = (definition: unknown): string => {
      try {
        new Calendar(definition);
      } catch (error) {
        if (error instanceof CalendarError) return error.code;
      }
      return 'accepted';
    };
    expect(codeOf({ timezone: 'UTC', hours: {} })).toBe('calendar_never_open');
    expect(codeOf({ timezone: 'UTC', hours: { mon: [['09:00', '17:00']] }, shifts: {} })).toBe('accepted');
    expect(codeOf({ timezone: 'Mars/Olympus', hours: office })).toBe('invalid_calendar');
    expect(codeOf({ timezone: 'UTC', hours: { mon: [['9', '17:00']] } })).toBe('invalid_calendar');
  });
});

describe('clocks that are put forward and back', () => {
  const sundays = new Calendar({ timezone: 'America/New_York', hours: { sun: [['00:00', '24:00']] } });
  it('the day in March has 23 hours, the one in November 25', () => {
    expect(sundays.elapsed(at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z')) / 3_600_000).toBe(23);
    expect(sundays.elapsed(at('2026-11-01T04:00:00Z'), at('2026-11-02T05:00:00Z')) / 3_600_000).toBe(25);
  });
  it('hours that begin in the missing hour begin when it is over', () => {
    const early = new Calendar({ timezone: 'America/New_York', hours: { sun: [['02:30', '04:00']] } });
    expect(
      early.openIntervals(at('2026-03-08T05:00:00Z'), 1).map(([from, to]) => [iso(from), iso(to)]),
    ).toEqual([['2026-03-08T07:00:00Z', '2026-03-08T08:00:00Z']]);
  });
});

describe('China’s working days', () => {
  const day = [
    ['09:00', '12:00'],
    ['14:00', '18:00'],
  ];
  const china = new Calendar(
    withChinaHolidays({
      timezone: 'Asia/Shanghai',
      hours: { mon: day, tue: day, wed: day, thu: day, fri: day },
    } as never),
  );
  it('National Day is off, and the Saturday made up for it is worked', () => {
    expect(china.isOpen(at('2026-10-01T10:00:00+08:00'))).toBe(false);
    expect(china.isOpen(at('2026-10-10T10:00:00+08:00'))).toBe(true);
  });
  it('knows how far the holidays are announced', () => {
    expect(announcedThrough() >= '2026-12-31').toBe(true);
    expect(announcedThrough()).toMatch(/^\d{4}-12-31$/);
  });
  it('two working days end at closing time of the second, the day of the start not counted', () => {
    const { dueAt } = schedule(
      china,
      at('2026-11-24T10:00:00+08:00'),
      { amount: 2, unit: 'working_days' },
      [0.5],
    );
    expect(iso(dueAt)).toBe('2026-11-26T10:00:00Z');
  });
});

describe('laws', () => {
  const moment = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-06-01T00:00:00Z') });
  const budget = fc.integer({ min: 1, max: hours(24 * 30) });
  const minute = fc.integer({ min: 0, max: 1_380 });
  const time = (value: number): string =>
    `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
  const calendars = fc
    .record({
      timezone: fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
      from: minute,
      length: fc.integer({ min: 1, max: 1_400 }),
      days: fc.subarray(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const, { minLength: 1 }),
    })
    .map(({ timezone, from, length, days }) => {
      const to = (from + length) % 1_440;
      const window = [time(from), time(to === from ? (to + 1) % 1_440 : to)];
      return new Calendar({ timezone, hours: Object.fromEntries(days.map((name) => [name, [window]])) });
    });

  it('the time until the due moment is the budget', () => {
    fc.assert(
      fc.property(calendars, moment, budget, (calendar, start, amount) => {
        expect(calendar.elapsed(start, calendar.dueAt(start, amount))).toBe(amount);
      }),
    );
  });
  it('a larger budget is never due earlier, and a pause never shortens', () => {
    fc.assert(
      fc.property(
        calendars,
        moment,
        budget,
        fc.integer({ min: 1, max: hours(50) }),
        (calendar, start, amount, more) => {
          const due = calendar.dueAt(start, amount);
          expect(calendar.dueAt(start, amount + more)).toBeGreaterThanOrEqual(due);
          expect(calendar.dueAt(start, amount, [[start, start + more]])).toBeGreaterThanOrEqual(due);
        },
      ),
    );
  });
  it('a split span adds up, and subtracting goes back', () => {
    fc.assert(
      fc.property(
        calendars,
        moment,
        budget,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (calendar, start, length, share) => {
          const end = start + length;
          const middle = start + Math.floor(length * share);
          expect(calendar.elapsed(start, middle) + calendar.elapsed(middle, end)).toBe(
            calendar.elapsed(start, end),
          );
          const due = calendar.dueAt(start, length);
          expect(calendar.elapsed(calendar.subtract(due, length), due)).toBe(length);
        },
      ),
    );
  });
});
