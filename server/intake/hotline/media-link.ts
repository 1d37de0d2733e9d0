// From any process to the media process that carries a call and back, over Redis. A call's reference names its process.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { AppError, errorCodeSchema } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import {
  type MediaAnswer,
  type MediaCall,
  type MediaNode,
  type MediaRequest,
  mediaCalls,
} from './media-calls.ts';

const processesKey = '{media}:processes';
const channelOf = (processId: string): string => `{media}:to:${processId}`;

const aliveForMs = 10_000;
/** Oftener than anybody looks for the dead: whoever lives is back in an emptied Redis before the second look. */
const renewEveryMs = 2_000;
const answerWithinMs = 10_000;

const lifeSchema = z.object({ until: z.number(), calls: z.number().int() });

const callNameSchema = z.custom<MediaCall>(
  (name) => typeof name === 'string' && Object.hasOwn(mediaCalls, name),
);
const letterSchema = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('ask'),
    id: z.string(),
    from: z.string(),
    call: callNameSchema,
    request: z.unknown(),
  }),
  z.object({ what: z.literal('answer'), id: z.string(), value: z.unknown() }),
  z.object({
    what: z.literal('failure'),
    id: z.string(),
    code: errorCodeSchema,
    details: z.record(z.string(), z.unknown()).optional(),
  }),
]);
type Letter = z.infer<typeof letterSchema>;

/** The process that a call reference names: `kind-process-…`. */
export function processOf(callRef: string): string {
  return callRef.split('-', 2)[1] ?? '';
}

export class MediaLink {
  readonly processId = randomUUID().slice(0, 8);
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #ear: Redis;
  readonly #waiting = new Map<string, (letter: Exclude<Letter, { what: 'ask' }>) => void>();
  #node: MediaNode | undefined;
  #countCalls: () => number = () => 0;
  #renewal: NodeJS.Timeout | undefined;

  constructor({ redis, log }: { redis: Redis; log: Log }) {
    this.#redis = redis;
    this.#log = log;
    this.#ear = redis.duplicate();
    this.#ear.on('message', (_channel: string, text: string) => {
      try {
        this.#read(text);
      } catch (error) {
        log.error({ err: error }, 'a letter from another process could not be read');
      }
    });
  }

  /** Hears answers from now on, and, with a node, is asked by others. `countCalls`: how busy this process is. */
  async open(media?: { node: MediaNode; countCalls: () => number }): Promise<void> {
    this.#node = media?.node;
    this.#countCalls = media?.countCalls ?? this.#countCalls;
    await this.#ear.subscribe(channelOf(this.processId));
    if (!media) return;
    await this.#sayAlive();
    this.#renewal = setInterval(() => {
      this.#sayAlive().catch((error: unknown) =>
        this.#log.warn({ err: error }, 'heartbeat of the hotline failed'),
      );
    }, renewEveryMs);
    this.#renewal.unref();
  }

  /** From now on no call is given to this process, and nothing is asked of it. */
  async retire(): Promise<void> {
    clearInterval(this.#renewal);
    if (!this.#node) return;
    this.#node = undefined;
    await this.#redis.hdel(processesKey, this.processId);
  }

  async close(): Promise<void> {
    await this.retire();
    this.#ear.disconnect();
  }

  /** Asks the process itself when it is this one. @throws AppError as there; `unavailable` when nothing comes back */
  async ask<K extends MediaCall>(
    processId: string,
    call: K,
    request: MediaRequest<K>,
  ): Promise<MediaAnswer<K>> {
    if (processId === this.processId && this.#node) return this.#node[call](request);
    if (!(await this.isAlive(processId))) throw new AppError('not_found');
    const id = randomUUID();
    const answered = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new AppError('unavailable'));
      }, answerWithinMs);
      this.#waiting.set(id, (letter) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (letter.what === 'answer') resolve(letter.value);
        else reject(new AppError(letter.code, letter.details));
      });
    });
    await this.#send(processId, { what: 'ask', id, from: this.processId, call, request });
    return mediaCalls[call].answer.parse(await answered) as MediaAnswer<K>;
  }

  /** Asks the process that carries the call. */
  askOf<K extends MediaCall>(callRef: string, call: K, request: MediaRequest<K>): Promise<MediaAnswer<K>> {
    return this.ask(processOf(callRef), call, request);
  }

  // ── which process ──

  /**
   * Asks for a new call: this process, then the others, the least busy first, until one has room for it.
   * @throws AppError as there; `lines_full` where none has, `not_configured` where there is none
   */
  async askForNewCall<K extends MediaCall>(call: K, request: MediaRequest<K>): Promise<MediaAnswer<K>> {
    let refusal = new AppError('not_configured');
    for (const processId of await this.#byRoom()) {
      try {
        return await this.ask(processId, call, request);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'lines_full') throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  async isAlive(processId: string): Promise<boolean> {
    return (await this.#alive()).has(processId);
  }

  /** Every media process there is. */
  async processes(): Promise<string[]> {
    return [...(await this.#alive()).keys()];
  }

  async #byRoom(): Promise<string[]> {
    const alive = [...(await this.#alive())].sort(([, a], [, b]) => a.calls - b.calls);
    const others = alive.map(([id]) => id).filter((id) => id !== this.processId);
    return this.#node ? [this.processId, ...others] : others;
  }

  async #sayAlive(): Promise<void> {
    const life = { until: Date.now() + aliveForMs, calls: this.#countCalls() };
    await this.#redis.hset(processesKey, this.processId, JSON.stringify(life));
  }

  async #alive(): Promise<Map<string, z.infer<typeof lifeSchema>>> {
    const all = Object.entries(await this.#redis.hgetall(processesKey)).map(
      ([id, text]) => [id, lifeSchema.parse(JSON.parse(text))] as const,
    );
    const now = Date.now();
    const dead = all.filter(([, { until }]) => until < now).map(([id]) => id);
    if (dead.length > 0) await this.#redis.hdel(processesKey, ...dead);
    const alive = new Map(all.filter(([, { until }]) => until >= now));
    // Who was held up for longer than that knows best that it lives.
    if (this.#node) alive.set(this.processId, { until: now, calls: this.#countCalls() });
    return alive;
  }

  // ── letters ──

  async #send(processId: string, letter: Letter): Promise<void> {
    await this.#redis.publish(channelOf(processId), JSON.stringify(letter));
  }

  #read(text: string): void {
    const letter = letterSchema.parse(JSON.parse(text));
    if (letter.what !== 'ask') {
      this.#waiting.get(letter.id)?.(letter);
      return;
    }
    const { id, from } = letter;
    this.#answer(letter)
      .then(
        (value): Letter => ({ what: 'answer', id, value }),
        (error: unknown): Letter => {
          if (!(error instanceof AppError))
            this.#log.error({ err: error, call: letter.call }, 'a media call failed');
          const known = error instanceof AppError ? error : new AppError('internal');
          return { what: 'failure', id, code: known.code, details: known.details };
        },
      )
      .then((reply) => this.#send(from, reply))
      .catch((error: unknown) => this.#log.warn({ err: error }, 'an answer did not leave'));
  }

  async #answer({ call, request }: Extract<Letter, { what: 'ask' }>): Promise<unknown> {
    if (!this.#node) throw new AppError('not_found');
    const answer: (request: never) => Promise<unknown> = this.#node[call];
    return answer(mediaCalls[call].request.parse(request) as never);
  }
}
