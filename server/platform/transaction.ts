// A transaction begun and committed by hand. Prisma joins it only where it is asked something: its own way to hold a
// transaction costs four times as much as all of BEGIN, a statement and COMMIT.
import pg from 'pg';
import type { Prisma, PrismaClient } from '#database';
import { type ChangeSql, sqlOn } from './sql.ts';

/** A change that took longer than it may; nothing of it was kept. */
export class PatienceError extends Error {}

/** One that runs on a connection that sends statements without waiting for the answers to those before. */
export class HandTransaction {
  readonly sql: ChangeSql;
  readonly connection: pg.PoolClient;
  readonly patienceMs: number;
  readonly #expiry: NodeJS.Timeout;
  /** Answers that nobody has waited for. */
  readonly #sent: Promise<unknown>[] = [];
  #isOver = false;
  #isExpired = false;

  private constructor(connection: pg.PoolClient, patienceMs: number) {
    this.connection = connection;
    this.patienceMs = patienceMs;
    const sql = sqlOn({ query: (config) => this.#give(config) });
    this.sql = { ...sql, send: (text, values) => this.#await(sql.run(text, values)) };
    this.#expiry = setTimeout(() => {
      this.#isExpired = true;
      // Postgres rolls back what a closed connection had begun.
      connection.connection.stream.destroy();
      this.#release(true);
    }, patienceMs);
    this.#await(this.#give('BEGIN'));
  }

  static async begin(pool: pg.Pool, patienceMs: number): Promise<HandTransaction> {
    return new HandTransaction(await pool.connect(), patienceMs);
  }

  /** @throws when Postgres did not keep it: after a statement that failed, it answers a COMMIT with a rollback */
  async commit(): Promise<void> {
    const end = this.#give('COMMIT');
    const [{ command }] = await Promise.all([end, ...this.#sent]);
    if (command !== 'COMMIT') throw new Error('a change went on after a statement that failed');
    this.#release(false);
  }

  /** @returns what to throw for the error that led here: what failed first, for after it Postgres refuses everything */
  async rollback(error: unknown): Promise<unknown> {
    if (this.#isExpired)
      return new PatienceError(`a change took longer than ${this.patienceMs} ms`, { cause: error });
    const isBroken = await this.#give('ROLLBACK').then(
      () => false,
      () => true,
    );
    this.#release(isBroken);
    return Promise.all(this.#sent).then(
      () => error,
      (first: unknown) => first,
    );
  }

  /** Statements of one turn go out in one write. */
  #give(query: string | pg.QueryConfig): Promise<pg.QueryResult> {
    const { stream } = this.connection.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    return this.connection.query(query);
  }

  #await(answer: Promise<unknown>): void {
    this.#sent.push(answer);
    // It is thrown where the change ends.
    answer.catch(() => undefined);
  }

  #release(isBroken: boolean): void {
    clearTimeout(this.#expiry);
    if (this.#isOver) return;
    this.#isOver = true;
    this.connection.release(isBroken);
  }
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: boolean) => void,
) => void;

/** So many may wait for a connection. With a Postgres that answers, the last of them has one within seconds. */
const mostWaiting = 2_000;

/** A pool whose queue ends: who comes when it is full is told so at once, and takes no memory until their patience ends. */
export class BoundedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const crowd = this.waitingCount < mostWaiting ? undefined : new Error('too many wait for a connection');
    if (callback) {
      if (crowd) callback(crowd, undefined, () => undefined);
      else super.connect(callback);
      return undefined;
    }
    return crowd ? Promise.reject(crowd) : super.connect();
  }
}

/**
 * The pool that Prisma asks when it joins a transaction: it has no connection of its own and lends that one. Prisma
 * cannot say for which of its transactions it asks, so they are lent one after the other. (AsyncLocalStorage could
 * tell, but makes every promise of the process a tenth dearer in Node before 24.)
 */
export class LendingPool extends pg.Pool {
  #lent: { connection: pg.PoolClient; isTaken: () => void } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param work begins a transaction of Prisma */
  lending<T>(connection: pg.PoolClient, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#turn = this.#turn.then(() => {
        const taken = new Promise<void>((isTaken) => {
          this.#lent = { connection: withoutEnds(connection), isTaken };
        });
        // Also what it throws at once must end the turn, or nobody would have another.
        const done = Promise.resolve().then(work);
        done.then(resolve, reject);
        return Promise.race([taken, done.catch(() => undefined)]).then(() => {
          this.#lent = undefined;
        });
      });
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const lent = this.#lent;
    if (callback || !lent) throw new Error('a connection is lent for a transaction of Prisma only');
    this.#lent = undefined;
    lent.isTaken();
    return Promise.resolve(lent.connection);
  }
}

const ends = new Set<unknown>(['BEGIN', 'COMMIT', 'ROLLBACK']);

/** A connection on which Prisma neither begins nor ends anything, and which it cannot give away. */
function withoutEnds(connection: pg.PoolClient): pg.PoolClient {
  return new Proxy(connection, {
    get(target, name) {
      if (name === 'release') return () => undefined;
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      if (name !== 'query') return found.bind(target);
      return (config: { text?: unknown }, ...more: unknown[]) =>
        ends.has(config.text)
          ? Promise.resolve({ rows: [], fields: [], rowCount: null })
          : Reflect.apply(found, target, [config, ...more]);
    },
  });
}

/** Prisma in a transaction of ours, from the moment at which something asks it. */
export class LatePrisma {
  readonly tx: Prisma.TransactionClient;
  readonly #client: PrismaClient;
  readonly #pool: LendingPool;
  readonly #transaction: HandTransaction;
  #joined: Promise<Prisma.TransactionClient> | undefined;
  #left: Promise<unknown> | undefined;
  #leave: () => void = () => undefined;

  constructor(client: PrismaClient, pool: LendingPool, transaction: HandTransaction) {
    this.#client = client;
    this.#pool = pool;
    this.#transaction = transaction;
    this.tx = callsOf(client, () => {
      this.#joined ??= this.#join();
      return this.#joined;
    });
  }

  /** Prisma lets go of the connection; what it wrote is committed or rolled back with everything else. */
  async leave(): Promise<void> {
    this.#leave();
    await this.#left;
  }

  #join(): Promise<Prisma.TransactionClient> {
    return new Promise((resolve, reject) => {
      const untilLeft = new Promise<void>((leave) => {
        this.#leave = leave;
      });
      const { connection, patienceMs } = this.#transaction;
      const whole = this.#pool.lending(connection, () =>
        this.#client.$transaction(
          (tx) => {
            resolve(tx);
            return untilLeft;
          },
          { timeout: patienceMs, maxWait: patienceMs },
        ),
      );
      this.#left = whole.catch(reject);
    });
  }
}

/** Prisma's calls (`tx.ticket.update(…)`, `` tx.$queryRaw`…` ``), each made once the transaction is joined. */
function callsOf(
  client: PrismaClient,
  join: () => Promise<Prisma.TransactionClient>,
): Prisma.TransactionClient {
  const after =
    (...path: readonly string[]) =>
    async (...args: unknown[]): Promise<unknown> => {
      let found: unknown = await join();
      let owner: unknown;
      for (const name of path) {
        owner = found;
        found = typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
      }
      if (typeof found !== 'function') throw new TypeError(`Prisma has no ${path.join('.')}`);
      return Reflect.apply(found, owner, args);
    };
  return new Proxy<Prisma.TransactionClient>(client, {
    get(_, name) {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      if (name.startsWith('$')) return after(name);
      return new Proxy({}, { get: (__, call) => (typeof call === 'symbol' ? undefined : after(name, call)) });
    },
  });
}
