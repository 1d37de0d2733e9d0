// Random numbers of a simulation: the same seed gives the same day.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Length } from './scenario.ts';

export class Dice {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Between 0 and 1, both excluded. */
  uniform(): number {
    const value = uniformFloat64(this.#generator);
    return value > 0 ? value : Number.MIN_VALUE;
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  /** Box and Muller 1958. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Seconds. */
  draw(length: Length): number {
    if (length.kind === 'fixed') return length.meanS;
    if (length.kind === 'exponential') return this.exponential(length.meanS);
    // Of a lognormal with this mean and coefficient of variation.
    const spread = Math.sqrt(Math.log(1 + length.variation ** 2));
    return length.meanS * Math.exp(spread * this.normal() - spread ** 2 / 2);
  }
}
