// Working time: pure arithmetic over opening hours, to the millisecond. Intervals are half open: at closing time the
// office is closed, and a budget that ends there is due there.
import { calendarDefinitionSchema, type Span, spanOf, weekdays } from './definition.ts';
import { dayMs, dayOf, Zone } from './zone.ts';

/** A calendar or a question that makes no sense. */
export class CalendarError extends Error {
  readonly code:
    | 'invalid_calendar'
    | 'calendar_never_open'
    | 'calendar_runs_out'
    | 'invalid_pause'
    | 'invalid_budget';

  constructor(code: CalendarError['code'], message: string) {
    super(message);
    this.name = 'CalendarError';
    this.code = code;
  }
}

/** [from, to) in milliseconds since the epoch. */
export type Interval = readonly [from: number, to: number];

/** Further than this without an opening, a calendar has run out (its shifts are past). */
const horizonDays = 4_000;

/** Sorts and joins intervals that touch or overlap. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) joined.push([from, to]);
  }
  return joined;
}

/** What of `intervals` lies outside `holes`; both sorted and joined. */
export function subtractIntervals(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const rest: Interval[] = [];
  for (const [from, to] of intervals) {
    let cursor = from;
    for (const [start, end] of holes) {
      if (end <= cursor) continue;
      if (start >= to) break;
      if (start > cursor) rest.push([cursor, start]);
      cursor = Math.max(cursor, end);
    }
    if (cursor < to) rest.push([cursor, to]);
  }
  return rest;
}

/** Opening hours, compiled once and asked often. All times are milliseconds since the epoch. */
export class Calendar {
  readonly #zone: Zone;
  readonly #weekly: readonly (readonly Span[])[];
  readonly #holidays: ReadonlySet<number>;
  readonly #shifts: ReadonlyMap<number, readonly Span[]>;
  readonly #breaks: ReadonlyMap<number, readonly Span[]>;
  readonly #days = new Map<number, { intervals: readonly Interval[]; total: number }>();

  /** @throws CalendarError `invalid_calendar`, `calendar_never_open` */
  constructor(definition: unknown) {
    const parsed = calendarDefinitionSchema.safeParse(definition);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new CalendarError('invalid_calendar', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { timezone, hours, holidays, breaks, shifts } = parsed.data;
    try {
      this.#zone = new Zone(timezone);
    } catch {
      throw new CalendarError('invalid_calendar', `timezone: there is no time zone ${timezone}`);
    }
    this.#weekly = weekdays.map((day) => (hours[day] ?? []).map(spanOf));
    this.#holidays = new Set(holidays.map(numberOf));
    this.#shifts = byDay(shifts);
    this.#breaks = byDay(breaks);
    this.#refuseNeverOpen();
  }

  /** Open milliseconds of a week and of each shift: without any there is no time to count. */
  #refuseNeverOpen(): void {
    const special = [...this.#shifts.keys(), ...this.#breaks.keys(), ...this.#holidays];
    const ordinary = special.length === 0 ? 0 : Math.max(...special) + 2;
    for (let day = ordinary; day < ordinary + 7; day += 1) if (this.#day(day).total > 0) return;
    for (const day of this.#shifts.keys()) {
      if (this.#day(day).total > 0 || this.#day(day + 1).total > 0) return;
    }
    throw new CalendarError('calendar_never_open', 'the calendar has no open time');
  }

  isOpen(at: number): boolean {
    return this.#day(this.#zone.localDay(at)).intervals.some(([from, to]) => from <= at && at < to);
  }

  /** The instant itself when it is open, else the next opening. @throws CalendarError `calendar_runs_out` */
  nextOpen(at: number): number {
    for (const [from, to] of this.#forward(at)) if (to > at) return Math.max(from, at);
    throw new CalendarError('calendar_runs_out', 'there is no further open time');
  }

  /**
   * When a budget of open time is used up. Pauses do not count; they may overlap and lie anywhere.
   * A budget of nothing is due at once, or at the next opening.
   */
  dueAt(start: number, budgetMs: number, pauses: readonly Interval[] = []): number {
    demandBudget(budgetMs);
    const holes = checkedPauses(pauses);
    let left = budgetMs;
    for (const [from, to] of this.#forward(start, holes)) {
      if (to - from >= left) return from + left;
      left -= to - from;
    }
    throw new CalendarError('calendar_runs_out', 'the budget is longer than the open time that is known');
  }

  /** Open milliseconds between two instants without pauses; negative when the end lies before the start. */
  elapsed(start: number, end: number, pauses: readonly Interval[] = []): number {
    if (end < start) return -this.elapsed(end, start, pauses);
    const holes = checkedPauses(pauses);
    const [first, last] = [this.#zone.localDay(start), this.#zone.localDay(end)];
    let sum = 0;
    for (let day = first; day <= last; day += 1) {
      const { intervals, total } = this.#day(day);
      if (day > first && day < last && holes.length === 0) {
        sum += total;
        continue;
      }
      const clipped = intervals
        .map(([from, to]): Interval => [Math.max(from, start), Math.min(to, end)])
        .filter(([from, to]) => to > from);
      for (const [from, to] of subtractIntervals(clipped, holes)) sum += to - from;
    }
    return sum;
  }

  /** The instant from which a budget of open time reaches to `end`: the mirror of `dueAt`. */
  subtract(end: number, budgetMs: number): number {
    demandBudget(budgetMs);
    let left = budgetMs;
    const last = this.#zone.localDay(end);
    let idle = 0;
    for (let day = last; idle <= horizonDays; day -= 1) {
      const { intervals } = this.#day(day);
      idle = intervals.length === 0 ? idle + 1 : 0;
      for (let index = intervals.length - 1; index >= 0; index -= 1) {
        const interval = intervals[index];
        if (!interval || interval[0] >= end) continue;
        const [from, to] = [interval[0], Math.min(interval[1], end)];
        if (to - from >= left) return to - left;
        left -= to - from;
      }
    }
    throw new CalendarError('calendar_runs_out', 'the budget is longer than the open time that is known');
  }

  /** A day on which there is any open time. */
  isWorkingDay(day: number): boolean {
    return this.#day(day).total > 0;
  }

  /**
   * The same time of day, so many working days later (earlier when negative). The day of the start does not count;
   * from a day off, the next working day is the first.
   */
  addBusinessDays(start: number, days: number): number {
    if (!Number.isInteger(days)) throw new CalendarError('invalid_budget', 'days are whole');
    const day = this.#countDays(this.#zone.localDay(start), days);
    return days === 0 ? start : this.#zone.instant(day, this.#zone.timeOfDay(start));
  }

  /** End of the working hours of the n-th working day after the day of `start` (期间开始之日不计入). */
  endOfBusinessDay(start: number, days: number): number {
    const day = this.#countDays(this.#zone.localDay(start), days);
    const last = this.#day(day).intervals.at(-1);
    if (!last) throw new CalendarError('calendar_runs_out', 'there is no such working day');
    return last[1];
  }

  /** The next `take` open intervals, the first one cut at `start`; what runs over midnight is one interval. */
  openIntervals(start: number, take: number): Interval[] {
    const found: [number, number][] = [];
    for (const [from, to] of this.#forward(start)) {
      const last = found.at(-1);
      if (last && last[1] === from) last[1] = to;
      else if (found.length === take) break;
      else found.push([from, to]);
    }
    return found;
  }

  #countDays(from: number, days: number): number {
    const direction = Math.sign(days);
    let [day, left, idle] = [from, Math.abs(days), 0];
    while (left > 0) {
      day += direction;
      if (this.isWorkingDay(day)) [left, idle] = [left - 1, 0];
      else idle += 1;
      if (idle > horizonDays) throw new CalendarError('calendar_runs_out', 'there is no further working day');
    }
    return day;
  }

  /** Open intervals from an instant on, cut at it, without the holes. Ends only when the calendar has run out. */
  *#forward(start: number, holes: readonly Interval[] = []): Generator<Interval> {
    const first = this.#zone.localDay(start);
    let idle = 0;
    for (let day = first; idle <= horizonDays; day += 1) {
      const { intervals } = this.#day(day);
      idle = intervals.length === 0 ? idle + 1 : 0;
      const cut = intervals
        .filter(([, to]) => to > start)
        .map(([from, to]): Interval => [Math.max(from, start), to]);
      yield* holes.length === 0 ? cut : subtractIntervals(cut, holes);
    }
  }

  /** Open intervals of one local day, with their sum. */
  #day(day: number): { intervals: readonly Interval[]; total: number } {
    const known = this.#days.get(day);
    if (known) return known;
    const intervals = this.#compute(day);
    const entry = { intervals, total: intervals.reduce((sum, [from, to]) => sum + to - from, 0) };
    if (this.#days.size > 8_000) this.#days.clear();
    this.#days.set(day, entry);
    return entry;
  }

  #compute(day: number): Interval[] {
    const isClosed = this.#holidays.has(day) && !this.#shifts.has(day);
    if (isClosed) return [];
    const onThisDay = (owner: number, spans: readonly Span[]): Interval[] =>
      spans
        .map(([from, to]): Interval => [from + (owner - day) * dayMs, to + (owner - day) * dayMs])
        .map(([from, to]): Interval => [Math.max(from, 0), Math.min(to, dayMs)])
        .filter(([from, to]) => to > from)
        .map(([from, to]): Interval => [this.#zone.instant(day, from), this.#zone.instant(day, to)]);
    const open = union([...onThisDay(day - 1, this.#spans(day - 1)), ...onThisDay(day, this.#spans(day))]);
    const closed = union([
      ...onThisDay(day - 1, this.#breaks.get(day - 1) ?? []),
      ...onThisDay(day, this.#breaks.get(day) ?? []),
    ]);
    return subtractIntervals(open, closed);
  }

  /** The hours that begin on a day: its shifts, nothing on a holiday, else those of the week. */
  #spans(day: number): readonly Span[] {
    const shifts = this.#shifts.get(day);
    if (shifts) return shifts;
    if (this.#holidays.has(day)) return [];
    // 1970-01-01 was a Thursday.
    return this.#weekly[(((day + 4) % 7) + 7) % 7] ?? [];
  }
}

function numberOf(date: string): number {
  const day = dayOf(date);
  if (day === undefined) throw new CalendarError('invalid_calendar', `${date} is no date`);
  return day;
}

function byDay(windows: Record<string, [string, string][]>): Map<number, Span[]> {
  return new Map(Object.entries(windows).map(([date, list]) => [numberOf(date), list.map(spanOf)]));
}

function demandBudget(budgetMs: number): void {
  if (!Number.isFinite(budgetMs) || budgetMs < 0) {
    throw new CalendarError('invalid_budget', 'a budget is a number that is not negative');
  }
}

function checkedPauses(pauses: readonly Interval[]): Interval[] {
  for (const [from, to] of pauses) {
    if (!(from <= to)) throw new CalendarError('invalid_pause', 'a pause ends after it begins');
  }
  return union(pauses);
}
