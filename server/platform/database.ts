// Postgres through Prisma, and the one way to change it: a transaction that carries its own events.
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { z } from 'zod';
import { Prisma, PrismaClient } from '#database';
import type { ConsumerName, DomainEvent, EventType } from '../events.ts';
import { consumersOf } from '../events.ts';
import { AppError } from './errors.ts';
import type { Fields } from './fields.ts';
import { type ChangeSql, type Sql, sqlOn, statementName } from './sql.ts';
import { BoundedPool, HandTransaction, LatePrisma, LendingPool } from './transaction.ts';
import { traced, traceParent } from './traces.ts';

/** What a store receives: a transaction or the plain client. */
export type Tx = Prisma.TransactionClient;

/** An event as the outbox holds it. */
export interface StoredEvent {
  id: bigint;
  type: EventType;
  payload: unknown;
  pending: readonly ConsumerName[];
  /** The trace that it was emitted in; the outbox does not keep it. */
  trace?: string | undefined;
}

/** Whoever turns committed events into jobs (outbox.ts). */
export interface EventPublisher {
  publish(events: readonly StoredEvent[]): void;
}

/** A running change. `emit` stores an event that becomes visible only if the change commits. */
export interface Change {
  tx: Tx;
  /** Statements by hand in the same transaction. */
  sql: ChangeSql;
  fields: Fields;
  emit<T extends EventType>(type: T, payload: DomainEvent<T>): void;
}

export interface ChangeOptions {
  patienceMs?: number;
  hold?: (publish: () => void) => void;
}

/** The database as rooms see it. */
export interface Database {
  /** For reads outside a change. */
  read: PrismaClient;
  /** The same by hand. */
  sql: Sql;
  /** Seals and opens columns. @throws where the database was opened without keys */
  readonly fields: Fields;
  /**
   * Runs `work` in one transaction, stores its events in the outbox, commits, then hands them to the publisher.
   * Whatever is thrown rolls everything back. Serialisation failures and deadlocks are tried again. So is, once, what
   * another change has written at the same moment under the same key: the work finds it then. `patienceMs`: how
   * long it may take, where that is more than 15 s. `hold`: is handed the publishing to do it later; what is never
   * published is found by the outbox' sweep.
   * @throws AppError `conflict` when the key is taken by something else
   */
  change<T>(work: (change: Change) => Promise<T>, options?: ChangeOptions): Promise<T>;
  close(): Promise<void>;
}

const retryable = new Set(['P2034', '40001', '40P01']);
/** A row with the same key is there already. */
const taken = new Set(['P2002', '23505']);

const readConnections = 10;
const changeConnections = 14;
/** The wait for a free one counts, too. */
const connectWithinMs = 20_000;
const usualPatienceMs = 15_000;
/** How long one statement that only reads may take, for people at their work and for jobs. */
const readWithinMs = 30_000;
/** The same where a whole year is counted. */
const countWithinMs = 120_000;
/** A server that does not end a statement by itself says nothing any more. */
const silenceMs = 2_000;
const countConnections = 4;

const connect = (pool: pg.Pool): PrismaClient =>
  new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) }),
  });
const lineTo = (connectionString: string) => ({
  connectionString,
  // A server that takes a connection and then says nothing (a cut network, a start that hangs) must not hold us for ever.
  connectionTimeoutMillis: connectWithinMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
});
/**
 * A connection that breaks while nobody uses it is replaced by the next one that is wanted; one that breaks between two
 * statements of a change fails the next. Without somebody who listens, either would end the process.
 */
const forgiving = <P extends pg.Pool>(pool: P): P =>
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));

/** Connections on which no statement runs for longer: Postgres ends it, or the line to a Postgres that is silent is cut. */
const readingPool = (url: string, options: { max: number; withinMs: number }): pg.Pool =>
  forgiving(
    new BoundedPool({
      ...lineTo(url),
      max: options.max,
      statement_timeout: options.withinMs,
      query_timeout: options.withinMs + silenceMs,
    }),
  );

/** How figures are read. */
export const counting = { max: countConnections, withinMs: countWithinMs } as const;

/** Opens a database that is read only: connections of its own, and none for changes. */
export function openReads(
  url: string,
  options: { max: number; withinMs: number } = { max: readConnections, withinMs: readWithinMs },
): Pick<Database, 'read' | 'sql' | 'close'> {
  const pool = readingPool(url, options);
  const read = connect(pool);
  return {
    read,
    sql: sqlOn(pool),
    async close() {
      await read.$disconnect();
      await pool.end();
    },
  };
}

/**
 * The same database for figures: they may count for minutes, and however many are asked for, who reads a ticket or signs
 * in does not wait behind them. Closes its own connections alone.
 */
export const openCounts = (url: string, database: Database): Database =>
  readingFrom(openReads(url, counting), database);

/** A database that is read from there, and written as ever. */
export function readingFrom(reads: Pick<Database, 'read' | 'sql' | 'close'>, database: Database): Database {
  return {
    ...reads,
    get fields() {
      return database.fields;
    },
    change: (work, options) => database.change(work, options),
  };
}

/**
 * Opens the database. Changes and reads have connections of their own: a change that reads beside itself then never
 * waits for a connection that another waiting change holds. Work that has nothing to do with people needs no `keys`.
 */
export function openDatabase(url: string, publisher: EventPublisher, keys?: Fields): Database {
  const changePool = forgiving(new BoundedPool({ ...lineTo(url), max: changeConnections, pipeline: true }));
  const lendingPool = new LendingPool();
  const client = connect(lendingPool);
  const reads = openReads(url);

  async function attempt<T>(work: (change: Change) => Promise<T>, options: ChangeOptions): Promise<T> {
    const emitted: Emitted[] = [];
    const transaction = await HandTransaction.begin(changePool, options.patienceMs ?? usualPatienceMs);
    const { sql } = transaction;
    const prisma = new LatePrisma(client, lendingPool, transaction);
    let stored: StoredEvent[];
    let value: T;
    try {
      value = await work({
        tx: prisma.tx,
        sql,
        get fields() {
          return demanded(keys);
        },
        emit: (type, payload) => {
          emitted.push({ type, payload, trace: traceParent() });
        },
      });
      await prisma.leave();
      [stored] = await Promise.all([store(sql, emitted), transaction.commit()]);
    } catch (error) {
      await prisma.leave();
      throw await transaction.rollback(error);
    }
    const publish = (): void => publisher.publish(stored);
    if (options.hold) options.hold(publish);
    else publish();
    return value;
  }

  return {
    read: reads.read,
    sql: reads.sql,
    get fields() {
      return demanded(keys);
    },
    async change(work, options = {}) {
      let wasTaken = false;
      for (let tries = 1; ; tries += 1) {
        try {
          return await traced('transaction', () => attempt(work, options));
        } catch (error) {
          if (isOneOf(taken, error)) {
            if (wasTaken) throw new AppError('conflict');
            wasTaken = true;
          } else if (tries >= 5 || !isOneOf(retryable, error)) throw error;
        }
      }
    },
    async close() {
      await Promise.all([client.$disconnect(), reads.close()]);
      await changePool.end();
    },
  };
}

function demanded(keys: Fields | undefined): Fields {
  if (keys === undefined) throw new Error('the database was opened without the keys of its sealed columns');
  return keys;
}

interface Emitted {
  type: EventType;
  payload: DomainEvent<EventType>;
  trace: string | undefined;
}

const outboxRow = z.object({ id: z.string() });

async function store(sql: Sql, emitted: readonly Emitted[]): Promise<StoredEvent[]> {
  const wanted = emitted
    .map((event) => ({ ...event, pending: [...consumersOf(event.type, event.payload)] }))
    .filter((event) => event.pending.length > 0);
  if (wanted.length === 0) return [];
  const rows = await sql.rows(
    outboxRow,
    `INSERT INTO "Outbox" (type, payload, pending)
     SELECT e.type, e.payload, ARRAY(SELECT jsonb_array_elements_text(e.pending))
     FROM jsonb_to_recordset($1) AS e (type text, payload jsonb, pending jsonb)
     RETURNING id`,
    [JSON.stringify(wanted)],
  );
  return wanted.map((event, index) => {
    const row = rows[index];
    if (!row) throw new Error('the outbox returned another number of rows than it was given');
    return { id: BigInt(row.id), ...event };
  });
}

/** Values that a column cannot hold: of a number, a date, a text (SQLSTATE class 22, as far as data is to blame). */
const unfit = new Set(['22003', '22008', '22007', '22021', '22P02', '22P05', 'P2020']);

/** Whether what was asked for held a value that no row can have, and no schema had refused. */
export function isUnfitValue(error: unknown): boolean {
  return isOneOf(unfit, error);
}

function isOneOf(codes: ReadonlySet<string>, error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return codes.has(error.code);
  return error instanceof pg.DatabaseError && error.code !== undefined && codes.has(error.code);
}
