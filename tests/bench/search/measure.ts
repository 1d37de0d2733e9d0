// How often the right document is found, and how long it takes.
import type { Find } from './rivals.ts';

export interface Asked {
  query: string;
  /** Any of these is right. */
  relevant: readonly string[];
}

export interface Found {
  queries: number;
  recallAt1: number;
  recallAt5: number;
  /** Mean of 1 / place of the first right one, 0 beyond the tenth. */
  mrrAt10: number;
  p50Ms: number;
  p95Ms: number;
}

const shown = 10;
const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

export async function measure(find: Find, asked: readonly Asked[]): Promise<Found> {
  const times: number[] = [];
  let [first, five, reciprocal] = [0, 0, 0];
  for (const { query, relevant } of asked) {
    const started = performance.now();
    const hits = await find(query, shown);
    times.push(performance.now() - started);
    const place = hits.findIndex((id) => relevant.includes(id));
    if (place === 0) first += 1;
    if (place >= 0 && place < 5) five += 1;
    if (place >= 0) reciprocal += 1 / (place + 1);
  }
  times.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0, 3);
  return {
    queries: asked.length,
    recallAt1: round(first / asked.length, 4),
    recallAt5: round(five / asked.length, 4),
    mrrAt10: round(reciprocal / asked.length, 4),
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
  };
}
