// The one clock of all lines in a process: a turn every 20 ms, counted from the start so that it never drifts.
import { frameMs } from './sound.ts';

/** So many turns are made up for after the process was held up; more would only be noise. */
const mostMadeUp = 10;
/** One long collection of garbage is no load; lateness that lasts is. */
const smoothedOverMs = 2_000;

export class Ticker {
  readonly #turns = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #done = 0;
  /** How late turns are taken, as far as they are made up for, smoothed. */
  #lateMs = 0;
  #ranAt = 0;

  /** For a second or two now turns have come so late that sound is lost: there are more lines than can be carried. */
  get isBehind(): boolean {
    return this.#lateMs > (mostMadeUp * frameMs) / 2;
  }

  /** Calls `turn` every 20 ms. @returns what ends it */
  add(turn: () => void): () => void {
    this.#turns.add(turn);
    if (this.#timer === undefined) {
      this.#startedAt = performance.now();
      this.#done = 0;
      this.#lateMs = 0;
      this.#ranAt = this.#startedAt;
      this.#plan();
    }
    return () => {
      this.#turns.delete(turn);
      if (this.#turns.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  /** When the next turn is due. */
  get #next(): number {
    return this.#startedAt + (this.#done + 1) * frameMs;
  }

  #plan(): void {
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#next - performance.now()));
  }

  #noteLateness(now: number): void {
    const lateMs = Math.min(now - this.#next, mostMadeUp * frameMs);
    this.#lateMs += (lateMs - this.#lateMs) * (1 - Math.exp((this.#ranAt - now) / smoothedOverMs));
    this.#ranAt = now;
  }

  #run(): void {
    const now = performance.now();
    this.#noteLateness(now);
    const due = Math.floor((now - this.#startedAt) / frameMs);
    if (due - this.#done > mostMadeUp) this.#done = due - mostMadeUp;
    for (; this.#done < due; this.#done += 1) {
      for (const turn of this.#turns) turn();
    }
    if (this.#turns.size > 0) this.#plan();
  }
}
