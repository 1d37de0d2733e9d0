// When queues are open and when citizens may be called, by the city's calendars.
import { callingTime, readCalendars } from '../admin/index.ts';
import type { Calendar } from '../calendar/index.ts';
import type { Database } from '../platform/database.ts';

/** Calendars change a few times a year; a new one holds within a minute. */
const freshMs = 60_000;

export class OpeningTimes {
  readonly #database: Database;
  #known: { at: number; calendars: Promise<ReadonlyMap<string, Calendar>> } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async isOpen(calendarCode: string, at: Date): Promise<boolean> {
    return (await this.#calendar(calendarCode)).isOpen(at.getTime());
  }

  /** The time itself when it is open, else the next opening. */
  async nextOpen(calendarCode: string, at: Date): Promise<Date> {
    return new Date((await this.#calendar(calendarCode)).nextOpen(at.getTime()));
  }

  /** The time itself when citizens may be called then, else the next time when they may. */
  async nextCallingTime(at: Date): Promise<Date> {
    return new Date(callingTime(await this.#calendars(), at.getTime()));
  }

  async #calendar(code: string): Promise<Calendar> {
    const calendar = (await this.#calendars()).get(code);
    if (!calendar) throw new Error(`there is no calendar ${code}`);
    return calendar;
  }

  #calendars(): Promise<ReadonlyMap<string, Calendar>> {
    if (this.#known && performance.now() - this.#known.at < freshMs) return this.#known.calendars;
    const calendars = readCalendars(this.#database);
    this.#known = { at: performance.now(), calendars };
    calendars.catch(() => {
      this.#known = undefined;
    });
    return calendars;
  }
}
