// Whether other processes hear this one's news. In a house of one process nobody does, and then nothing is sent: news in
// Redis that only its sender reads costs a process as much as its greatest work with a message.

/** Between two questions who is there. */
const askEveryMs = 1_000;
/** An answer holds from when it was asked for; whoever came since is told by the next. */
const goodForMs = 1_500;
/** Others that lost their connection with this one's are back by then, and need not ask for anything. */
const timesAlone = 3;

/** Knows whether there is anybody else, and what they were not told. */
export class Audience {
  #aloneUntil = 0;
  #timesAlone = 0;
  #hasLeftOut = false;
  #isAsking = false;
  readonly #count: () => Promise<number>;
  readonly #onCompany: () => void;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param count the processes that listen, this one among them
   * @param onCompany others are there, and news may have been left out while they were coming: they have to ask
   */
  constructor(count: () => Promise<number>, onCompany: () => void) {
    this.#count = count;
    this.#onCompany = onCompany;
    this.#timer = setInterval(() => void this.#ask(), askEveryMs).unref();
  }

  /** Whether news is for nobody else, and left out: whoever comes is told so. */
  leavesOut(): boolean {
    const isAlone = performance.now() < this.#aloneUntil;
    this.#hasLeftOut ||= isAlone;
    return isAlone;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const askedAt = performance.now();
    // Who cannot ask does not know.
    const count = await this.#count().catch(() => 0);
    this.#isAsking = false;
    this.#timesAlone = count === 1 ? this.#timesAlone + 1 : 0;
    this.#aloneUntil = this.#timesAlone < timesAlone ? 0 : askedAt + goodForMs;
    if (count < 2 || !this.#hasLeftOut) return;
    this.#hasLeftOut = false;
    this.#onCompany();
  }
}
