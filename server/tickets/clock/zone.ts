// Local time of a time zone. Offsets come from Intl once per day; a day with a DST change knows its moment.

export const dayMs = 86_400_000;
export const minuteMs = 60_000;

/** The offset of one UTC day: the same all day, or changing at `at`. */
interface DayOffset {
  before: number;
  after: number;
  at: number;
}

export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, DayOffset>();

  /** @throws RangeError when the IANA name is unknown */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Milliseconds that local time is ahead of UTC at an instant. */
  offsetAt(at: number): number {
    const day = this.#dayOffset(Math.floor(at / dayMs));
    return at < day.at ? day.before : day.after;
  }

  /** Number of the local day (days since 1970-01-01) at an instant. */
  localDay(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / dayMs);
  }

  /** Milliseconds since local midnight. */
  timeOfDay(at: number): number {
    const local = at + this.offsetAt(at);
    return local - Math.floor(local / dayMs) * dayMs;
  }

  /**
   * The instant at which clocks show a local time. A time that occurs twice (clocks go back) is its first
   * occurrence; one that never occurs (clocks go forward) is the moment of the change.
   */
  instant(day: number, timeOfDayMs: number): number {
    const local = day * dayMs + timeOfDayMs;
    const first = local - this.offsetAt(local - dayMs);
    const later = local - this.offsetAt(local + dayMs);
    if (first === later) return first;
    const fits = [first, later].filter((at) => at + this.offsetAt(at) === local);
    return fits.length > 0
      ? Math.min(...fits)
      : this.#changeBetween(Math.min(first, later) - dayMs, Math.max(first, later) + dayMs);
  }

  #changeBetween(from: number, to: number): number {
    for (let day = Math.floor(from / dayMs); day <= Math.floor(to / dayMs); day += 1) {
      const offset = this.#dayOffset(day);
      if (offset.before !== offset.after) return offset.at;
    }
    return to;
  }

  #dayOffset(day: number): DayOffset {
    const known = this.#days.get(day);
    if (known) return known;
    const start = day * dayMs;
    const before = this.#ask(start);
    const after = this.#ask(start + dayMs);
    const offset = {
      before,
      after,
      at: before === after ? start : this.#change(start, start + dayMs, before),
    };
    if (this.#days.size > 20_000) this.#days.clear();
    this.#days.set(day, offset);
    return offset;
  }

  /** First instant in (low, high] with another offset, to the second. */
  #change(low: number, high: number, before: number): number {
    let [left, right] = [low, high];
    while (right - left > 1_000) {
      const middle = left + Math.floor((right - left) / 2_000) * 1_000;
      if (this.#ask(middle) === before) left = middle;
      else right = middle;
    }
    return right;
  }

  #ask(at: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(at)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return local - Math.floor(at / 1_000) * 1_000;
  }
}

/** Number of a date `YYYY-MM-DD`; undefined when there is no such date. */
export function dayOf(date: string): number | undefined {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return undefined;
  return at / dayMs;
}

/** `YYYY-MM-DD` of a day's number. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
