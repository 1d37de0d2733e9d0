// Counts over a window of time, of all processes: in Redis. Where that is away nobody waits for it, and each process counts
// alone: what limits keep shut is then a little less shut, and never open.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const script = readFileSync(new URL('./count.lua', import.meta.url), 'utf8');
const answerSchema = z.tuple([z.number(), z.string(), z.number()]);
/** A Redis that does not answer within this is away; whether it is back is asked after that. */
const patienceMs = 500;
const awayMs = 2_000;
/** What is counted here while Redis is away; the oldest goes first. */
const mostOwn = 50_000;

/** One more, counted. */
interface Counted {
  /** How many with this one. */
  count: number;
  /** Until the window ends. */
  leftMs: number;
  /** It is not to count after all. */
  takeBack(): Promise<void>;
}

export class Counts {
  readonly #redis: Redis;
  readonly #own = new Map<string, { count: number; endsAt: number }>();
  #awayUntil = 0;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Counts one more under `key`; the window begins with its first. */
  async add(key: string, windowMs: number): Promise<Counted> {
    const answer = await this.#ask(key, 1, windowMs, randomUUID());
    if (!answer) return this.#addHere(key, windowMs);
    const [count, window, leftMs] = answer;
    const takeBack = async (): Promise<void> => {
      await this.#ask(key, -1, windowMs, window);
    };
    return { count, leftMs, takeBack };
  }

  #addHere(key: string, windowMs: number): Counted {
    const now = performance.now();
    let own = this.#own.get(key);
    if (!own || own.endsAt <= now) {
      own = { count: 0, endsAt: now + windowMs };
      this.#own.delete(key);
      for (const oldest of this.#own.keys()) {
        if (this.#own.size < mostOwn) break;
        this.#own.delete(oldest);
      }
      this.#own.set(key, own);
    }
    const { endsAt } = own;
    own.count += 1;
    const takeBack = async (): Promise<void> => {
      own.count -= 1;
    };
    return { count: own.count, leftMs: Math.ceil(endsAt - now), takeBack };
  }

  /** Undefined: Redis is away. What is sent to it nevertheless would wait there, and count when it is back. */
  async #ask(key: string, by: 1 | -1, windowMs: number, window: string) {
    if (this.#redis.status !== 'ready' || performance.now() < this.#awayUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs);
    });
    const asked = this.#redis.eval(script, 1, key, by, windowMs, window).catch(() => null);
    const answer = await Promise.race([asked, silence]);
    clearTimeout(timer);
    const known = answerSchema.safeParse(answer).data;
    if (!known) this.#awayUntil = performance.now() + awayMs;
    return known;
  }
}
