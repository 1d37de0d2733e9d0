// Background work on BullMQ: consumers of domain events, and timers that fire on the second.
import { type ConnectionOptions, DelayedError, type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { z } from 'zod';
import {
  type ConsumedType,
  type ConsumerName,
  consumerNames,
  type DomainEvent,
  type EventType,
  eventJobSchema,
  isEventType,
  parseEvent,
} from '../events.ts';
import type { Change, Database } from './database.ts';
import { bury, forgetSettled } from './dead-letters.ts';
import type { Log } from './log.ts';
import { isOutage } from './outage.ts';
import { AckBatch, acknowledge, OutboxRelay } from './outbox.ts';
import { openRedis, RedisHealth } from './redis.ts';
import { together } from './together.ts';
import { subjectOf } from './subject.ts';
import { inTrace, traced } from './traces.ts';

/** Hash tag: all keys of a BullMQ queue must live in one slot of a Redis Cluster. */
const prefix = '{onecall}';
const eventQueue = (consumer: string): string => `events-${consumer}`;
const timerQueueName = 'timers';

/** While a server is away a job waits so long between tries, and no try counts. */
const outageWaitMs = 1_500;
/** A job whose process died under it this often is put aside: it may be what kills them. */
const mostDeaths = 5;
/**
 * Whoever works on a job renews its lock at half of this, also in a process that stands still for seconds. What a dead
 * one had in hand is taken up by another after this and one look.
 */
const lockMs = 15_000;
const lookForDeadMs = 5_000;
/** After Redis broke off: BullMQ would leave its queues alone for 15 s. */
const askAgainMs = 500;
/** Jobs that died while nobody could write it down are looked for so often. */
const buryEveryMs = 20_000;
const buryBatch = 100;

/** Work that no further try would help: it is put aside at once. */
export class HopelessError extends UnrecoverableError {}

/** A named timer: what it carries and what happens when it goes off. Handlers must bear being called twice. */
export interface TimerDefinition<S extends z.ZodType> {
  name: string;
  schema: S;
  run: (payload: z.infer<S>) => Promise<void>;
}

/**
 * A defined timer. Nothing is ever cancelled: a timer that went off too early or for nothing finds so in Postgres.
 * (A job cannot be moved while it runs, so "moving" an alarm would lose the one set by its own handler.)
 */
export interface Timer<P> {
  set(key: string, at: Date, payload: P): Promise<void>;
}

/** So many jobs in so long at most, over all processes. */
export interface RateLimit {
  max: number;
  durationMs: number;
}

/** All queues of the process. `start` begins to work on them (role `worker`). */
export class Jobs {
  readonly relay: OutboxRelay;
  /** Of all connections of the process. */
  readonly redisHealth: RedisHealth;
  readonly #url: string;
  readonly #log: Log;
  readonly #connection: ReturnType<typeof openRedis>;
  readonly #eventQueues: ReadonlyMap<ConsumerName, Queue>;
  readonly #timerQueue: Queue;
  readonly #timers = new Map<string, (payload: unknown) => Promise<void>>();
  readonly #consumers = new Map<
    ConsumerName,
    { concurrency: number; limit: RateLimit | undefined; run: (job: unknown) => Promise<void> }
  >();
  #acks: AckBatch | undefined;
  #burying: NodeJS.Timeout | undefined;
  #buried: Promise<void> = Promise.resolve();
  readonly #workers: Worker[] = [];
  readonly #workerConnections: ReturnType<typeof openRedis>[] = [];

  /** @param attempts how often work is tried before it is put aside: half a minute of it */
  constructor(redisUrl: string, log: Log, attempts = 8) {
    this.#url = redisUrl;
    this.#log = log;
    this.redisHealth = new RedisHealth(log);
    this.#connection = openRedis(redisUrl, log, { health: this.redisHealth });
    const options = {
      connection: this.#connection as ConnectionOptions,
      prefix,
      defaultJobOptions: {
        attempts,
        backoff: { type: 'exponential', delay: 250, jitter: 0.3 },
        removeOnComplete: true,
        // What failed for good goes to the dead letters, and is removed there.
        removeOnFail: false,
      },
    };
    this.#eventQueues = new Map(consumerNames.map((name) => [name, new Queue(eventQueue(name), options)]));
    this.#timerQueue = new Queue(timerQueueName, options);
    for (const queue of [...this.#eventQueues.values(), this.#timerQueue]) {
      queue.on('error', (error) => {
        if (!this.redisHealth.hasHeard(error)) log.warn({ err: error }, 'queue connection');
      });
    }
    this.relay = new OutboxRelay(this.#eventQueues, log);
  }

  /**
   * Registers a consumer whose effects are rows. Each event runs in a transaction that also marks it as done:
   * what the handlers write and emit through `change` happens once. A quick one acts in the process that committed the
   * event, without the way through a queue, and together with what else waits there.
   */
  consume<C extends ConsumerName>(
    database: Database,
    consumer: C,
    handlers: { [T in ConsumedType<C>]: (event: DomainEvent<T>, change: Change) => Promise<void> },
    { isQuick = false }: { isQuick?: boolean } = {},
  ): void {
    const act =
      (eventId: bigint, type: EventType, payload: unknown) =>
      async (change: Change): Promise<void> => {
        const fresh = await acknowledge(change.sql, eventId, consumer);
        if (fresh) await call(handlers, type, parseEvent(type, payload), change);
      };
    this.#register(consumer, 8, (id, type, payload) =>
      traced(`${consumer} ${type}`, () => database.change(act(id, type, payload)), payload),
    );
    if (!isQuick) return;
    const changeTogether = together(database, this.#log);
    this.relay.actDirectly(consumer, ({ id, type, payload }) =>
      traced(`${consumer} ${type}`, () => changeTogether(act(id, type, payload)), payload),
    );
  }

  /**
   * Registers a consumer whose effects lie outside Postgres (sockets, Redis, a carrier's API). The event is marked
   * as done after the effect: a crash in between repeats it, so the effect must bear repetition. A quick consumer
   * acts in the process that committed the event, without the way through a queue.
   */
  perform<C extends ConsumerName>(
    database: Database,
    consumer: C,
    handlers: { [T in ConsumedType<C>]: (event: DomainEvent<T>) => Promise<void> },
    {
      concurrency = 8,
      isQuick = false,
      limit,
    }: { concurrency?: number; isQuick?: boolean; limit?: RateLimit } = {},
  ): void {
    this.#acks ??= new AckBatch(database, this.#log);
    const acks = this.#acks;
    const act = async (eventId: bigint, type: EventType, payload: unknown): Promise<void> => {
      await traced(`${consumer} ${type}`, () => call(handlers, type, parseEvent(type, payload)), payload);
      acks.add(consumer, eventId);
    };
    this.#register(consumer, concurrency, act, limit);
    if (isQuick) this.relay.actDirectly(consumer, (event) => act(event.id, event.type, event.payload));
  }

  #register(
    consumer: ConsumerName,
    concurrency: number,
    run: (eventId: bigint, type: EventType, payload: unknown) => Promise<void>,
    limit?: RateLimit,
  ): void {
    this.#consumers.set(consumer, {
      concurrency,
      limit,
      run: async (data) => {
        const { eventId, type, payload, trace } = eventJobSchema.parse(data);
        if (!isEventType(type)) throw new Error(`unknown event type ${type}`);
        await inTrace(trace, () => run(BigInt(eventId), type, payload));
      },
    });
  }

  /** Defines a timer. Define all of them before `start`. */
  timer<S extends z.ZodType>(definition: TimerDefinition<S>): Timer<z.infer<S>> {
    this.#timers.set(definition.name, (payload) => definition.run(definition.schema.parse(payload)));
    return {
      set: async (key, at, payload) => {
        const delay = Math.max(0, at.getTime() - Date.now());
        const jobId = `${definition.name}-${key}-${at.getTime()}`;
        await this.#timerQueue.add(definition.name, payload, { jobId, delay });
      },
    };
  }

  /** A timer that died is tried once more, at once. */
  async replayTimer(name: string, payload: unknown): Promise<void> {
    await this.#timerQueue.add(name, payload);
  }

  start(database: Database): void {
    for (const [name, consumer] of this.#consumers) {
      const run = (job: { data: unknown }) => consumer.run(job.data);
      this.#work(database, eventQueue(name), consumer.concurrency, run, consumer.limit);
    }
    this.#work(database, timerQueueName, 16, async (job) => {
      const run = this.#timers.get(job.name);
      if (!run) throw new Error(`unknown timer ${job.name}`);
      await traced(`timer ${job.name}`, () => run(job.data), job.data);
    });
    this.relay.startSweeping(database);
    this.#burying = setInterval(() => this.#bury(database, true), buryEveryMs);
  }

  #work(
    database: Database,
    queue: string,
    concurrency: number,
    run: (job: { name: string; data: unknown }) => Promise<void>,
    limit?: RateLimit,
  ): void {
    const connection = openRedis(this.#url, this.#log, { health: this.redisHealth });
    const attempt = async (job: Job, token?: string): Promise<void> => {
      try {
        await run(job);
      } catch (error) {
        if (!(await isOutage(error, database))) throw error;
        this.#log.warn({ err: error, queue, jobId: job.id }, 'job waits for a server that is away');
        await job.moveToDelayed(Date.now() + outageWaitMs * (1 + Math.random()), token);
        throw new DelayedError();
      }
    };
    const worker = new Worker(queue, attempt, {
      connection: connection as ConnectionOptions,
      prefix,
      concurrency,
      maxStalledCount: mostDeaths,
      lockDuration: lockMs,
      stalledInterval: lookForDeadMs,
      runRetryDelay: askAgainMs,
      ...(limit ? { limiter: { max: limit.max, duration: limit.durationMs } } : {}),
    });
    worker.on('failed', (job, error) => {
      this.#log.error(
        {
          ...{ err: error, queue, job: job?.name, jobId: job?.id, attempt: job?.attemptsMade },
          ...subjectOf(eventJobSchema.safeParse(job?.data).data?.payload ?? job?.data),
        },
        'job failed',
      );
      if (job === undefined || job.finishedOn !== undefined) this.#bury(database);
    });
    worker.on('error', (error) => {
      if (!this.redisHealth.hasHeard(error)) this.#log.warn({ err: error, queue }, 'worker connection');
    });
    this.#workers.push(worker);
    this.#workerConnections.push(connection);
  }

  /** Puts the jobs that failed for good aside, one look after the other. What cannot be written down is left for the next. */
  #bury(database: Database, doesForget = false): void {
    this.#buried = this.#buried
      .then(async () => {
        for (const [name, queue] of this.#eventQueues) await this.#buryOf(database, name, queue);
        await this.#buryOf(database, timerQueueName, this.#timerQueue);
        if (doesForget) await forgetSettled(database);
      })
      .catch((error: unknown) => this.#log.warn({ err: error }, 'failed jobs wait to be put aside'));
  }

  async #buryOf(database: Database, name: string, queue: Queue): Promise<void> {
    for (const job of await queue.getFailed(0, buryBatch - 1)) {
      const event = name === timerQueueName ? undefined : eventJobSchema.safeParse(job.data).data;
      await bury(database, {
        queue: name,
        kind: event?.type ?? job.name,
        jobKey: job.id ?? '',
        eventId: event ? BigInt(event.eventId) : null,
        payload: event ? event.payload : job.data,
        error: job.failedReason,
        attempts: job.attemptsMade,
      });
      await job.remove();
    }
  }

  /** Number of jobs waiting, delayed and failed per queue, for readiness and metrics. */
  async counts(): Promise<Record<string, Record<string, number>>> {
    const entries = [...this.#eventQueues.values(), this.#timerQueue].map(
      async (queue) =>
        [queue.name, await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Consumers of events that this house has, and `timers`. */
  queueNames(): string[] {
    return [...consumerNames.filter((name) => this.#consumers.has(name)), timerQueueName];
  }

  /** The name of a queue in Redis and in `counts`. */
  keyOf(name: string): string {
    return name === timerQueueName ? name : eventQueue(name);
  }

  /** Resolves when some process works on every queue that has work here; rejects otherwise. */
  async alive(): Promise<void> {
    // Without a carrier nobody works for it.
    const consumed = [...this.#eventQueues].flatMap(([name, queue]) =>
      this.#consumers.has(name) ? [queue] : [],
    );
    const counts = await Promise.all([...consumed, this.#timerQueue].map((queue) => queue.getWorkersCount()));
    if (counts.some((count) => count === 0)) throw new Error('a queue has no worker');
  }

  /** Lets running jobs finish, then closes. */
  async stop(): Promise<void> {
    clearInterval(this.#burying);
    await Promise.all(this.#workers.map((worker) => worker.close()));
    await this.#buried;
    await this.#acks?.flush();
    await this.relay.stop();
    await Promise.all([...this.#eventQueues.values(), this.#timerQueue].map((queue) => queue.close()));
    for (const connection of [this.#connection, ...this.#workerConnections]) connection.disconnect();
  }
}

async function call(handlers: object, type: EventType, ...args: readonly unknown[]): Promise<void> {
  const handler: unknown = Reflect.get(handlers, type);
  if (typeof handler !== 'function') throw new Error(`no handler for ${type}`);
  await Reflect.apply(handler, undefined, args);
}
