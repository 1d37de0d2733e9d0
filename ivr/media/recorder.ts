// Writes a talk down in stereo G.711 µ-law, the citizen left, our side right, two octets per sample pair.
import { frameMs, frameSamples } from './sound.ts';
import { Sounding } from './sounding.ts';

/** Where a recording goes, octet after octet. `close` makes it whole. */
export interface RecordingSink {
  write(octets: Uint8Array): void;
  close(): Promise<void>;
}

export class Recorder {
  readonly #sink: RecordingSink;
  #frames = 0;
  #closing: Promise<void> | undefined;
  /** While true, silence is written: a card number, a password. */
  isPaused = false;

  constructor(sink: RecordingSink) {
    this.#sink = sink;
  }

  get durationMs(): number {
    return this.#frames * frameMs;
  }

  /** One turn of both sides. */
  write(citizen: Sounding, ours: Sounding): void {
    if (this.#closing) return;
    this.#frames += 1;
    const left = (this.isPaused ? Sounding.silence : citizen).as('mulaw');
    const right = (this.isPaused ? Sounding.silence : ours).as('mulaw');
    const pair = new Uint8Array(frameSamples * 2);
    for (let at = 0; at < frameSamples; at += 1) {
      pair[at * 2] = left[at] ?? 0;
      pair[at * 2 + 1] = right[at] ?? 0;
    }
    this.#sink.write(pair);
  }

  /** Ends it, once. */
  close(): Promise<void> {
    this.#closing ??= this.#sink.close();
    return this.#closing;
  }
}
