// Citizens who write to consoles that have their conversations open: the same clients for both sides.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { call, connect } from '../../../scripts/demo-day/api.ts';
import type { Consoles } from './consoles.ts';

const sentSchema = z.object({ conversation: z.object({ id: z.string() }) });
const patienceMs = 20_000;
/** Who said more than a line may (30 a second) says it again so much later. */
const heldUpMs = 100;
const answerSchema = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) }),
]);

export interface Place {
  base: string;
  consoles: Consoles;
  /** The right to write, one for each citizen. */
  tokens: readonly string[];
}

/** What came to no console, or not in its order; and how often the limit of one line held somebody up. */
export const noFaults = () => ({ lost: 0, disordered: 0, heldUp: 0 });
type Faults = ReturnType<typeof noFaults>;

export class Talkers {
  readonly #citizens: Socket[];
  readonly #awaited = new Map<string, () => void>();
  readonly #lastSeq = new Map<string, number>();
  readonly faults: Faults;

  private constructor(citizens: Socket[], consoles: Consoles, faults: Faults) {
    this.faults = faults;
    this.#citizens = citizens;
    consoles.onHeard = ({ id, conversationId, seq }) => {
      const last = this.#lastSeq.get(conversationId) ?? 0;
      if (seq < last) this.faults.disordered += 1;
      this.#lastSeq.set(conversationId, Math.max(last, seq));
      this.#awaited.get(id)?.();
    };
  }

  /** @param faults counts on */
  static async open({ base, consoles, tokens }: Place, faults: Faults): Promise<Talkers> {
    const citizens: Socket[] = [];
    for (const token of tokens) {
      const citizen = await connect(base, '/citizen', { token });
      citizens.push(citizen);
      const words = { id: randomUUID(), text: '您好，我想问一下路灯的事。' };
      const { conversation } = await call(citizen, 'message:send', words, sentSchema);
      await consoles.has(conversation.id);
    }
    return new Talkers(citizens, consoles, faults);
  }

  /** One sentence. @returns ms until it stood in the other browser */
  async #say(citizen: Socket): Promise<number | undefined> {
    const id = randomUUID();
    const from = performance.now();
    const heard = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), patienceMs);
      this.#awaited.set(id, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
    const answered = this.#send(citizen, { id, text: '小区门口的路灯坏了三天，晚上看不见路。' });
    const wasHeard = await heard;
    const tookMs = performance.now() - from;
    this.#awaited.delete(id);
    if (!wasHeard || !(await answered)) this.faults.lost += 1;
    return wasHeard ? tookMs : undefined;
  }

  /** @returns whether it was taken */
  async #send(citizen: Socket, words: { id: string; text: string }): Promise<boolean> {
    for (;;) {
      const answer = answerSchema.parse(await citizen.emitWithAck('message:send', words));
      if (answer.ok) return true;
      if (answer.error.code !== 'rate_limited') return false;
      this.faults.heldUp += 1;
      await pause(heldUpMs);
    }
  }

  /** Each says the next sentence when the one before was heard. @returns sentences per second */
  async asFastAsPossible(forMs: number): Promise<number> {
    let said = 0;
    const from = performance.now();
    const talk = async (citizen: Socket): Promise<void> => {
      while (performance.now() - from < forMs) if ((await this.#say(citizen)) !== undefined) said += 1;
    };
    await Promise.all(this.#citizens.map(talk));
    return said / ((performance.now() - from) / 1_000);
  }

  /** So many sentences per second over all of them. @returns how long each took, in ms */
  async atPace(perSecond: number, forMs: number): Promise<number[]> {
    const took: number[] = [];
    const saying: Promise<void>[] = [];
    const from = performance.now();
    for (let said = 0; performance.now() - from < forMs; said += 1) {
      const citizen = this.#citizens[said % this.#citizens.length];
      if (citizen) saying.push(this.#say(citizen).then((ms) => void (ms !== undefined && took.push(ms))));
      await pause(Math.max(0, from + ((said + 1) * 1_000) / perSecond - performance.now()));
    }
    await Promise.all(saying);
    return took;
  }

  close(): void {
    for (const citizen of this.#citizens) citizen.disconnect();
  }
}
