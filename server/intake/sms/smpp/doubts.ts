// Submissions whose answer was not heard: the carrier may have them or not. SMPP has no key to ask by, but a receipt that
// bears our mark (`user_message_reference`) proves that it has. So a piece in doubt waits a little before it is sent again.
import { setTimeout as pause } from 'node:timers/promises';

interface Doubt {
  /** The carrier's id for it, once a receipt has told. */
  messageId: string | undefined;
  settled: AbortController;
}

/** More than are ever under way; what a carrier never proves goes at last. */
const mostKept = 1_000;

export class Doubts {
  readonly #open = new Map<string, Doubt>();
  readonly #waitMs: number;

  /** @param waitMs how long a receipt may take that makes sending again needless */
  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** The answer to this one was not heard. */
  begin(key: string): void {
    if (!this.#open.has(key)) this.#open.set(key, { messageId: undefined, settled: new AbortController() });
    const [oldest] = this.#open.keys();
    if (this.#open.size > mostKept && oldest !== undefined) this.#open.delete(oldest);
  }

  /** A receipt names it. */
  prove(key: string, messageId: string): void {
    const doubt = this.#open.get(key);
    if (!doubt) return;
    doubt.messageId = messageId;
    doubt.settled.abort();
  }

  /** @returns the carrier's id when it turns out that the carrier has it; null: send it (again) */
  async settle(key: string): Promise<string | null> {
    const doubt = this.#open.get(key);
    if (!doubt) return null;
    await pause(this.#waitMs, undefined, { signal: doubt.settled.signal }).catch(() => undefined);
    this.#open.delete(key);
    return doubt.messageId ?? null;
  }
}
