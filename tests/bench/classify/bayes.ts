// The baseline: naive Bayes over pairs of characters, as any textbook has it.
import { condense } from '../../../knowledge/classify/ngrams.ts';
import type { Labelled } from '../texts.ts';

export function naiveBayes(rows: readonly Labelled[]): (row: Labelled) => string {
  const counts = new Map<string, Map<string, number>>();
  const totals = new Map<string, number>();
  const messages = new Map<string, number>();
  const vocabulary = new Set<string>();
  for (const row of rows) {
    const own = counts.get(row.label) ?? new Map<string, number>();
    counts.set(row.label, own);
    messages.set(row.label, (messages.get(row.label) ?? 0) + 1);
    for (const pair of pairsOf(row)) {
      own.set(pair, (own.get(pair) ?? 0) + 1);
      totals.set(row.label, (totals.get(row.label) ?? 0) + 1);
      vocabulary.add(pair);
    }
  }
  return (row) => {
    let best = { label: '', score: Number.NEGATIVE_INFINITY };
    for (const [label, own] of counts) {
      const total = (totals.get(label) ?? 0) + vocabulary.size;
      let score = Math.log((messages.get(label) ?? 0) / rows.length);
      for (const pair of pairsOf(row)) score += Math.log(((own.get(pair) ?? 0) + 1) / total);
      if (score > best.score) best = { label, score };
    }
    return best.label;
  };
}

function pairsOf({ title = '', text }: Labelled): string[] {
  const line = condense(title, text);
  return Array.from({ length: Math.max(0, line.length - 1) }, (_, at) => line.slice(at, at + 2));
}
