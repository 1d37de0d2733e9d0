// A far end that says what it hears, a moment later: whoever talks to it knows that the line carries both ways.
import { type Frame, type Law, encode } from './g711.ts';
import { type Leg, type LegEnd, LegNews } from './leg.ts';
import { frameMs, joined, type Samples, frameSamples } from './sound.ts';
import { beep } from './tone.ts';

const delayMs = 800;

export class EchoLeg implements Leg {
  readonly law: Law = 'mulaw';
  readonly isSilent = false;
  readonly #news = new LegNews();
  /** What will be said: first a tone, then what was heard. */
  readonly #frames: Frame[] = framesOf(joined([beep(), new Int16Array((delayMs / frameMs) * frameSamples)]));

  get isOver(): boolean {
    return this.#news.isOver;
  }

  take(): Frame | undefined {
    return this.#frames.shift();
  }

  send(frame: Frame): void {
    this.#frames.push(frame);
  }

  sendDigit(): boolean {
    return false;
  }

  onDigit(listener: (key: string) => void): () => void {
    return this.#news.onDigit(listener);
  }

  onEnd(listener: (end: LegEnd) => void): () => void {
    return this.#news.onEnd(listener);
  }

  hangUp(): void {
    this.#news.end('local');
  }
}

function framesOf(samples: Samples): Frame[] {
  return Array.from({ length: Math.floor(samples.length / frameSamples) }, (_none, index) =>
    encode('mulaw', samples.subarray(index * frameSamples, (index + 1) * frameSamples)),
  );
}
