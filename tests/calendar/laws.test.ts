// Laws of working time that hold on any calendar, for any moment, budget and pauses.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar, type Interval } from '../../server/calendar/index.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const earliest = Date.parse('2026-01-01T00:00:00Z');
const latest = Date.parse('2027-06-01T00:00:00Z');

const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const windows = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 1_439 }))
  .map(([from, length]) => [clockTime(from), clockTime((from + length) % 1_440)]);
const dates = fc
  .integer({ min: 0, max: 510 })
  .map((day) => new Date(earliest + day * dayMs).toISOString().slice(0, 10));
const special = fc.dictionary(dates, fc.array(windows, { maxLength: 2 }), { maxKeys: 8 });

/** Day and night windows, several a day, with holidays, breaks and shifts, in zones with and without summer time. */
const calendars = fc
  .record({
    timezone: fc.constantFrom(
      'UTC',
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/New_York',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/Havana',
    ),
    hours: fc
      .dictionary(
        fc.constantFrom('sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'),
        fc.array(windows, { minLength: 1, maxLength: 3 }),
        { minKeys: 1 },
      )
      .map((hours) => ({ ...hours })),
    holidays: fc.array(dates, { maxLength: 20 }),
    breaks: special.map((all) => ({ ...all })),
    shifts: special.map((all) => ({ ...all })),
  })
  .map((definition) => new Calendar(definition));

const moments = fc.integer({ min: earliest, max: latest });
const budgets = fc.integer({ min: 1, max: 30 * dayMs });
const pauses = fc.array(
  fc.tuple(moments, fc.integer({ min: 0, max: 20 * dayMs })).map(([from, ms]): Interval => [from, from + ms]),
  { maxLength: 4 },
);

describe('on any calendar', () => {
  it('the working time until the due moment is the budget, with and without pauses', () => {
    fc.assert(
      fc.property(calendars, moments, budgets, pauses, (calendar, start, budget, breaks) => {
        expect(calendar.elapsed(start, calendar.dueAt(start, budget, breaks), breaks)).toBe(budget);
      }),
    );
  });

  it('a larger budget is due later, a later start never earlier, and a pause never shortens', () => {
    fc.assert(
      fc.property(calendars, moments, budgets, budgets, pauses, (calendar, start, budget, more, breaks) => {
        const due = calendar.dueAt(start, budget);
        expect(calendar.dueAt(start, budget + more)).toBeGreaterThan(due);
        expect(calendar.dueAt(start + more, budget)).toBeGreaterThanOrEqual(due);
        expect(calendar.dueAt(start, budget, breaks)).toBeGreaterThanOrEqual(due);
      }),
    );
  });

  it('a budget spent in two parts is due when the whole is', () => {
    fc.assert(
      fc.property(calendars, moments, budgets, budgets, pauses, (calendar, start, first, second, breaks) => {
        const halfway = calendar.dueAt(start, first, breaks);
        expect(calendar.dueAt(halfway, second, breaks)).toBe(calendar.dueAt(start, first + second, breaks));
      }),
    );
  });

  it('a split span adds up, and there and back is nothing', () => {
    fc.assert(
      fc.property(calendars, moments, moments, moments, pauses, (calendar, a, b, c, breaks) => {
        const [ab, bc] = [calendar.elapsed(a, b, breaks), calendar.elapsed(b, c, breaks)];
        expect(ab + bc).toBe(calendar.elapsed(a, c, breaks));
        expect(ab + calendar.elapsed(b, a, breaks)).toBe(0);
      }),
    );
  });

  it('what is taken back can be spent again', () => {
    fc.assert(
      fc.property(calendars, moments, budgets, (calendar, end, budget) => {
        const start = calendar.subtract(end, budget);
        expect(calendar.elapsed(start, end)).toBe(budget);
        expect(calendar.dueAt(start, budget)).toBeLessThanOrEqual(end);
      }),
    );
  });

  it('the open minutes of three days, counted one by one, are the working time', () => {
    const wholeMinutes = moments.map((at) => at - (at % minuteMs));
    fc.assert(
      fc.property(calendars, wholeMinutes, (calendar, start) => {
        let open = 0;
        for (let at = start; at < start + 3 * dayMs; at += minuteMs)
          if (calendar.isOpen(at)) open += minuteMs;
        expect(calendar.elapsed(start, start + 3 * dayMs)).toBe(open);
      }),
      { numRuns: 40 },
    );
  });

  it('the next open intervals are apart, in order, and hold the budget of their length', () => {
    fc.assert(
      fc.property(calendars, moments, (calendar, start) => {
        const intervals = calendar.openIntervals(start, 12);
        let [cursor, sum] = [start, 0];
        for (const [from, to] of intervals) {
          expect(from).toBeGreaterThanOrEqual(cursor);
          expect(calendar.isOpen(from)).toBe(true);
          [cursor, sum] = [to, sum + to - from];
        }
        expect(calendar.dueAt(start, sum)).toBe(cursor);
      }),
    );
  });
});
