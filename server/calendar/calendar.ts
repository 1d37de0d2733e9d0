// Working time: arithmetic over opening hours, to the millisecond. Intervals are half open: at closing time the office
// is closed, and a budget that ends there is due there.
import { type Interval, union } from './interval.ts';
import { OpeningHours, type Stretch } from './opening-hours.ts';
import { CalendarError } from './refusal.ts';
import { dayMs, instantOf } from './zone.ts';

/** A century: what is longer is a slip of the pen, not a period. */
const longestBudgetDays = 36_525;
/** How far `addBusinessDays` looks for the next working day of a calendar that has few. */
const longestIdleDays = 4_000;

/**
 * A calendar of opening hours, compiled once and asked often. All times are milliseconds since the epoch. A question
 * costs a binary search per 128 days that it spans, whatever the hours.
 */
export class Calendar {
  readonly #hours: OpeningHours;

  /**
   * @param definition what `calendarDefinitionSchema` describes; it is checked here
   * @throws CalendarError `invalid_calendar`, `calendar_never_open`
   */
  constructor(definition: unknown) {
    this.#hours = new OpeningHours(definition);
  }

  /**
   * Reads an ISO 8601 time; one without an offset is local time of the calendar.
   * @throws CalendarError `invalid_time`
   */
  read(text: string): number {
    const at = instantOf(text, this.#hours.zone);
    if (at === undefined) throw new CalendarError('invalid_time', `${text} is no ISO 8601 time`);
    return at;
  }

  isOpen(at: number): boolean {
    const [first, last] = this.#hours.around(at);
    for (let number = first; number <= last; number += 1) {
      const stretch = this.#hours.stretch(number);
      const index = firstEndingAfter(stretch, at);
      if (index < stretch.from.length) return valueAt(stretch.from, index) <= at;
    }
    return false;
  }

  /** Whether a moment lies on a date whose holidays are not announced yet: what is due then may be due later. */
  isProvisional(at: number): boolean {
    return this.#hours.zone.localDay(at) > this.#hours.knownThrough;
  }

  /** The instant itself when it is open, else the next opening. @throws CalendarError `calendar_runs_out` */
  nextOpen(at: number): number {
    for (const [from] of this.#forward(at)) return from;
    throw new CalendarError('calendar_runs_out', 'there is no further open time');
  }

  /**
   * When a budget of open time is used up. Pauses do not count; they may overlap and lie anywhere. A budget that ends
   * exactly at closing time is due at closing time; a budget of nothing is due at once or at the next opening.
   * @throws CalendarError `invalid_budget`, `invalid_pause`, `calendar_runs_out`
   */
  dueAt(start: number, budgetMs: number, pauses: readonly Interval[] = []): number {
    demandBudget(budgetMs);
    let [cursor, left] = [start, budgetMs];
    for (const [from, to] of checkedPauses(pauses)) {
      if (to <= cursor) continue;
      const usable = from <= cursor ? 0 : this.elapsed(cursor, from);
      if (usable > 0 && usable >= left) break;
      [cursor, left] = [to, left - usable];
    }
    return left === 0 ? this.nextOpen(cursor) : this.#spend(cursor, left);
  }

  #spend(start: number, budgetMs: number): number {
    let left = budgetMs;
    const first = Math.max(this.#hours.around(start)[0], this.#hours.firstStretch);
    for (let number = first; number <= this.#hours.lastStretch; number += 1) {
      const stretch = this.#hours.stretch(number);
      const used = openBefore(stretch, start);
      if (stretch.total - used >= left) {
        const target = used + left;
        const index = lastBeginningBelow(stretch.before, target);
        return valueAt(stretch.from, index) + target - valueAt(stretch.before, index);
      }
      left -= stretch.total - used;
    }
    throw new CalendarError('calendar_runs_out', 'the budget is longer than the open time that is known');
  }

  /**
   * Open milliseconds between two instants without pauses; negative when the end lies before the start.
   * @throws CalendarError `invalid_pause`
   */
  elapsed(start: number, end: number, pauses: readonly Interval[] = []): number {
    if (end < start) return 0 - this.elapsed(end, start, pauses);
    let sum = this.#open(start, end);
    for (const [from, to] of checkedPauses(pauses)) {
      const paused: Interval = [Math.max(from, start), Math.min(to, end)];
      if (paused[0] < paused[1]) sum -= this.#open(...paused);
    }
    return sum;
  }

  #open(start: number, end: number): number {
    const first = Math.max(this.#hours.around(start)[0], this.#hours.firstStretch);
    const last = Math.min(this.#hours.around(end)[1], this.#hours.lastStretch);
    let sum = 0;
    for (let number = first; number <= last; number += 1) {
      const stretch = this.#hours.stretch(number);
      sum += openBefore(stretch, end) - openBefore(stretch, start);
    }
    return sum;
  }

  /**
   * The instant from which a budget of open time reaches to `end`: the mirror of `dueAt`, pauses and all. A budget of
   * nothing gives the last open moment up to `end`.
   * @throws CalendarError `invalid_budget`, `invalid_pause`, `calendar_runs_out`
   */
  subtract(end: number, budgetMs: number, pauses: readonly Interval[] = []): number {
    demandBudget(budgetMs);
    let [cursor, left] = [end, budgetMs];
    for (const [from, to] of checkedPauses(pauses).reverse()) {
      if (from >= cursor) continue;
      const usable = to >= cursor ? 0 : this.elapsed(to, cursor);
      if (usable > 0 && usable >= left) break;
      [cursor, left] = [from, left - usable];
    }
    return this.#unspend(cursor, left);
  }

  #unspend(end: number, budgetMs: number): number {
    let left = budgetMs;
    const last = Math.min(this.#hours.around(end)[1], this.#hours.lastStretch);
    for (let number = last; number >= this.#hours.firstStretch; number -= 1) {
      const stretch = this.#hours.stretch(number);
      const available = openBefore(stretch, end);
      if (available > 0 && available >= left) {
        if (left === 0) return Math.min(end, valueAt(stretch.to, lastBeginningBelow(stretch.from, end)));
        const target = available - left;
        const index = lastBeginningBelow(stretch.before, target, true);
        return valueAt(stretch.from, index) + target - valueAt(stretch.before, index);
      }
      left -= available;
    }
    throw new CalendarError('calendar_runs_out', 'the budget is longer than the open time that is known');
  }

  /**
   * So many working days later (earlier when negative), at the same time of day. A day off stands for the opening of the
   * working day that follows it (precedes it, when counting back); a result outside the hours moves on to the next
   * opening (back to the last closing).
   * @throws CalendarError `invalid_budget` when the days are not whole, `calendar_runs_out`
   */
  addBusinessDays(start: number, days: number): number {
    const { zone } = this.#hours;
    const outward = (at: number): number => (days < 0 ? this.subtract(at, 0) : this.nextOpen(at));
    const base = this.#hours.isWorkingDay(zone.localDay(start)) ? start : this.#openingBeside(start, days);
    const at = zone.instant(this.#countDays(zone.localDay(base), days), zone.timeOfDay(base));
    return this.isOpen(at) || this.isOpen(at - 1) ? at : outward(at);
  }

  /** The opening of the working day beside a day off, on the side to which the days are counted. */
  #openingBeside(start: number, days: number): number {
    if (days >= 0) return this.nextOpen(start);
    const day = this.#countDays(this.#hours.zone.localDay(start), -1);
    return this.#hours.openOn(day)[0]?.[0] ?? start;
  }

  /**
   * When work ends on the n-th working day after the day of `start`, which does not count itself.
   * @throws CalendarError `invalid_budget` when `days` is not a positive whole number, `calendar_runs_out`
   */
  endOfBusinessDay(start: number, days: number): number {
    if (days <= 0) throw new CalendarError('invalid_budget', 'a period has one working day or more');
    const day = this.#countDays(this.#hours.zone.localDay(start), days);
    const last = this.#hours.openOn(day).at(-1);
    if (!last) throw new CalendarError('calendar_runs_out', 'there is no such working day');
    return last[1];
  }

  /**
   * The next `take` open intervals, fewer when the calendar runs out; the first is cut at `start`. One that runs over
   * midnight is whole; days that merely meet at midnight stay apart, so that an office that never closes has answers.
   */
  openIntervals(start: number, take: number): Interval[] {
    const found: Interval[] = [];
    if (take === 0) return found;
    for (const interval of this.#forward(start)) {
      found.push(interval);
      if (found.length === take) break;
    }
    return found;
  }

  #countDays(from: number, days: number): number {
    if (!Number.isInteger(days) || Math.abs(days) > longestBudgetDays) {
      throw new CalendarError('invalid_budget', 'days are whole and no more than a century');
    }
    const direction = Math.sign(days);
    let [day, left, idle] = [from, Math.abs(days), 0];
    while (left > 0) {
      day += direction;
      if (this.#hours.isWorkingDay(day)) [left, idle] = [left - 1, 0];
      else idle += 1;
      if (idle > longestIdleDays)
        throw new CalendarError('calendar_runs_out', 'there is no such working day');
    }
    return day;
  }

  /** Open intervals from an instant on, the first cut at it. Ends only when the calendar has run out. */
  *#forward(start: number): Generator<Interval> {
    const first = Math.max(this.#hours.around(start)[0], this.#hours.firstStretch);
    for (let number = first; number <= this.#hours.lastStretch; number += 1) {
      const stretch = this.#hours.stretch(number);
      for (let index = firstEndingAfter(stretch, start); index < stretch.from.length; index += 1) {
        yield [Math.max(valueAt(stretch.from, index), start), valueAt(stretch.to, index)];
      }
    }
  }
}

const valueAt = (values: Float64Array, index: number): number => values[index] ?? 0;

/** Index of the last value below a limit (or at it), -1 when there is none. Values ascend. */
function lastBeginningBelow(values: Float64Array, limit: number, isIncluded = false): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = valueAt(values, middle);
    if (value < limit || (isIncluded && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the first interval that ends after an instant; their number when there is none. */
function firstEndingAfter(stretch: Stretch, at: number): number {
  return lastBeginningBelow(stretch.to, at, true) + 1;
}

/** Open milliseconds of a stretch before an instant. */
function openBefore(stretch: Stretch, at: number): number {
  const index = lastBeginningBelow(stretch.from, at);
  if (index < 0) return 0;
  const end = Math.min(at, valueAt(stretch.to, index));
  return valueAt(stretch.before, index) + end - valueAt(stretch.from, index);
}

function demandBudget(budgetMs: number): void {
  if (!Number.isFinite(budgetMs) || budgetMs < 0) {
    throw new CalendarError('invalid_budget', 'a budget is a number that is not negative');
  }
  if (budgetMs > longestBudgetDays * dayMs) {
    throw new CalendarError('invalid_budget', 'a budget is no longer than a century');
  }
}

function checkedPauses(pauses: readonly Interval[]): Interval[] {
  for (const [from, to] of pauses) {
    if (!(from <= to)) throw new CalendarError('invalid_pause', 'a pause ends after it begins');
  }
  return union(pauses);
}
