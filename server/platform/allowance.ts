// How much somebody may call over sockets: a person has one allowance in a process, however many lines they open.

/** At most so many at once, refilled evenly. */
const burst = 60;
const refillPerSecond = 30;
/** A line is a page that is open. Each hears all that its person is told: ten thousand would be ten thousand writes. */
export const mostLines = 100;

interface Purse {
  tokens: number;
  refilledAt: number;
  lines: number;
}

export class Allowances {
  readonly #purses = new Map<string, Purse>();
  readonly #now: () => number;

  /** @param now ms; not the house's time: when that went back an hour, nobody who is connected could do anything for as long */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether somebody may open one more line in this process. */
  hasRoom(person: string): boolean {
    return (this.#purses.get(person)?.lines ?? 0) < mostLines;
  }

  /** Somebody has opened a line. @returns takes from their allowance; false where it is used up */
  open(person: string): () => boolean {
    const purse = this.#purses.get(person) ?? { tokens: burst, refilledAt: this.#now(), lines: 0 };
    purse.lines += 1;
    this.#purses.set(person, purse);
    return () => {
      const now = this.#now();
      purse.tokens = Math.min(burst, purse.tokens + ((now - purse.refilledAt) / 1_000) * refillPerSecond);
      purse.refilledAt = now;
      // What is asked for in vain costs nothing: whoever waits gets on.
      if (purse.tokens < 1) return false;
      purse.tokens -= 1;
      return true;
    };
  }

  /** One of their lines is closed. */
  close(person: string): void {
    const purse = this.#purses.get(person);
    if (!purse) return;
    purse.lines -= 1;
    if (purse.lines === 0) this.#purses.delete(person);
  }
}
