// Local time of a time zone. Offsets come from Intl, once per four weeks; four weeks with a change of
// clocks know its moment. No zone has two changes within four weeks: the shortest, Morocco's for Ramadan, lasts five.

export const dayMs = 86_400_000;
const spellMs = 28 * dayMs;
const minuteMs = 60_000;

/** The offset of four weeks of UTC: the same throughout, or changing at `at`. */
interface SpellOffset {
  before: number;
  after: number;
  at: number;
}

export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #spells = new Map<number, SpellOffset>();

  /** @throws RangeError when the IANA name is unknown */
  constructor(name: string) {
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
    const spell = this.#spellOffset(Math.floor(at / spellMs));
    return at < spell.at ? spell.before : spell.after;
  }

  /** Number of the local day (days since 1970-01-01) at an instant. */
  localDay(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / dayMs);
  }

  /** Milliseconds that the clock shows beyond local midnight. */
  timeOfDay(at: number): number {
    const local = at + this.offsetAt(at);
    return local - Math.floor(local / dayMs) * dayMs;
  }

  /**
   * The instant at which clocks show a local time; `timeOfDayMs` may reach into later days. A time that occurs twice
   * is its first occurrence; one that is skipped is read with the offset before the gap, so 02:30 becomes 03:30
   * (RFC 5545, 3.3.5).
   */
  instant(day: number, timeOfDayMs: number): number {
    const local = day * dayMs + timeOfDayMs;
    const before = this.offsetAt(local - dayMs);
    const after = this.offsetAt(local + dayMs);
    if (before === after) return local - before;
    const candidates = [before, after].filter((offset) => this.offsetAt(local - offset) === offset);
    return local - (candidates.length > 0 ? Math.max(...candidates) : before);
  }

  #spellOffset(number: number): SpellOffset {
    const known = this.#spells.get(number);
    if (known) return known;
    const start = number * spellMs;
    const before = this.#spells.get(number - 1)?.after ?? this.#ask(start);
    const after = this.#spells.get(number + 1)?.before ?? this.#ask(start + spellMs);
    const at = before === after ? start : this.#change(start, start + spellMs, before);
    if (this.#spells.size > 10_000) this.#spells.clear();
    const offset = { before, after, at };
    this.#spells.set(number, offset);
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
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
      this.#format.format(at).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
  }
}

/** Number of a date `YYYY-MM-DD`; undefined when there is no such date. */
export function dayOf(date: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || dateOf(at / dayMs) !== date) return undefined;
  return at / dayMs;
}

/** `YYYY-MM-DD` of a day's number. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})([.,]\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Reads an ISO 8601 time, kept to the millisecond. Without an offset it is local time of the zone; a date alone is its
 * midnight there; 24:00 is the midnight that ends a day.
 * @returns undefined when there is no such moment (30 February, 25 o'clock)
 */
export function instantOf(text: string, zone: Zone): number | undefined {
  const match = instantPattern.exec(text);
  if (!match) return undefined;
  const [, date = '', hour = '0', minute = '0', second = '0', fraction = '.0', offset] = match;
  const day = dayOf(date);
  const timeOfDayMs =
    (Number(hour) * 60 + Number(minute)) * minuteMs +
    Number(second) * 1_000 +
    Number(fraction.slice(1, 4).padEnd(3, '0'));
  const isClockTime = timeOfDayMs <= dayMs && Number(minute) < 60 && Number(second) < 60;
  if (day === undefined || !isClockTime) return undefined;
  if (offset === undefined) return zone.instant(day, timeOfDayMs);
  const utc = day * dayMs + timeOfDayMs;
  if (/z/i.test(offset)) return utc;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', ''))];
  if (hours > 18 || minutes > 59) return undefined;
  return utc - (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * minuteMs;
}
