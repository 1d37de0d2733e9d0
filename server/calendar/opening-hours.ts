// Which moments are open: a calendar's definition compiled to stretches of sorted intervals with running sums.
import { calendarDefinitionSchema, type Span, spanOf, weekdays } from './definition.ts';
import { type Interval, union, without } from './interval.ts';
import { CalendarError } from './refusal.ts';
import { dayMs, dayOf, Zone } from './zone.ts';

const daysPerStretch = 128;
/** 0001-01-01 and 9999-12-31: beyond them no ISO date can be written. */
const [firstDayOfTime, lastDayOfTime] = [-719_162, 2_932_896];

/** The open intervals that begin on the days of one stretch, ascending. */
export interface Stretch {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Open time of the stretch before each interval. */
  readonly before: Float64Array;
  readonly total: number;
  /** By day of the stretch: 1 for a working day. */
  readonly works: Uint8Array;
}

/**
 * Opening hours day by day. A window belongs to the day on which it begins, also when it runs over midnight. A holiday
 * closes its local date from midnight to midnight, whatever else is said of the date; a shift replaces what begins on its
 * date; breaks close their part whatever is open there.
 */
export class OpeningHours {
  readonly zone: Zone;
  /** No stretch outside of these has an opening. */
  readonly firstStretch: number;
  readonly lastStretch: number;
  /** The last day whose holidays are announced. */
  readonly knownThrough: number;
  readonly #weekly: readonly (readonly Span[])[];
  readonly #holidays: ReadonlySet<number>;
  readonly #shifts: ReadonlyMap<number, readonly Span[]>;
  readonly #breaks: ReadonlyMap<number, readonly Span[]>;
  readonly #stretches = new Map<number, Stretch>();

  /** @throws CalendarError `invalid_calendar`, `calendar_never_open` */
  constructor(definition: unknown) {
    const parsed = calendarDefinitionSchema.safeParse(definition);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const place = issue?.path.join('.') || 'calendar';
      throw new CalendarError('invalid_calendar', `${place}: ${issue?.message}`);
    }
    const { timezone, hours, holidays, breaks, shifts, knownThrough } = parsed.data;
    this.knownThrough = knownThrough === undefined ? Number.POSITIVE_INFINITY : numberOf(knownThrough);
    this.zone = zoneOf(timezone);
    this.#weekly = weekdays.map((day) => (hours[day] ?? []).map(spanOf));
    this.#holidays = new Set(holidays.map(numberOf));
    this.#shifts = byDay(shifts);
    this.#breaks = byDay(breaks);
    const shiftDays = [...this.#shifts.keys()].sort((a, b) => a - b);
    if (this.#weekly.some((spans) => spans.length > 0)) {
      this.firstStretch = stretchOf(firstDayOfTime);
      this.lastStretch = stretchOf(lastDayOfTime);
      return;
    }
    if (!shiftDays.some((day) => this.openOn(day).length > 0)) {
      throw new CalendarError('calendar_never_open', 'the calendar has no open time');
    }
    this.firstStretch = stretchOf(shiftDays[0] ?? 0);
    this.lastStretch = stretchOf(shiftDays.at(-1) ?? 0);
  }

  /** Numbers of the stretches whose intervals can hold an instant: night windows and changes of clocks reach over. */
  around(at: number): readonly [first: number, last: number] {
    const day = this.zone.localDay(at);
    return [stretchOf(day - 2), stretchOf(day + 1)];
  }

  stretch(number: number): Stretch {
    const known = this.#stretches.get(number);
    if (known) return known;
    const stretch = this.#compile(number * daysPerStretch);
    if (this.#stretches.size > 400) this.#stretches.clear();
    this.#stretches.set(number, stretch);
    return stretch;
  }

  #compile(firstDay: number): Stretch {
    const open: Interval[] = [];
    const works = new Uint8Array(daysPerStretch);
    let previous = this.openOn(firstDay - 1);
    for (let day = firstDay; day < firstDay + daysPerStretch; day += 1) {
      const own = this.openOn(day);
      works[day - firstDay] = own.length > 0 ? 1 : 0;
      const begins = own[0]?.[0];
      const isOverlapped = begins !== undefined && (previous.at(-1)?.[1] ?? begins) > begins;
      open.push(...(isOverlapped ? without(own, previous) : own));
      previous = own;
    }
    const before = new Float64Array(open.length);
    let total = 0;
    open.forEach(([from, to], index) => {
      before[index] = total;
      total += to - from;
    });
    return {
      from: Float64Array.from(open, (interval) => interval[0]),
      to: Float64Array.from(open, (interval) => interval[1]),
      before,
      total,
      works,
    };
  }

  /** Whether anything is open that begins on a local day. */
  isWorkingDay(day: number): boolean {
    const number = stretchOf(day);
    if (number < this.firstStretch || number > this.lastStretch) return false;
    return this.stretch(number).works[day - number * daysPerStretch] === 1;
  }

  /** Open intervals that begin on a local day. A day without any is no working day. */
  openOn(day: number): readonly Interval[] {
    const spans = this.#spans(day);
    if (spans.length === 0) return [];
    const intervals = spans.map((span) => this.#interval(day, span));
    const open =
      intervals.length === 1 && intervals.every(([from, to]) => from < to) ? intervals : union(intervals);
    if (![day - 1, day, day + 1].some((near) => this.#holidays.has(near) || this.#breaks.has(near)))
      return open;
    return without(open, union([day - 1, day, day + 1].flatMap((near) => this.#closedOn(near))));
  }

  #spans(day: number): readonly Span[] {
    if (this.#holidays.has(day)) return [];
    const shifts = this.#shifts.get(day);
    if (shifts) return shifts;
    // 1970-01-01 was a Thursday.
    return this.#weekly[(((day + 4) % 7) + 7) % 7] ?? [];
  }

  #closedOn(day: number): Interval[] {
    const closed = (this.#breaks.get(day) ?? []).map((span) => this.#interval(day, span));
    if (this.#holidays.has(day)) closed.push(this.#interval(day, [0, dayMs]));
    return closed;
  }

  #interval(day: number, [from, to]: Span): Interval {
    return [this.zone.instant(day, from), this.zone.instant(day, to)];
  }
}

const stretchOf = (day: number): number => Math.floor(day / daysPerStretch);

const zones = new Map<string, Zone>();

/** The zone of an IANA name; the same object for the same name, so that its offsets are asked for once. */
function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  try {
    const zone = new Zone(name);
    zones.set(name, zone);
    return zone;
  } catch {
    throw new CalendarError('invalid_calendar', `timezone: there is no time zone ${name}`);
  }
}

function numberOf(date: string): number {
  const day = dayOf(date);
  if (day === undefined) throw new CalendarError('invalid_calendar', `${date} is no date`);
  return day;
}

function byDay(windows: Record<string, [string, string][]>): Map<number, readonly Span[]> {
  return new Map(Object.entries(windows).map(([date, list]) => [numberOf(date), list.map(spanOf)]));
}
