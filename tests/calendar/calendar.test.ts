// Working time as a rule book: dated cases.
import { describe, expect, it } from 'vitest';
import { Calendar, CalendarError, type Interval } from '../../server/calendar/index.ts';

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
const spans = (intervals: readonly Interval[]): string[][] => intervals.map((span) => span.map(iso));
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

  it('that is used up when a pause begins is due then', () => {
    const pause: Interval = [at('2026-11-24T12:00:00Z'), at('2026-11-24T13:00:00Z')];
    expect(iso(utc.dueAt(at('2026-11-24T10:00:00Z'), hours(2), [pause]))).toBe('2026-11-24T12:00:00Z');
  });

  it('of nothing is due at once, at the next opening, or when the pause is over', () => {
    const pause: Interval = [at('2026-11-24T10:00:00Z'), at('2026-11-24T13:00:00Z')];
    expect(iso(utc.dueAt(at('2026-11-24T10:00:00Z'), 0))).toBe('2026-11-24T10:00:00Z');
    expect(iso(utc.dueAt(at('2026-11-24T17:00:00Z'), 0))).toBe('2026-11-25T09:00:00Z');
    expect(iso(utc.dueAt(at('2026-11-24T11:00:00Z'), 0, [pause]))).toBe('2026-11-24T13:00:00Z');
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
    expect(spans(night.openIntervals(at('2026-11-22T00:00:00Z'), 1))).toEqual([
      ['2026-11-22T22:00:00Z', '2026-11-23T06:00:00Z'],
    ]);
  });
  it('a shift replaces the week’s hours; a holiday closes the date whatever else is said of it; a break is closed', () => {
    const special = new Calendar({
      timezone: 'UTC',
      hours: office,
      holidays: ['2026-11-24'],
      shifts: { '2026-11-24': [['08:00', '12:00']], '2026-11-25': [['10:00', '12:00']] },
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

describe('night windows', () => {
  const nights = {
    timezone: 'Europe/Berlin',
    hours: { thu: [['22:00', '06:00']], fri: [['22:00', '06:00']] },
  };
  it('belong to the day on which they begin: a holiday takes its night away', () => {
    const calendar = new Calendar({ ...nights, holidays: ['2026-11-26'] });
    expect(calendar.isOpen(at('2026-11-26T23:00:00+01:00'))).toBe(false);
    expect(calendar.isOpen(at('2026-11-27T03:00:00+01:00'))).toBe(false);
  });
  it('end at midnight when the next day is a holiday', () => {
    const calendar = new Calendar({ ...nights, holidays: ['2026-11-27'] });
    expect(spans(calendar.openIntervals(at('2026-11-26T12:00:00Z'), 2))).toEqual([
      ['2026-11-26T21:00:00Z', '2026-11-26T23:00:00Z'],
      ['2026-12-03T21:00:00Z', '2026-12-04T05:00:00Z'],
    ]);
  });
  it('and day windows that overlap count once', () => {
    const calendar = new Calendar({
      timezone: 'UTC',
      hours: {
        mon: [
          ['22:00', '06:00'],
          ['23:00', '02:00'],
        ],
        tue: [['05:00', '08:00']],
      },
    });
    expect(calendar.elapsed(at('2026-11-23T00:00:00Z'), at('2026-11-25T00:00:00Z'))).toBe(hours(10));
  });
});

describe('the next open intervals', () => {
  it('begin with what is left of the one that is open, and adjacent windows are one', () => {
    const calendar = new Calendar({
      timezone: 'UTC',
      hours: {
        mon: [
          ['09:00', '12:00'],
          ['12:00', '14:00'],
          ['13:00', '15:00'],
        ],
      },
    });
    expect(spans(calendar.openIntervals(at('2026-11-23T10:00:00Z'), 2))).toEqual([
      ['2026-11-23T10:00:00Z', '2026-11-23T15:00:00Z'],
      ['2026-11-30T09:00:00Z', '2026-11-30T15:00:00Z'],
    ]);
  });
  it('of an office that never closes are its days', () => {
    const day = [['00:00', '24:00']];
    const always = new Calendar({
      timezone: 'Asia/Shanghai',
      hours: { sun: day, mon: day, tue: day, wed: day, thu: day, fri: day, sat: day },
    });
    expect(spans(always.openIntervals(at('2026-11-23T04:00:00Z'), 2))).toEqual([
      ['2026-11-23T04:00:00Z', '2026-11-23T16:00:00Z'],
      ['2026-11-23T16:00:00Z', '2026-11-24T16:00:00Z'],
    ]);
  });
  it('end with the last shift of a calendar without weekly hours', () => {
    const fair = new Calendar({
      timezone: 'UTC',
      hours: {},
      shifts: { '2026-05-01': [['09:00', '12:00']], '2026-05-03': [['09:00', '12:00']] },
    });
    expect(fair.openIntervals(at('2026-01-01T00:00:00Z'), 9)).toHaveLength(2);
    expect(() => fair.dueAt(at('2026-01-01T00:00:00Z'), hours(7))).toThrow(
      expect.objectContaining({ code: 'calendar_runs_out' }),
    );
  });
});

describe('working days added', () => {
  const saturdays = new Calendar({ timezone: 'UTC', hours: { ...office, sat: [['10:00', '14:00']] } });
  it.each([
    ['keep the time of day', utc, '2026-11-26T11:30:05Z', 1, '2026-11-27T11:30:05Z'],
    ['go over the weekend', utc, '2026-11-27T11:30:00Z', 1, '2026-11-30T11:30:00Z'],
    ['keep closing time', utc, '2026-11-27T17:00:00Z', 1, '2026-11-30T17:00:00Z'],
    ['from the early morning lead to an opening', utc, '2026-11-25T01:54:00Z', 1, '2026-11-26T09:00:00Z'],
    [
      'from the late evening lead to the opening after',
      utc,
      '2026-11-25T21:54:00Z',
      1,
      '2026-11-27T09:00:00Z',
    ],
    ['from a day off count from the next opening', utc, '2026-11-28T11:00:00Z', 1, '2026-12-01T09:00:00Z'],
    ['none from a day off is the next opening', utc, '2026-11-28T11:00:00Z', 0, '2026-11-30T09:00:00Z'],
    ['onto a half day move on', saturdays, '2026-11-27T16:00:00Z', 1, '2026-11-30T09:00:00Z'],
    ['taken away go back', utc, '2026-11-30T11:30:00Z', -1, '2026-11-27T11:30:00Z'],
    [
      'taken away from the morning lead to a closing',
      utc,
      '2026-11-26T08:00:00Z',
      -1,
      '2026-11-24T17:00:00Z',
    ],
    [
      'taken away from a day off count from the last opening',
      utc,
      '2026-11-28T11:00:00Z',
      -1,
      '2026-11-26T09:00:00Z',
    ],
  ])('%s', (_rule, calendar, start, days, result) => {
    expect(iso(calendar.addBusinessDays(at(start), days))).toBe(result);
  });
  it('are whole', () => {
    expect(() => utc.addBusinessDays(at('2026-11-24T10:00:00Z'), 1.5)).toThrow(
      expect.objectContaining({ code: 'invalid_budget' }),
    );
  });
});

describe('a budget taken back', () => {
  it.each([
    ['within the day', '2026-11-24T12:00:00Z', 2, '2026-11-24T10:00:00Z'],
    [
      'that reaches exactly to the opening ends at the opening',
      '2026-11-24T11:00:00Z',
      2,
      '2026-11-24T09:00:00Z',
    ],
    ['goes over the weekend', '2026-11-30T10:00:00Z', 2, '2026-11-27T16:00:00Z'],
    ['of nothing at night is the last closing', '2026-11-24T03:00:00Z', 0, '2026-11-23T17:00:00Z'],
  ])('%s', (_rule, end, budget, start) => {
    expect(iso(utc.subtract(at(end), hours(budget)))).toBe(start);
  });
});

describe('time that has passed', () => {
  it('backwards is negative', () => {
    expect(utc.elapsed(at('2026-11-25T10:00:00Z'), at('2026-11-24T10:00:00Z'))).toBe(-hours(8));
  });
  it('does not count pauses, which may overlap and lie outside', () => {
    const pauses: Interval[] = [
      [at('2026-11-24T16:00:00Z'), at('2026-11-25T10:00:00Z')],
      [at('2026-11-25T09:30:00Z'), at('2026-11-25T11:00:00Z')],
      [at('2026-11-26T00:00:00Z'), at('2026-12-01T00:00:00Z')],
    ];
    expect(utc.elapsed(at('2026-11-24T15:00:00Z'), at('2026-11-25T12:00:00Z'), pauses)).toBe(hours(2));
  });
});

describe('what makes no sense', () => {
  const start = at('2026-11-24T10:00:00Z');
  it.each([
    ['a negative budget', 'invalid_budget', () => utc.dueAt(start, -1)],
    ['a budget beyond a century', 'invalid_budget', () => utc.dueAt(start, hours(900_000))],
    ['more working days than a century has', 'invalid_budget', () => utc.addBusinessDays(start, 1e9)],
    ['a pause that ends before it begins', 'invalid_pause', () => utc.dueAt(start, 1, [[start, start - 1]])],
    ['30 February', 'invalid_time', () => utc.read('2026-02-30T10:00:00Z')],
    ['25 o’clock', 'invalid_time', () => utc.read('2026-02-20T25:00:00Z')],
    ['a time without a date', 'invalid_time', () => utc.read('10:00')],
  ])('%s is refused', (_rule, code, ask) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });
  it.each([
    ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z'],
    ['2026-11-24T18:00:00.250+08:00', '2026-11-24T10:00:00.250Z'],
    ['2026-11-24T04:30-0530', '2026-11-24T10:00:00Z'],
    ['2026-11-24T10:00:00', '2026-11-24T10:00:00Z'],
  ])('%s is read', (text, moment) => {
    expect(iso(utc.read(text))).toBe(moment);
  });
});

describe('clocks that are put forward and back', () => {
  const sundays = new Calendar({ timezone: 'America/New_York', hours: { sun: [['00:00', '24:00']] } });
  it('the day in March has 23 hours, the one in November 25', () => {
    expect(sundays.elapsed(at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z')) / 3_600_000).toBe(23);
    expect(sundays.elapsed(at('2026-11-01T04:00:00Z'), at('2026-11-02T05:00:00Z')) / 3_600_000).toBe(25);
  });
  it('hours that begin in the missing hour begin as much later (RFC 5545, 3.3.5)', () => {
    const early = new Calendar({ timezone: 'America/New_York', hours: { sun: [['02:30', '04:00']] } });
    expect(spans(early.openIntervals(at('2026-03-08T05:00:00Z'), 1))).toEqual([
      ['2026-03-08T07:30:00Z', '2026-03-08T08:00:00Z'],
    ]);
  });
  it('hours that would be over before they begin do not take place', () => {
    const early = new Calendar({ timezone: 'America/Los_Angeles', hours: { sun: [['02:30', '03:15']] } });
    expect(iso(early.nextOpen(at('2006-04-02T00:00:00Z')))).toBe('2006-04-09T09:30:00Z');
  });
  it('a working day later is the same time on the clock', () => {
    const newYork = new Calendar({ timezone: 'America/New_York', hours: office });
    expect(iso(newYork.addBusinessDays(at('2026-03-06T10:00:00-05:00'), 1))).toBe('2026-03-09T14:00:00Z');
  });
  it('an hour that comes twice is open twice when the hours span it', () => {
    const night = new Calendar({ timezone: 'America/New_York', hours: { sat: [['22:00', '06:00']] } });
    expect(iso(night.dueAt(at('2026-11-01T02:00:00Z'), hours(9)))).toBe('2026-11-01T11:00:00Z');
    const short = new Calendar({ timezone: 'America/New_York', hours: { sun: [['00:00', '01:30']] } });
    expect(short.isOpen(at('2026-11-01T05:29:00Z'))).toBe(true);
    expect(short.isOpen(at('2026-11-01T06:15:00Z'))).toBe(false);
  });
});
