// Keeps floods of unknown writers out without keeping citizens out: only while a door is flooded, or a supervisor says
// so, a browser works for its write. Telephone, text messages, staff and programs with keys are never asked.
import { readFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type Door, doorSchema } from './contract.ts';
import { makeChallenge, solvedBy, workWithinMs } from './work.ts';

const count = readFileSync(new URL('./count.lua', import.meta.url), 'utf8');
const countedSchema = z.tuple([z.number(), z.number(), z.number()]);

/** So many times what is usual at a door is a flood. */
const timesUsual = 10;
/** A word of a supervisor is known everywhere within this. */
const orderKnownForMs = 5_000;
/** A guard that does not answer lets in: it must not be why nobody comes through. */
const answerWithinMs = 1_000;
/** Pages without scripts cannot work: while a door is flooded so many a minute come in, of one address and of all. */
const plainPerMinute = { address: 6, all: 60 };

export interface DoorState {
  door: Door;
  /** Null: not flooded. */
  floodedSince: Date | null;
  /** Writes in the last minute, and as many as are a flood. */
  perMinute: number;
  floodFrom: number;
}

interface Deps {
  redis: Redis;
  /** Signs puzzles. */
  key: string;
  /** Writes a minute at one door below which nothing is a flood. */
  perMinute: number;
  /** How long a door stays guarded after a flood, in ms. */
  calmMs: number;
  /** Whether a supervisor has ordered it for all doors. */
  isOrdered: () => Promise<boolean>;
  metrics: Metrics;
  log: Log;
}

export class Guard {
  readonly #deps: Deps;
  readonly #now: () => number;
  #order: { until: number; isOn: Promise<boolean> } | undefined;

  constructor(deps: Deps, now = Date.now) {
    this.#deps = deps;
    this.#now = now;
    deps.metrics.beforeReading(async () => {
      for (const { door, floodedSince } of await this.doors())
        deps.metrics.guardFlooded.set({ door }, floodedSince ? 1 : 0);
    });
  }

  /**
   * Lets a write through, or asks for work first.
   * @param write `work` is what the browser sends along; a plain page's browser cannot
   * @throws AppError `work_required` with a puzzle, `door_crowded`
   */
  async pass(
    door: Door,
    write: { work: string | undefined; address: string; isPlain: boolean },
  ): Promise<void> {
    const [flood, isOrdered] = await Promise.all([this.#soon(this.#count(door, 1)), this.#isOrdered()]);
    if (!flood?.floodedSince && !isOrdered) return;
    if (write.isPlain ? await this.#hasRoom(door, write.address) : await this.#isPaid(door, write.work)) {
      this.#deps.metrics.guarded.inc({ door, outcome: 'passed' });
      return;
    }
    this.#deps.metrics.guarded.inc({ door, outcome: write.work === undefined ? 'asked' : 'refused' });
    if (write.isPlain) throw new AppError('door_crowded');
    const challenge = await makeChallenge(door, this.#deps.key, this.#now());
    throw new AppError('work_required', { challenge });
  }

  /** How every door stands. */
  doors(): Promise<DoorState[]> {
    return Promise.all(doorSchema.options.map((door) => this.#count(door, 0)));
  }

  async #count(door: Door, writes: 0 | 1): Promise<DoorState> {
    const { redis, perMinute, calmMs } = this.#deps;
    const key = keyOf(door, 'count');
    const answer = await redis.eval(count, 1, key, perMinute, timesUsual, calmMs, writes, this.#now());
    const [since, lately, floodFrom] = countedSchema.parse(answer);
    return { door, floodedSince: since === 0 ? null : new Date(since), perMinute: lately, floodFrom };
  }

  /** Each solution opens a door once, in whichever process. */
  async #isPaid(door: Door, work: string | undefined): Promise<boolean> {
    if (work === undefined) return false;
    const signature = await solvedBy(work, door, this.#deps.key);
    if (signature === undefined) return false;
    const key = keyOf(door, `paid:${signature}`);
    const isFirst = await this.#soon(this.#deps.redis.set(key, '1', 'PX', workWithinMs, 'NX'));
    return isFirst !== null;
  }

  async #hasRoom(door: Door, address: string): Promise<boolean> {
    const one = async (name: string, most: number): Promise<boolean> => {
      const key = keyOf(door, `plain:${name}:${Math.floor(this.#now() / 60_000)}`);
      const [[, so = 0] = []] = (await this.#deps.redis.multi().incr(key).expire(key, 120).exec()) ?? [];
      return Number(so) <= most;
    };
    // One address that asks too often takes nothing of what all have.
    const room = async () =>
      (await one(address, plainPerMinute.address)) && (await one('all', plainPerMinute.all));
    return (await this.#soon(room())) !== false;
  }

  async #isOrdered(): Promise<boolean> {
    const now = this.#now();
    if (!this.#order || this.#order.until < now)
      this.#order = { until: now + orderKnownForMs, isOn: this.#deps.isOrdered() };
    return (await this.#soon(this.#order.isOn)) ?? false;
  }

  /** The answer, or undefined where it does not come in time. */
  async #soon<T>(question: Promise<T>): Promise<T | undefined> {
    const failed = (error: unknown): undefined => {
      this.#deps.log.warn({ err: error }, 'the guard cannot ask');
      return undefined;
    };
    const timer = new AbortController();
    // A thread that was busy for so long reads first what has come meanwhile.
    const patience = async (): Promise<undefined> => {
      await pause(answerWithinMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
      await turn();
    };
    try {
      return await Promise.race([question.catch(failed), patience()]);
    } finally {
      timer.abort();
    }
  }
}

/** One hash tag for a door, so that a Redis Cluster keeps what belongs together. */
const keyOf = (door: Door, what: string): string => `onecall:guard:{${door}}:${what}`;
