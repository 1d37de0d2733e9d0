// A telephone line of plain arrays, and what tests say and hear on it.
import { decode, encode, type Frame, type Law } from '../../../ivr/media/g711.ts';
import { type Leg, type LegEnd, LegNews } from '../../../ivr/media/leg.ts';
import { frameSamples, joined, type Samples } from '../../../ivr/media/sound.ts';
import { tone } from '../../../ivr/media/tone.ts';

export class TestLeg implements Leg {
  readonly law: Law;
  isSilent = false;
  readonly #news = new LegNews();
  /** Said over and over, one frame per turn. */
  #voice: Samples | undefined;
  #at = 0;
  #heard: Samples[] = [];

  constructor(law: Law = 'mulaw') {
    this.law = law;
  }

  get isOver(): boolean {
    return this.#news.isOver;
  }

  /** Says a tone from now on; 0 is silence. */
  say(hz: number): void {
    this.#voice = hz === 0 ? undefined : tone([hz], 1);
    this.#at = 0;
  }

  press(keys: string): void {
    for (const key of keys) this.#news.digit(key);
  }

  leave(end: LegEnd = 'hangup'): void {
    this.#news.end(end);
  }

  take(): Frame | undefined {
    if (!this.#voice) return undefined;
    const at = this.#at % (this.#voice.length - frameSamples);
    this.#at += frameSamples;
    return encode(this.law, this.#voice.subarray(at, at + frameSamples));
  }

  send(frame: Frame): void {
    this.#heard.push(decode(this.law, frame));
  }

  /** What was heard since it was last asked for. */
  heard(): Samples {
    const heard = joined(this.#heard);
    this.#heard = [];
    return heard;
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

/** The level of a frequency, 0…1 of full scale (Goertzel). */
export function levelOf(samples: Samples, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / 8_000);
  let [before, last] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample / 32_768 + coefficient * last - before];
  return (2 * Math.sqrt(Math.max(0, before ** 2 + last ** 2 - coefficient * before * last))) / samples.length;
}

/** Which of these frequencies can be heard. */
export function tonesIn(samples: Samples, among: readonly number[]): number[] {
  return among.filter((hz) => levelOf(samples, hz) > 0.02);
}
