// Tells speech from silence by loudness: enough to know that somebody left a message, and when they were done.
import { frameMs, type Samples } from './sound.ts';

/** Root mean square of a frame above which somebody speaks; a quiet line stays below 200. */
const loudness = 400;
/** A click is no word: so many frames in all. */
const leastFrames = 10;

export class VoiceActivity {
  #loudFrames = 0;
  #quietMs = 0;
  #waiting: { afterMs: number; done: () => void } | undefined;

  get hasSpoken(): boolean {
    return this.#loudFrames >= leastFrames;
  }

  hear(frame: Samples): void {
    let energy = 0;
    for (const sample of frame) energy += sample * sample;
    const isLoud = Math.sqrt(energy / frame.length) > loudness;
    if (isLoud) this.#loudFrames += 1;
    this.#quietMs = isLoud ? 0 : this.#quietMs + frameMs;
    if (!this.#waiting || this.#quietMs < this.#waiting.afterMs) return;
    const { done } = this.#waiting;
    this.#waiting = undefined;
    done();
  }

  /** Calls back once after so much silence on end. @returns what cancels it */
  onSilence(seconds: number, done: () => void): () => void {
    this.#waiting = { afterMs: seconds * 1_000, done };
    return () => {
      this.#waiting = undefined;
    };
  }
}
