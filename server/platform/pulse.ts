// What each process says of itself every few seconds, in Redis: who is alive, and how it is.
import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { roleNames } from './config.ts';
import { type ModelState, modelStateSchema } from './contract.ts';

const beatEveryMs = 5_000;
/** Three beats missed: it is gone, or as good as gone. */
const goneAfterMs = 16_000;
/** The look into those that are gone stays for so long: an operator wants to see what has just died. */
const keptMs = 10 * 60_000;
const key = 'onecall:processes';

export const carrierSchema = z.object({
  kind: z.enum(['smpp', 'trunk', 'twilio', 'mail']),
  /** `configured`: it has no line that could be up or down. */
  state: z.enum(['up', 'down', 'configured']),
});
export type CarrierState = z.infer<typeof carrierSchema>;

/** What a process knows of its own parts. */
interface Parts {
  /** The lines that it holds. */
  carriers: CarrierState[];
  model: ModelState;
}

const beatSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  roles: z.array(z.enum(roleNames)),
  version: z.string(),
  startedAt: z.number(),
  at: z.number(),
  rssBytes: z.number(),
  heapBytes: z.number(),
  heapLimitBytes: z.number(),
  /** Of the last beat, 99th percentile. */
  loopDelayMs: z.number(),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  carriers: z.array(carrierSchema),
  /** Absent: a process of a version before. */
  model: modelStateSchema.optional(),
});
export type Beat = z.infer<typeof beatSchema> & { isAlive: boolean };

export class Pulse {
  readonly #redis: Redis;
  readonly #about: { roles: readonly string[]; version: string; dataDir: string };
  readonly #parts: () => Parts;
  readonly #id = randomUUID();
  readonly #startedAt = Date.now();
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** @param parts as they are at the moment */
  constructor(
    redis: Redis,
    about: { roles: readonly string[]; version: string; dataDir: string },
    parts: () => Parts,
  ) {
    this.#redis = redis;
    this.#about = about;
    this.#parts = parts;
  }

  start(): void {
    this.#delay.enable();
    const beat = (): void => {
      // Redis may be away: the next beat comes.
      if (this.#redis.status === 'ready') void this.#beat().catch(() => undefined);
    };
    beat();
    this.#timer = setInterval(beat, beatEveryMs);
    this.#timer.unref();
  }

  /** A process that ends in good order is not missed. */
  async stop(): Promise<void> {
    // A beat that is on its way does not bring it back.
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#delay.disable();
    if (this.#redis.status === 'ready') await this.#redis.hdel(key, this.#id).catch(() => undefined);
  }

  async #beat(): Promise<void> {
    const { dataDir, ...about } = this.#about;
    const disk = await statfs(dataDir).catch(() => undefined);
    const memory = process.memoryUsage();
    const own = {
      ...about,
      id: this.#id,
      host: hostname(),
      pid: process.pid,
      startedAt: this.#startedAt,
      at: Date.now(),
      rssBytes: memory.rss,
      heapBytes: memory.heapUsed,
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      loopDelayMs: this.#delay.percentile(99) / 1e6,
      disk: disk ? { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize } : null,
      ...this.#parts(),
    };
    this.#delay.reset();
    if (this.#isStopped) return;
    await this.#redis.hset(key, this.#id, JSON.stringify(own));
  }
}

/** All processes that were heard of lately, the living first. */
export async function readPulses(redis: Redis, now = Date.now()): Promise<Beat[]> {
  const beats: Beat[] = [];
  for (const [id, text] of Object.entries(await redis.hgetall(key))) {
    const beat = beatSchema.safeParse(JSON.parse(text)).data;
    if (beat === undefined || now - beat.at > keptMs) await redis.hdel(key, id);
    else beats.push({ ...beat, isAlive: now - beat.at < goneAfterMs });
  }
  return beats.sort((a, b) => Number(b.isAlive) - Number(a.isAlive) || a.startedAt - b.startedAt);
}
