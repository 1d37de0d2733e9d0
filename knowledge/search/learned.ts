// What people chose before, after asking the same or nearly the same: evidence of its own beside the words.
import { normalise } from '../text/characters.ts';
import { isStopWord, tokeniseNormalised } from '../text/tokens.ts';

/** Questions that share less (Jaccard over their terms) may be of something else: at a half, short ones were led astray. */
const leastAlike = 0.75;
/** A question is looked up by so many of its rarest terms; questions that are alike share at least one of them. */
const lookedUp = 4;
/** So much evidence counts half: one click moves little, many are believed. */
const halfAt = 1.5;

interface Asked {
  terms: ReadonlySet<string>;
  /** By document: positive where it helped, negative where it did not. */
  weights: Map<string, number>;
}

function termsOf(words: string): Set<string> {
  const tokens = tokeniseNormalised(normalise(words));
  const telling = tokens.filter(({ isSingle, term }) => !isSingle && !isStopWord(term));
  return new Set((telling.length > 0 ? telling : tokens).map(({ term }) => term));
}

/** Questions with what helped them. */
export class Learned {
  readonly #asked = new Map<string, Asked>();
  readonly #byTerm = new Map<string, Set<Asked>>();

  /** Sets what is known of words and a document; in place of what was known of them before. */
  set(words: string, id: string, weight: number): void {
    let asked = this.#asked.get(words);
    if (!asked) {
      asked = { terms: termsOf(words), weights: new Map() };
      if (asked.terms.size === 0) return;
      this.#asked.set(words, asked);
      for (const term of asked.terms) {
        const known = this.#byTerm.get(term);
        if (known) known.add(asked);
        else this.#byTerm.set(term, new Set([asked]));
      }
    }
    asked.weights.set(id, weight);
  }

  /** By document, −1 to 1: how much speaks for it, or against it, when this is asked. */
  evidence(query: string): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    if (this.#asked.size === 0) return sums;
    const terms = termsOf(query);
    const found = new Set<Asked>();
    const lists = [...terms].flatMap((term) => this.#byTerm.get(term) ?? []);
    for (const list of lists.sort((a, b) => a.size - b.size).slice(0, lookedUp)) {
      for (const asked of list) found.add(asked);
    }
    for (const asked of found) {
      let shared = 0;
      for (const term of asked.terms) if (terms.has(term)) shared += 1;
      const alike = shared / (terms.size + asked.terms.size - shared);
      if (alike < leastAlike) continue;
      for (const [id, weight] of asked.weights) sums.set(id, (sums.get(id) ?? 0) + weight * alike * alike);
    }
    for (const [id, sum] of sums) sums.set(id, sum / (Math.abs(sum) + halfAt));
    return sums;
  }
}
