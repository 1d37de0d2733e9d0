// One time for the whole house: the database's. A process keeps it with the machine's monotonic clock, so that a wall
// clock that jumps (a wrong time server, a hand at `date`) moves no deadline, session, alarm or line of a timeline.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Log } from './log.ts';
import { notNow } from './outage.ts';
import type { Sql } from './sql.ts';

const compareEveryMs = 5_000;
const askAgainMs = 500;
/** What clocks of machines in good order differ by, beside what the way to the database explains. */
const toleranceMs = 250;
const nowSchema = z.object({ now: z.date() });

export class HouseTime {
  readonly #sql: Pick<Sql, 'first'>;
  readonly #log: Log;
  readonly #wall: () => number;
  readonly #ticks: () => number;
  #startsAt: number;
  #timer: NodeJS.Timeout | undefined;
  #comparing: Promise<void> = Promise.resolve();

  /** @param clocks in ms: the machine's wall clock, and one that never jumps */
  constructor(
    sql: Pick<Sql, 'first'>,
    log: Log,
    clocks: { wall: () => number; ticks: () => number } = { wall: Date.now, ticks: () => performance.now() },
  ) {
    this.#sql = sql;
    this.#log = log;
    this.#wall = clocks.wall;
    this.#ticks = clocks.ticks;
    this.#startsAt = this.#wall() - this.#ticks();
  }

  /** Milliseconds since 1970. */
  readonly now = (): number => Math.floor(this.#startsAt + this.#ticks());

  /** How far the machine's clock is ahead of the house's, in ms. */
  get wallAheadMs(): number {
    return this.#wall() - this.now();
  }

  /**
   * Takes the database's time, and looks at it again and again. A process that starts while the database is away waits
   * for it: to end and to load everything anew would take longer. @throws what is no outage, as a wrong password
   */
  async start(): Promise<void> {
    while (!(await this.#isCompared())) await pause(askAgainMs);
    this.#timer = setInterval(() => {
      this.#comparing = this.compare().catch((error: unknown) =>
        this.#log.warn({ err: error }, 'the time is compared later'),
      );
    }, compareEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#comparing;
  }

  async #isCompared(): Promise<boolean> {
    try {
      await this.compare();
      return true;
    } catch (error) {
      if (!notNow(error)) throw error;
      this.#log.warn({ err: error }, 'waiting for the database');
      return false;
    }
  }

  /** A slow answer says less: only what its way cannot explain is corrected. */
  async compare(): Promise<void> {
    const askedAt = this.#ticks();
    const row = await this.#sql.first(nowSchema, 'SELECT clock_timestamp() AS now');
    if (!row) return;
    const halfWay = (this.#ticks() - askedAt) / 2;
    const wrongMs = row.now.getTime() - (this.#startsAt + askedAt + halfWay);
    if (Math.abs(wrongMs) <= halfWay + toleranceMs) return;
    this.#startsAt += wrongMs;
    this.#log.warn({ wrongMs: Math.round(wrongMs) }, 'the time follows the database');
  }
}

/**
 * From now on whatever asks for the present in this process, libraries too, gets it from `now`. Dates of other moments
 * are what they were.
 */
export function keepTime(now: () => number): void {
  const Machine = Date;
  function House(this: unknown, ...moment: unknown[]): Date | string {
    if (new.target === undefined) return new Machine(now()).toString();
    const target = new.target === House ? Machine : new.target;
    const made: unknown = Reflect.construct(Machine, moment.length === 0 ? [now()] : moment, target);
    if (!(made instanceof Machine)) throw new TypeError('not a date');
    return made;
  }
  Object.defineProperties(House, Object.getOwnPropertyDescriptors(Machine));
  Object.defineProperty(House, 'now', { value: now, configurable: true, writable: true });
  Object.defineProperty(Machine.prototype, 'constructor', {
    value: House,
    configurable: true,
    writable: true,
  });
  Object.defineProperty(globalThis, 'Date', { value: House, configurable: true, writable: true });
}
