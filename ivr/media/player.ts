// A queue of sounds read frame by frame: prompts one after another, then music for as long as nothing else comes.
import { frameSamples, type Samples } from './sound.ts';

export class Player {
  #queue: Samples[] = [];
  #at = 0;
  #loop: Samples | undefined;
  #loopAt = 0;
  #onIdle: (() => void) | undefined;

  /** Plays the sounds in order, then calls `onIdle`, once; what was playing is cut. */
  play(sounds: readonly Samples[], onIdle?: () => void): void {
    this.#queue = sounds.filter((sound) => sound.length > 0);
    this.#at = 0;
    this.#loop = undefined;
    this.#onIdle = onIdle;
  }

  /** What fills the time behind the queue, over and over; each music goes on where it was left. */
  repeat(sound: Samples | undefined): void {
    this.#loop = sound;
  }

  stop(): void {
    this.play([]);
  }

  /** The sound of this turn; undefined when there is none. */
  read(): Samples | undefined {
    const sound = this.#queue[0];
    if (!sound) {
      const tell = this.#onIdle;
      this.#onIdle = undefined;
      tell?.();
      return this.#queue.length > 0 ? this.read() : this.#readLoop();
    }
    const frame = new Int16Array(frameSamples);
    frame.set(sound.subarray(this.#at, this.#at + frameSamples));
    this.#at += frameSamples;
    if (this.#at >= sound.length) {
      this.#queue.shift();
      this.#at = 0;
    }
    return frame;
  }

  #readLoop(): Samples | undefined {
    const sound = this.#loop;
    if (!sound || sound.length < frameSamples) return undefined;
    if (this.#loopAt + frameSamples > sound.length) this.#loopAt = 0;
    const frame = sound.subarray(this.#loopAt, this.#loopAt + frameSamples);
    this.#loopAt += frameSamples;
    return frame;
  }
}
