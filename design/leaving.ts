// What somebody wrote into a conversation, until the server has it: it goes out in the order in which it was written, one
// after the other, and again for as long as what holds it up passes by itself.

export interface Outgoing {
  id: string;
  text: string;
  /** Goes with it. */
  file?: File;
  at: string;
  /** `sending` goes out by itself, sooner or later; `refused` needs whoever wrote it. */
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

const isPassing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && passing.has(error.code);

export class Leaving {
  readonly #post: (message: Outgoing) => Promise<void>;
  readonly #onChange: (all: readonly Outgoing[]) => void;
  readonly #onRefused: (failure: unknown) => void;
  #all: readonly Outgoing[] = [];
  #isUnderWay = false;
  #isStopped = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #againMs = firstAgainMs;

  /**
   * @param deps.post resolves when the server has the message, also when it had it before; else throws an error with a `code`
   * @param deps.onRefused is told of what can never be sent as it is
   */
  constructor(deps: {
    post: (message: Outgoing) => Promise<void>;
    onChange: (all: readonly Outgoing[]) => void;
    onRefused?: (failure: unknown) => void;
  }) {
    this.#post = deps.post;
    this.#onChange = deps.onChange;
    this.#onRefused = deps.onRefused ?? (() => undefined);
  }

  /** Whether anything is still to go out by itself. */
  get isBusy(): boolean {
    return this.#all.some(({ state }) => state === 'sending');
  }

  add(message: Omit<Outgoing, 'state'>): void {
    this.#set([...this.#all, { ...message, state: 'sending' }]);
    void this.#next();
  }

  /** Whoever wrote it wants to try once more what was refused. */
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
    try {
      await this.#post(message);
      this.arrived(new Set([message.id]));
    } catch (error) {
      if (isPassing(error)) return this.#later();
      this.#mark(message.id, 'refused');
      this.#onRefused(error);
    } finally {
      this.#isUnderWay = false;
    }
    this.#againMs = firstAgainMs;
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
