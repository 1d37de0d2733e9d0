// Reads that need not be of this second (reports, the audit trail) go to a standby, as long as it keeps up. How far behind it
// is stands on its log: what Postgres had written at a moment that we know, and what the standby has of it. A cut line
// to the primary shows there, too.
import { z } from 'zod';
import { counting, type Database, openReads, readingFrom } from './database.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { notNow } from './outage.ts';
import type { Sql } from './sql.ts';

/** What was read. `asOf`: everything up to then is in it; null: everything up to now. */
export interface Reading<T> {
  value: T;
  asOf: Date | null;
}

/** Where figures are read. */
export interface Figures {
  /** `work` reads only; it may be begun anew, and then what it read before does not count. */
  read<T>(work: (database: Database) => Promise<T>): Promise<Reading<T>>;
}

/** As this process sees the standby. */
export interface ReplicaState {
  state: 'up' | 'behind' | 'down';
  lagMs: number | null;
  mostLagMs: number;
}

const lookEveryMs = 1_000;
const answerWithinMs = 2_000;
const mostConnections = 10;
/** Moments whose place in the log is remembered. */
const mostMoments = 900;

const placeRow = z.object({ place: z.coerce.bigint() });
const primaryPlace = `SELECT (pg_current_wal_lsn() - '0/0')::text AS place`;
const replicaRow = placeRow.extend({ follows: z.boolean() });
const replicaPlace = `SELECT (pg_last_wal_replay_lsn() - '0/0')::text AS place, pg_is_in_recovery() AS follows`;

class ReplicaAway extends Error {}

/** Says why work on the standby is not waited for any longer. */
interface Watch {
  signal: Promise<never>;
  fail: (error: Error) => void;
}

function newWatch(): Watch {
  let fail: Watch['fail'] = () => undefined;
  const signal = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  signal.catch(() => undefined);
  return { signal, fail };
}

export class Replica implements Figures {
  readonly #primary: Database;
  readonly #replica: ReturnType<typeof openReads>;
  readonly #reading: Database;
  readonly #mostLagMs: number;
  readonly #log: Log;
  /** What the primary had written by when, the oldest first. */
  #moments: { at: number; place: bigint }[] = [];
  /** What the standby has is at least of then; undefined: it is not to be asked. */
  #asOf: number | undefined;
  #watch = newWatch();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    primary: Database,
    options: { url: string; mostLagMs: number; log: Log; metrics: Pick<Metrics, 'replicaLag'> },
  ) {
    this.#primary = primary;
    this.#mostLagMs = options.mostLagMs;
    this.#log = options.log;
    this.#replica = openReads(options.url, { ...counting, max: mostConnections });
    this.#reading = readingFrom(this.#replica, primary);
    options.metrics.replicaLag(() => this.lagMs());
  }

  /** Whether figures are read there now: `behind`, by more than they may be, or `down`, they are the primary's. */
  get state(): ReplicaState {
    const lagMs = this.lagMs();
    const state = lagMs === null ? 'down' : lagMs > this.#mostLagMs ? 'behind' : 'up';
    return { state, lagMs, mostLagMs: this.#mostLagMs };
  }

  /** How far behind the standby is, in ms; null: nobody knows. */
  lagMs(): number | null {
    return this.#asOf === undefined ? null : Date.now() - this.#asOf;
  }

  async read<T>(work: (database: Database) => Promise<T>): Promise<Reading<T>> {
    const lag = this.lagMs();
    if (this.#asOf !== undefined && lag !== null && lag <= this.#mostLagMs) {
      const asOf = new Date(this.#asOf);
      try {
        return { value: await Promise.race([work(this.#reading), this.#watch.signal]), asOf };
      } catch (error) {
        if (!this.#isReplicasFault(error)) throw error;
        this.#log.warn({ err: error }, 'figures are read from the primary');
      }
    }
    return { value: await work(this.#primary), asOf: null };
  }

  /** Also when it had to end a query because the primary has meanwhile removed what it reads (40001). */
  #isReplicasFault(error: unknown): boolean {
    if (error instanceof ReplicaAway) return true;
    if (error instanceof Error && /conflict with recovery/.test(error.message)) return true;
    if (notNow(error) === undefined) return false;
    this.#leave(error);
    return true;
  }

  /** From now on it is not asked, and whoever waits for it turns to the primary. */
  #leave(reason: unknown): void {
    if (this.#asOf === undefined) return;
    this.#asOf = undefined;
    this.#log.warn({ err: reason }, 'the replica is not asked');
    this.#watch.fail(new ReplicaAway('the replica does not answer'));
    this.#watch = newWatch();
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, lookEveryMs);
  }

  async #look(): Promise<void> {
    const at = Date.now();
    const [written, has] = await Promise.all([
      inTime(this.#primary.sql, placeRow, primaryPlace).catch(() => undefined),
      inTime(this.#replica.sql, replicaRow, replicaPlace).catch((error: unknown) => this.#leave(error)),
    ]);
    if (written) this.#moments = [...this.#moments.slice(1 - mostMoments), { at, place: written.place }];
    if (!has) return;
    // One that was made a primary goes its own way.
    if (!has.follows) return this.#leave(new Error('it is no standby'));
    const known = this.#moments.findLast(({ place }) => place <= has.place);
    if (known) this.#asOf = known.at;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#replica.close();
  }
}

/** @throws when no answer comes in time */
async function inTime<S extends z.ZodType>(
  sql: Sql,
  schema: S,
  text: string,
): Promise<z.output<S> | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), answerWithinMs);
  });
  try {
    return await Promise.race([sql.first(schema, text), patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Without a standby everything is read where it is written. */
export const primaryFigures = (database: Database): Figures => ({
  read: async (work) => ({ value: await work(database), asOf: null }),
});
