// Timelines and messages stand in a table per month (docs/decisions/2026-11-28-months.md). Their tables are made long
// before anything is written into them; what finds none is kept beside them, and moves when its month is made.
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Log } from './log.ts';

/** So far ahead there is a table. A city that nobody looks after for that long still loses nothing. */
const ahead = `interval '3 months'`;
const everyMs = 6 * 60 * 60_000;

/** Makes the months that are not there yet; several processes may. @returns the names of the new tables */
export async function makeMonths({ sql }: Pick<Database, 'sql'>, now: Date): Promise<string[]> {
  const rows = await sql.rows(
    z.object({ part: z.string() }),
    `SELECT part FROM make_months($1::timestamptz + ${ahead}) AS part`,
    [now],
  );
  return rows.map(({ part }) => part);
}

/** Does it at the start and four times a day. */
export class Months {
  readonly #database: Database;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #making: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  start(): void {
    this.#make();
    this.#timer = setInterval(() => this.#make(), everyMs);
  }

  #make(): void {
    this.#making = this.#making.then(async () => {
      try {
        const made = await makeMonths(this.#database, new Date());
        if (made.length > 0) this.#log.info({ made }, 'months made');
      } catch (error) {
        this.#log.warn({ err: error }, 'months wait for the next time');
      }
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#making;
  }
}
