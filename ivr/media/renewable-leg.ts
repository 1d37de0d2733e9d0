// A line whose far end may come back on a new connection: a telephone that changes its network keeps its call.
import type { Frame, Law } from './g711.ts';
import { type Leg, type LegEnd, LegNews } from './leg.ts';

/** A phone that leaves the Wi-Fi is back within seconds; one that went into a tunnel may take longer. */
export const comeBackWithinMs = 15_000;

export class RenewableLeg implements Leg {
  readonly #news = new LegNews();
  #leg: Leg;
  #stops: (() => void)[] = [];
  #grace: NodeJS.Timeout | undefined;

  constructor(leg: Leg) {
    this.#leg = leg;
    this.#follow(leg);
  }

  get law(): Law {
    return this.#leg.law;
  }

  get isOver(): boolean {
    return this.#news.isOver;
  }

  get isSilent(): boolean {
    return this.#grace !== undefined || this.#leg.isSilent;
  }

  /** The far end is there on a new connection. @returns false when the line is over */
  renew(leg: Leg): boolean {
    if (this.isOver) return false;
    const before = this.#leg;
    this.#unfollow();
    this.#leg = leg;
    before.hangUp();
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.#follow(leg);
    return true;
  }

  #follow(leg: Leg): void {
    this.#stops = [leg.onDigit((key) => this.#news.digit(key)), leg.onEnd((end) => this.#takeEnd(end))];
  }

  #unfollow(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #takeEnd(end: LegEnd): void {
    if (end !== 'lost') {
      this.#end(end);
      return;
    }
    this.#grace = setTimeout(() => this.#end('lost'), comeBackWithinMs);
    this.#grace.unref();
  }

  #end(end: LegEnd): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.#unfollow();
    this.#news.end(end);
  }

  take(): Frame | undefined {
    return this.#leg.isOver ? undefined : this.#leg.take();
  }

  send(frame: Frame): void {
    if (!this.#leg.isOver) this.#leg.send(frame);
  }

  sendDigit(key: string): boolean {
    return this.#leg.sendDigit(key);
  }

  onDigit(listener: (key: string) => void): () => void {
    return this.#news.onDigit(listener);
  }

  onEnd(listener: (end: LegEnd) => void): () => void {
    return this.#news.onEnd(listener);
  }

  hangUp(): void {
    this.#end('local');
    this.#leg.hangUp();
  }
}
