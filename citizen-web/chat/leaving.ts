// What a citizen wrote, until the server has it: it goes out in the order in which it was written, one after the other, and
// again for as long as what holds it up passes by itself.
import { RequestFailure } from '../api/client.ts';

export interface Outgoing {
  id: string;
  text: string;
  attachmentIds: readonly string[];
  at: string;
  /** `sending` goes out by itself, sooner or later; `refused` needs the reader. */
  state: 'sending' | 'refused';
}

/** Nobody said no to the words: the line, the server or how much somebody may call stood in the way. */
const passing: ReadonlySet<string> = new Set([
  'offline',
  'rate_limited',
  'unavailable',
  'took_too_long',
  'no_room',
]);
const firstAgainMs = 2_000;
const lastAgainMs = 30_000;

export class Leaving {
  readonly #post: (message: Outgoing) => Promise<void>;
  readonly #onChange: (all: readonly Outgoing[]) => void;
  readonly #onRefused: (failure: RequestFailure) => void;
  #all: readonly Outgoing[] = [];
  #isUnderWay = false;
  #isStopped = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #againMs = firstAgainMs;

  /**
   * @param deps.post resolves when the server has the message, also when it had it before
   * @param deps.onRefused is told of what can never be sent as it is
   */
  constructor(deps: {
    post: (message: Outgoing) => Promise<void>;
    onChange: (all: readonly Outgoing[]) => void;
    onRefused: (failure: RequestFailure) => void;
  }) {
    this.#post = deps.post;
    this.#onChange = deps.onChange;
    this.#onRefused = deps.onRefused;
  }

  add(message: Omit<Outgoing, 'state'>): void {
    this.#set([...this.#all, { ...message, state: 'sending' }]);
    void this.#next();
  }

  /** The reader wants to try once more what was refused. */
  retry(id: string): void {
    this.#mark(id, 'sending');
    void this.#next();
  }

  /** The server has these, however that became known. */
  arrived(ids: ReadonlySet<string>): void {
    if (this.#all.some(({ id }) => ids.has(id))) this.#set(this.#all.filter(({ id }) => !ids.has(id)));
  }

  /** The line stands again: nothing waits any longer. */
  goOn(): void {
    this.#isStopped = false;
    this.#againMs = firstAgainMs;
    void this.#next();
  }

  /** Nothing goes out any more until `goOn`. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#again);
  }

  async #next(): Promise<void> {
    const message = this.#all.find(({ state }) => state === 'sending');
    if (message === undefined || this.#isUnderWay || this.#isStopped) return;
    clearTimeout(this.#again);
    this.#isUnderWay = true;
    const failure = await this.#post(message).then(
      () => undefined,
      (error: unknown) => (error instanceof RequestFailure ? error : new RequestFailure('unavailable', '')),
    );
    this.#isUnderWay = false;
    if (failure && passing.has(failure.code)) return this.#later();
    this.#againMs = firstAgainMs;
    if (failure) {
      this.#mark(message.id, 'refused');
      this.#onRefused(failure);
    } else this.arrived(new Set([message.id]));
    await this.#next();
  }

  #later(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#next(), this.#againMs);
    this.#againMs = Math.min(this.#againMs * 2, lastAgainMs);
  }

  #mark(id: string, state: Outgoing['state']): void {
    this.#set(this.#all.map((one) => (one.id === id ? { ...one, state } : one)));
  }

  #set(all: readonly Outgoing[]): void {
    this.#all = all;
    this.#onChange(all);
  }
}
