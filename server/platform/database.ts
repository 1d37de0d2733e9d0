// Postgres through Prisma, and the one way to change it: a transaction that carries its own events.
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '#database';
import type { ConsumerName, DomainEvent, EventType } from '../events.ts';
import { consumersOf } from '../events.ts';

/** What a store receives: a transaction or the plain client. */
export type Tx = Prisma.TransactionClient;

/** An event as the outbox holds it. */
export interface StoredEvent {
  id: bigint;
  type: EventType;
  payload: unknown;
  pending: readonly ConsumerName[];
}

/** Whoever turns committed events into jobs (outbox.ts). */
export interface EventPublisher {
  publish(events: readonly StoredEvent[]): void;
}

/** A running change. `emit` stores an event that becomes visible only if the change commits. */
export interface Change {
  tx: Tx;
  emit<T extends EventType>(type: T, payload: DomainEvent<T>): void;
}

/** The database as rooms see it. */
export interface Database {
  /** For reads outside a change. */
  read: PrismaClient;
  /**
   * Runs `work` in one transaction, stores its events in the outbox, commits, then hands them to the publisher.
   * Whatever is thrown rolls everything back. Serialisation failures and deadlocks are tried again.
   */
  change<T>(work: (change: Change) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const retryable = new Set(['P2034', '40001', '40P01']);

const readConnections = 10;
const changeConnections = 14;

/**
 * Opens the database. Changes and reads have connections of their own: a change that reads beside itself then never
 * waits for a connection that another waiting change holds.
 */
export function openDatabase(url: string, publisher: EventPublisher): Database {
  const connect = (max: number): PrismaClient =>
    new PrismaClient({
      adapter: new PrismaPg({ connectionString: url, max }),
      transactionOptions: { maxWait: 10_000, timeout: 15_000 },
    });
  const client = connect(changeConnections);
  const reader = connect(readConnections);

  async function attempt<T>(work: (change: Change) => Promise<T>): Promise<T> {
    const emitted: { type: EventType; payload: DomainEvent<EventType> }[] = [];
    let stored: StoredEvent[] = [];
    const result = await client.$transaction(async (tx) => {
      const value = await work({
        tx,
        emit: (type, payload) => {
          emitted.push({ type, payload });
        },
      });
      stored = await store(tx, emitted);
      return value;
    });
    publisher.publish(stored);
    return result;
  }

  return {
    read: reader,
    async change(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(work);
        } catch (error) {
          if (tries >= 5 || !isRetryable(error)) throw error;
        }
      }
    },
    async close() {
      await Promise.all([client.$disconnect(), reader.$disconnect()]);
    },
  };
}

async function store(
  tx: Tx,
  emitted: { type: EventType; payload: DomainEvent<EventType> }[],
): Promise<StoredEvent[]> {
  const wanted = emitted
    .map((event) => ({ ...event, pending: [...consumersOf(event.type)] }))
    .filter((event) => event.pending.length > 0);
  if (wanted.length === 0) return [];
  const rows = await tx.outbox.createManyAndReturn({ data: wanted, select: { id: true } });
  return rows.map((row, index) => {
    const event = wanted[index];
    if (!event) throw new Error('the outbox returned another number of rows than it was given');
    return { id: row.id, ...event };
  });
}

function isRetryable(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && retryable.has(error.code);
}
