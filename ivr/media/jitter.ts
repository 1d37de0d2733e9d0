// Packets arrive late, early, twice and out of order; a frame is needed every 20 ms. Waits as little as the line
// allows: the depth grows by a frame when it ran dry in the middle of talk, and shrinks when it never came close.
import type { Frame } from './g711.ts';

const leastDepth = 2;
const mostDepth = 10;
/** So many frames in a row above the depth are delay for nothing: one is left out. */
const calmFrames = 250;

/** Distance of two 16 bit numbers that wrap, −32768…32767. */
function ahead(from: number, to: number): number {
  return ((to - from + 0x8000) & 0xffff) - 0x8000;
}

export interface JitterCounts {
  received: number;
  /** Came after their turn, or twice. */
  late: number;
  /** Turns on which nothing was there in the middle of talk. */
  missed: number;
}

/** Puts the packets of one source in order and gives one frame per turn. */
export class JitterBuffer {
  readonly #frames = new Map<number, Frame>();
  /** The frame of the next turn; undefined until the first has been played. */
  #next: number | undefined;
  #depth = leastDepth;
  #isFilling = true;
  #calm = 0;
  readonly counts: JitterCounts = { received: 0, late: 0, missed: 0 };

  /** Frames that wait. */
  get waiting(): number {
    return this.#frames.size;
  }

  /** @param seq the packet's sequence number, 16 bit */
  put(seq: number, frame: Frame): void {
    this.counts.received += 1;
    if (this.#next !== undefined) {
      const distance = ahead(this.#next, seq);
      // A new source, or one that was away for long, counts from elsewhere.
      if (Math.abs(distance) > 100) this.#restart();
      else if (distance < 0) {
        this.counts.late += 1;
        return;
      }
    }
    if (this.#frames.has(seq)) {
      this.counts.late += 1;
      return;
    }
    this.#frames.set(seq, frame);
    while (this.#frames.size > mostDepth) this.#skip();
  }

  #oldest(): number | undefined {
    let oldest: number | undefined;
    for (const seq of this.#frames.keys()) {
      if (oldest === undefined || ahead(oldest, seq) < 0) oldest = seq;
    }
    return oldest;
  }

  /** The frame of this turn; undefined where there is none. */
  take(): Frame | undefined {
    if (this.#isFilling) {
      if (this.#frames.size < this.#depth) return undefined;
      this.#isFilling = false;
      this.#calm = 0;
    }
    this.#next ??= this.#oldest();
    if (this.#next === undefined || this.#frames.size === 0) {
      // The talker paused, or the line is worse than thought: wait for some before going on.
      this.#isFilling = true;
      this.counts.missed += 1;
      this.#depth = Math.min(this.#depth + 1, mostDepth / 2);
      return undefined;
    }
    this.#calm = this.#frames.size > this.#depth ? this.#calm + 1 : 0;
    if (this.#calm > calmFrames) {
      this.#calm = 0;
      this.#depth = Math.max(leastDepth, this.#depth - 1);
      this.#skip();
    }
    const seq = this.#next;
    const frame = this.#frames.get(seq);
    this.#frames.delete(seq);
    this.#next = (seq + 1) & 0xffff;
    if (!frame) this.counts.missed += 1;
    return frame;
  }

  /** Leaves out the frame whose turn would be next. */
  #skip(): void {
    const seq = this.#next ?? this.#oldest();
    if (seq === undefined) return;
    this.#frames.delete(seq);
    this.#next = (seq + 1) & 0xffff;
  }

  #restart(): void {
    this.#frames.clear();
    this.#next = undefined;
    this.#isFilling = true;
  }
}
