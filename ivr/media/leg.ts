// One end of a telephone line, whatever it runs over: a browser, a SIP trunk, a test.
import type { Frame, Law } from './g711.ts';

/** `hangup`: the far end said so; `lost`: nothing came for too long; `local`: we ended it. */
export type LegEnd = 'hangup' | 'lost' | 'local';

/**
 * A leg gives and takes one frame of 20 ms per turn; the turns are the bridge's. It stays silent about what it
 * cannot deliver: a line that is gone says so once, by its end.
 */
export interface Leg {
  readonly law: Law;
  readonly isOver: boolean;
  /** Sound should come and does not: the line may be cut, and may be whole again. Never where silence may be meant. */
  readonly isSilent: boolean;
  /** The far end's sound of this turn; undefined when nothing came. */
  take(): Frame | undefined;
  send(frame: Frame): void;
  /** Presses a key as an event (RFC 4733). @returns false where the far end takes none: its tones can be played */
  sendDigit(key: string): boolean;
  /** Keys of the far end, each once. @returns what stops listening */
  onDigit(listener: (key: string) => void): () => void;
  /** Called once, also when it is over already. @returns what stops listening */
  onEnd(listener: (end: LegEnd) => void): () => void;
  hangUp(): void;
}

/** What every leg does alike: its keys, its end, and who wants to know. */
export class LegNews {
  readonly #digits = new Set<(key: string) => void>();
  readonly #ends = new Set<(end: LegEnd) => void>();
  #end: LegEnd | undefined;

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  onDigit(listener: (key: string) => void): () => void {
    this.#digits.add(listener);
    return () => this.#digits.delete(listener);
  }

  onEnd(listener: (end: LegEnd) => void): () => void {
    if (this.#end !== undefined) listener(this.#end);
    else this.#ends.add(listener);
    return () => this.#ends.delete(listener);
  }

  digit(key: string): void {
    for (const listener of [...this.#digits]) listener(key);
  }

  /** @returns false when it was over before */
  end(end: LegEnd): boolean {
    if (this.#end !== undefined) return false;
    this.#end = end;
    for (const listener of [...this.#ends]) listener(end);
    this.#ends.clear();
    this.#digits.clear();
    return true;
  }
}
