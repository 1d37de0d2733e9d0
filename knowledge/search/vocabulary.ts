// Latin words of the index in order: for words being typed and slips of the finger.

/** New words wait unsorted until so many are there; sorting them in one by one would cost more than looking. */
const maxWaiting = 512;

export class Vocabulary {
  /**
   * Sorted, each shorter than the one before: a new one is merged with those that are no longer than it. So a word is
   * moved a few times in all, and nobody who types waits for half a million words to be sorted.
   */
  readonly #runs: string[][] = [];
  #waiting: string[] = [];

  add(word: string): void {
    this.#waiting.push(word);
    if (this.#waiting.length < maxWaiting) return;
    let run = this.#waiting.sort();
    this.#waiting = [];
    for (let last = this.#runs.at(-1); last && last.length <= run.length; last = this.#runs.at(-1)) {
      this.#runs.pop();
      run = merged(last, run);
    }
    this.#runs.push(run);
  }

  /** Words that begin with the prefix and are longer, the shortest first. */
  beginningWith(prefix: string, limit: number): string[] {
    const found = this.#waiting.filter((word) => word.startsWith(prefix));
    for (const run of this.#runs) {
      for (let at = placeOf(run, prefix); at < run.length; at += 1) {
        const word = run[at] ?? '';
        if (!word.startsWith(prefix)) break;
        found.push(word);
      }
    }
    return found
      .filter((word) => word !== prefix)
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .slice(0, limit);
  }

  /** Words one slip away: one letter more, less or other, or two neighbours swapped. */
  nearly(word: string, limit: number): string[] {
    const found: string[] = [];
    for (const list of [...this.#runs, this.#waiting]) {
      for (const other of list) {
        if (found.length === limit) return found;
        if (isOneEditApart(word, other)) found.push(other);
      }
    }
    return found;
  }
}

function placeOf(sorted: readonly string[], prefix: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merged(a: readonly string[], b: readonly string[]): string[] {
  const both: string[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined && other === undefined) return both;
    if (other === undefined || (one !== undefined && one <= other)) {
      both.push(one ?? '');
      i += 1;
    } else {
      both.push(other);
      j += 1;
    }
  }
}

/** Whether one insertion, deletion, replacement or swap of neighbours turns one word into the other. */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  const isSwap = restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  return isSwap || Math.max(restA.length, restB.length) <= 1;
}
