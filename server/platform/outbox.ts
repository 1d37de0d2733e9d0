// From committed event to effect. Straight after the commit, consumers whose effects bear repetition act in this very
// process, the others get a job. The sweep gives jobs to all for whatever a crash or a Redis flush swallowed; a job's
// id is made from the event's, so a second copy is no copy.
import type { Queue } from 'bullmq';
import { z } from 'zod';
import { type ConsumerName, consumerNames, type EventType } from '../events.ts';
import type { Database, EventPublisher, StoredEvent } from './database.ts';
import type { Log } from './log.ts';
import type { Sql } from './sql.ts';
import { inTrace } from './traces.ts';

const sweepEveryMs = 1_000;
/** Older than this and still pending: it may have been lost. Longer than a busy moment, shorter than patience. */
const overdueMs = 8_000;
/** What acts here at the same time; the rest waits its turn in memory and, for certain, in the outbox. */
const directAtOnce = 24;
/** A queue that is never empty may have lost one all the same: a job that is there is not given twice. */
const longOverdueMs = 60_000;
const sweepBatch = 1_000;
const roundBatch = 300;

const consumerName = z.enum(consumerNames as [ConsumerName, ...ConsumerName[]]);

/** Publishes events to the consumers' queues. Never throws into the caller: what fails here is swept. */
export class OutboxRelay implements EventPublisher {
  readonly #queues: ReadonlyMap<ConsumerName, Queue>;
  readonly #log: Log;
  #sweeper: NodeJS.Timeout | undefined;
  #inFlight = new Set<Promise<void>>();
  readonly #direct = new Map<ConsumerName, (event: StoredEvent) => Promise<void>>();
  readonly #turns: (() => Promise<void>)[] = [];
  #acting = 0;
  /** How far the round through what is long overdue has come: all of it at once could be very much. */
  #roundAt = 0n;

  constructor(queues: ReadonlyMap<ConsumerName, Queue>, log: Log) {
    this.#queues = queues;
    this.#log = log;
  }

  /** A consumer that acts in this process, right after the commit. */
  actDirectly(consumer: ConsumerName, act: (event: StoredEvent) => Promise<void>): void {
    this.#direct.set(consumer, act);
  }

  publish(events: readonly StoredEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) {
      for (const consumer of event.pending) {
        const act = this.#direct.get(consumer);
        if (act) this.#turns.push(() => inTrace(event.trace, () => act(event)));
      }
    }
    this.#takeTurns();
    const withJobs = events
      .map((event) => ({ ...event, pending: event.pending.filter((name) => !this.#direct.has(name)) }))
      .filter((event) => event.pending.length > 0);
    if (withJobs.length === 0) return;
    const sending = this.#send(withJobs)
      .catch((error: unknown) =>
        this.#log.warn({ err: error }, 'events stay in the outbox until the next sweep'),
      )
      .finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
  }

  #takeTurns(): void {
    while (this.#acting < directAtOnce) {
      const turn = this.#turns.shift();
      if (!turn) return;
      this.#acting += 1;
      const acting = turn()
        .catch((error: unknown) => this.#log.warn({ err: error }, 'an event is acted on again by the sweep'))
        .finally(() => {
          this.#acting -= 1;
          this.#inFlight.delete(acting);
          this.#takeTurns();
        });
      this.#inFlight.add(acting);
    }
  }

  async #send(events: readonly StoredEvent[]): Promise<void> {
    for (const [name, queue] of this.#queues) {
      const jobs = events
        .filter((event) => event.pending.includes(name))
        .map((event) => ({
          name: event.type,
          data: {
            eventId: event.id.toString(),
            type: event.type,
            payload: event.payload,
            trace: event.trace,
          },
          opts: { jobId: `e${event.id}` },
        }));
      if (jobs.length > 0) await queue.addBulk(jobs);
    }
  }

  /** Starts looking for events that were stored but never acted on. One process at a time does it. */
  startSweeping(database: Database): void {
    const run = (): void => {
      this.#sweeper = setTimeout(() => {
        this.sweep(database)
          .catch((error: unknown) => this.#log.warn({ err: error }, 'outbox sweep failed'))
          .finally(run);
      }, sweepEveryMs);
    };
    run();
  }

  /** Publishes overdue events again and removes the finished ones. @returns how many were published again. */
  async sweep(database: Database): Promise<number> {
    // Jobs that merely wait their turn are not given again.
    const idle = new Set<ConsumerName>();
    for (const [name, queue] of this.#queues) {
      const {
        waiting = 0,
        active = 0,
        delayed = 0,
      } = await queue.getJobCounts('waiting', 'active', 'delayed');
      if (waiting + active + delayed === 0) idle.add(name);
    }
    const now = Date.now();
    const overdue = await database.change(async ({ tx }) => {
      const [lock] = await tx.$queryRaw<{ got: boolean }[]>`SELECT pg_try_advisory_xact_lock(72001) AS got`;
      if (!lock?.got) return [];
      // Also what a clock that went back since has dated in the future.
      const olderThan = (ms: number) => ({
        OR: [{ createdAt: { lt: new Date(now - ms) } }, { createdAt: { gt: new Date(now + ms) } }],
      });
      await tx.outbox.deleteMany({ where: { pending: { isEmpty: true }, ...olderThan(overdueMs) } });
      const ofIdle = await tx.outbox.findMany({
        where: { ...olderThan(overdueMs), pending: { hasSome: [...idle] } },
        orderBy: { id: 'asc' },
        take: sweepBatch,
      });
      const round = await tx.outbox.findMany({
        where: { ...olderThan(longOverdueMs), id: { gt: this.#roundAt } },
        orderBy: { id: 'asc' },
        take: roundBatch,
      });
      this.#roundAt = round.length < roundBatch ? 0n : (round.at(-1)?.id ?? 0n);
      return [
        ...ofIdle.map((row) => ({ ...row, mayWait: false })),
        ...round.map((row) => ({ ...row, mayWait: true })),
      ];
    });
    const lost = overdue
      .map(({ id, type, payload, pending, mayWait }) => ({
        id,
        type: type as EventType,
        payload,
        pending: z
          .array(consumerName)
          .parse(pending)
          .filter((name) => idle.has(name) !== mayWait),
      }))
      .filter((event) => event.pending.length > 0);
    await this.#send(lost);
    return lost.length;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#sweeper);
    await Promise.allSettled(this.#inFlight);
  }
}

/**
 * Marks an event as acted on by one consumer. Called in the consumer's own transaction, its effect and the mark
 * commit together. @returns false when this consumer has acted on it before: then do nothing.
 */
export async function acknowledge(sql: Sql, eventId: bigint, consumer: ConsumerName): Promise<boolean> {
  return (await sql.run(takeOff, [eventId.toString(), consumer])) > 0;
}

/** Removes an event with its last consumer. One that loses its last two at the same moment is left to the sweep. */
const takeOff = `
  WITH removed AS (
    DELETE FROM "Outbox" WHERE id = $1 AND pending = ARRAY[$2]::text[] RETURNING id
  ), shortened AS (
    UPDATE "Outbox" SET pending = array_remove(pending, $2)
    WHERE id = $1 AND $2 = ANY (pending) AND NOT EXISTS (SELECT 1 FROM removed) RETURNING id
  )
  SELECT id FROM removed UNION ALL SELECT id FROM shortened`;

/** How long acknowledgements are gathered: one statement then serves many. A crash before it repeats the events. */
const gatherMs = 100;

/** Acknowledges events of consumers whose effects bear repetition, many at a time. */
export class AckBatch {
  readonly #database: Database;
  readonly #log: Log;
  #waiting: { eventId: bigint; consumer: ConsumerName }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  add(consumer: ConsumerName, eventId: bigint): void {
    this.#waiting.push({ eventId, consumer });
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
  }

  /** Writes what has gathered. What fails is published again by the sweep. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    const ids = batch.map(({ eventId }) => eventId.toString());
    const consumers = batch.map(({ consumer }) => consumer);
    this.#writing = this.#writing
      .then(async () => {
        if (batch.length > 0) await this.#database.sql.run(acknowledgeMany, [ids, consumers]);
      })
      .catch((error: unknown) => this.#log.warn({ err: error }, 'acknowledgements wait for the next sweep'));
    await this.#writing;
  }
}

/** Takes consumers off their events, and removes the events that nobody else waits for. */
const acknowledgeMany = `
  WITH done AS (
    SELECT id, array_agg(consumer) AS consumers
    FROM unnest($1::bigint[], $2::text[]) AS t (id, consumer) GROUP BY id
  ), removed AS (
    DELETE FROM "Outbox" o USING done WHERE o.id = done.id AND o.pending <@ done.consumers RETURNING o.id
  )
  UPDATE "Outbox" o SET pending = ARRAY(SELECT unnest(o.pending) EXCEPT SELECT unnest(done.consumers))
  FROM done WHERE o.id = done.id AND o.id NOT IN (SELECT id FROM removed)`;
