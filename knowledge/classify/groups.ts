// Which texts are copies of one another: what a fair score and a fair split are made of.
import { eachNgram } from './ngrams.ts';

/**
 * Group number of each text: texts that share over a third of their rarer 4-grams are one group, because
 * people send the same matter again and a copy in the training half would flatter the score.
 */
export function nearDuplicateGroups(texts: readonly string[]): number[] {
  const parents = texts.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parents[at] !== at) at = parents[at] ?? at;
    return at;
  };
  const grams = texts.map((text) => {
    const set = new Set<number>();
    eachNgram(
      text,
      { to: text.length, longest: 4, scale: 1, unit: 'characters' },
      0,
      (key, _start, length) => {
        if (length === 4) set.add(key);
      },
    );
    return set;
  });
  const holders = new Map<number, number[]>();
  grams.forEach((set, i) => {
    const shared = new Map<number, number>();
    for (const gram of set) {
      const earlier = holders.get(gram);
      if (!earlier) {
        holders.set(gram, [i]);
        continue;
      }
      if (earlier.length <= 60) for (const j of earlier) shared.set(j, (shared.get(j) ?? 0) + 1);
      earlier.push(i);
    }
    for (const [j, count] of shared) {
      if (count >= 8 && count > 0.35 * Math.min(set.size, grams[j]?.size ?? 0)) parents[root(i)] = root(j);
    }
  });
  return texts.map((_, i) => root(i));
}
