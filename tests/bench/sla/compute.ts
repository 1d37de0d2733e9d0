// Due times on the pack's working days: ours, a walk minute by minute with luxon, and dayjs-business-time, the one
// business-time library with hours, holidays and a release in recent years (1.0.4, December 2024, MIT). It knows no
// pauses, which are walked around it, and no make-up days, so its answers differ where one lies on the way.
import dayjs from 'dayjs';
import businessTime from 'dayjs-business-time';
import { DateTime } from 'luxon';
import { Calendar, type CalendarDefinition } from '../../../server/calendar/index.ts';

type Pauses = readonly (readonly [number, number])[];
interface Case {
  start: number;
  minutes: number;
  pauses: Pauses;
}
type Solve = (one: Case) => number;

const minuteMs = 60_000;
const dayMs = 86_400_000;
const workingDayMinutes = 7 * 60;
const budgets = { '1 day': 1, '15 days': 15, '1 year': 250 };
const start = Date.parse('2025-03-05T10:20:00+08:00');

/** Starts on days and minutes of their own; ten pauses of six hours lie in the first half of the time. */
function casesOf(days: number, pauseCount: number, count: number): Case[] {
  return Array.from({ length: count }, (_one, index) => {
    const from = start + (index % 20) * dayMs + (index % 97) * minuteMs;
    const every = Math.max(1, Math.floor((days * 60) / 10)) * minuteMs;
    const length = Math.min(360 * minuteMs, Math.floor(every / 2 / minuteMs) * minuteMs);
    const pauses = Array.from({ length: pauseCount }, (_pause, number): [number, number] => {
      const begin = from + (number + 1) * every;
      return [begin, begin + length];
    });
    return { start: from, minutes: days * workingDayMinutes, pauses };
  });
}

function walker(definition: CalendarDefinition): Solve {
  const holidays = new Set(definition.holidays);
  const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  return ({ start: from, minutes, pauses }) => {
    let at = DateTime.fromMillis(from, { zone: definition.timezone });
    for (let left = minutes; left > 0; ) {
      const date = at.toISODate() ?? '';
      const name = names[at.weekday - 1] ?? 'sun';
      const windows = definition.shifts?.[date] ?? (holidays.has(date) ? [] : (definition.hours[name] ?? []));
      const minute = at.hour * 60 + at.minute;
      const now = at.toMillis();
      const isOpen = windows.some(([open, close]) => minuteOf(open) <= minute && minute < minuteOf(close));
      if (isOpen && !pauses.some(([begin, end]) => begin <= now && now < end)) left -= 1;
      at = at.plus({ minutes: 1 });
    }
    return at.toMillis();
  };
}

function library(definition: CalendarDefinition): Solve {
  dayjs.extend(businessTime);
  dayjs.setHolidays([...(definition.holidays ?? [])]);
  const windows = (day: 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat') =>
    definition.hours[day]?.map(([open, close]) => ({ start: `${open}:00`, end: `${close}:00` })) ?? null;
  dayjs.setBusinessTime({
    sunday: windows('sun'),
    monday: windows('mon'),
    tuesday: windows('tue'),
    wednesday: windows('wed'),
    thursday: windows('thu'),
    friday: windows('fri'),
    saturday: windows('sat'),
  });
  return ({ start: from, minutes, pauses }) => {
    let [at, left] = [dayjs(from), minutes];
    for (const [begin, end] of pauses) {
      const used = Math.abs(at.businessMinutesDiff(dayjs(begin)));
      if (used >= left) break;
      [at, left] = [dayjs(end), left - used];
    }
    return at.addBusinessMinutes(left).valueOf();
  };
}

/** Computations per second, over at least `leastMs`. */
function rateOf(solve: Solve, cases: readonly Case[], leastMs: number): number {
  let done = 0;
  const from = performance.now();
  for (;;) {
    for (const one of cases) {
      solve(one);
      done += 1;
      const tookMs = performance.now() - from;
      if (tookMs > leastMs) return (done / tookMs) * 1_000;
    }
  }
}

const round = (value: number) => Number(value.toPrecision(3));

/** @throws Error when the walk, which cannot be wrong, comes to another due time than ours */
export function measureDueTimes(definition: CalendarDefinition) {
  const calendar = new Calendar(definition);
  const ours: Solve = (one) => calendar.dueAt(one.start, one.minutes * minuteMs, one.pauses);
  const [walk, other] = [walker(definition), library(definition)];
  return Object.entries(budgets).flatMap(([budget, days]) =>
    [0, 10].map((pauses) => {
      const cases = casesOf(days, pauses, 200);
      for (const one of cases.slice(0, days > 100 ? 1 : 4)) {
        if (ours(one) !== walk(one)) throw new Error(`${budget}, ${pauses} pauses: the walk comes elsewhere`);
      }
      const agreeing = cases.slice(0, 20).filter((one) => ours(one) === other(one)).length;
      rateOf(ours, cases, 100);
      const [fast, walked, libraryRate] = [
        rateOf(ours, cases, 500),
        rateOf(walk, cases, 500),
        rateOf(other, cases, 500),
      ];
      return {
        budget,
        pauses,
        ours: round(fast),
        minuteWalk: round(walked),
        library: round(libraryRate),
        ratio: round(fast / walked),
        ratioToLibrary: round(fast / libraryRate),
        libraryAgrees: `${agreeing}/20`,
      };
    }),
  );
}
