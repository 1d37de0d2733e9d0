// When news is worth a toast: at a bad hour deadlines pass by the dozen, and whoever works must not lose the buttons.

const quietMs = 60_000;

/** Lets one piece of news through and then counts in silence for a minute; the bell shows every one all the while. */
export class NewsPace {
  #quietUntil = 0;
  #counted = 0;

  /** @param now in ms. @returns how many came since the last toast, this one included; undefined: no toast now */
  take(now: number): number | undefined {
    this.#counted += 1;
    if (now < this.#quietUntil) return undefined;
    const count = this.#counted;
    this.#counted = 0;
    this.#quietUntil = now + quietMs;
    return count;
  }
}
