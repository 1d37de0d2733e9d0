// What was away and from when to when, and from which moment on a clock could have fired.

interface Span {
  what: string;
  from: number;
  to: number;
}

export class Absences {
  readonly #spans: Span[] = [];

  /** What is away already stays so. */
  begin(what: string): void {
    if (this.#open(what) === undefined)
      this.#spans.push({ what, from: Date.now(), to: Number.POSITIVE_INFINITY });
  }

  end(what: string): void {
    const span = this.#open(what);
    if (span) span.to = Date.now();
  }

  #open(what: string): Span | undefined {
    return this.#spans.find((span) => span.what === what && span.to === Number.POSITIVE_INFINITY);
  }

  isAway(what: string, at = Date.now()): boolean {
    return this.#spans.some((span) => span.what === what && span.from <= at && at < span.to);
  }

  /**
   * The first moment from `at` on at which nothing of what all need is away, and not everybody of those who could act.
   * In ms since 1970.
   */
  servedFrom(at: number, needed: readonly string[], oneOf: readonly string[]): number {
    const isServed = (moment: number): boolean =>
      !needed.some((what) => this.isAway(what, moment)) && !oneOf.every((who) => this.isAway(who, moment));
    const returns = this.#spans.map(({ to }) => to).filter((to) => to > at);
    return [at, ...returns.sort((a, b) => a - b)].find(isServed) ?? Number.POSITIVE_INFINITY;
  }

  /** How often each kind was away, and how long at most; in ms. */
  longest(kindOf: (what: string) => string): Record<string, { times: number; longestMs: number }> {
    const found: Record<string, { times: number; longestMs: number }> = {};
    for (const { what, from, to } of this.#spans) {
      const before = found[kindOf(what)] ?? { times: 0, longestMs: 0 };
      found[kindOf(what)] = { times: before.times + 1, longestMs: Math.max(before.longestMs, to - from) };
    }
    return found;
  }
}
