// Who is at what, over all processes, in Redis and nowhere else: each tab's entry ends by itself, so a process that is
// killed and a line that is cut leave nobody standing there.
import type { Redis } from 'ioredis';
import { type Entry, entrySchema } from './core.ts';

const key = {
  /** hash socket → entry */
  at: (matter: string) => `{attention}:at:${matter}`,
  /** zset "matter socket" → ms when it counts as gone */
  until: '{attention}:until',
} as const;

const lifeMs = 10_000;
const mostSwept = 200;

export class AttentionStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Writes entries of one socket, or renews them. */
  async put(socketId: string, entries: ReadonlyMap<string, Entry>): Promise<void> {
    if (entries.size === 0) return;
    const until = Date.now() + lifeMs;
    const work = this.#redis.multi();
    for (const [matter, entry] of entries) {
      work.hset(key.at(matter), socketId, JSON.stringify(entry));
      work.pexpire(key.at(matter), 2 * lifeMs);
      work.zadd(key.until, until, `${matter} ${socketId}`);
    }
    await work.exec();
  }

  async remove(socketId: string, matters: Iterable<string>): Promise<void> {
    const work = this.#redis.multi();
    for (const matter of matters) {
      work.hdel(key.at(matter), socketId);
      work.zrem(key.until, `${matter} ${socketId}`);
    }
    await work.exec();
  }

  /** The tabs at each matter, in the order asked. */
  async read(matters: readonly string[]): Promise<Entry[][]> {
    if (matters.length === 0) return [];
    const work = this.#redis.pipeline();
    for (const matter of matters) work.hvals(key.at(matter));
    const answers = (await work.exec()) ?? [];
    return answers.map(([, values]) =>
      (Array.isArray(values) ? values : []).map((raw) => entrySchema.parse(JSON.parse(String(raw)))),
    );
  }

  /** Takes out who did not renew. @returns the matters that this call, of all processes', took somebody from */
  async sweep(): Promise<string[]> {
    const gone = await this.#redis.zrangebyscore(key.until, '-inf', Date.now(), 'LIMIT', 0, mostSwept);
    const matters: string[] = [];
    for (const member of gone) {
      const [matter = '', socketId = ''] = member.split(' ');
      if ((await this.#redis.zrem(key.until, member)) === 0) continue;
      await this.#redis.hdel(key.at(matter), socketId);
      matters.push(matter);
    }
    return matters;
  }
}
