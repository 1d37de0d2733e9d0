// Why a document matched, for the eye: the passage with most of the query's words, and where they stand in it.
import { isStopWord, tokenise } from '../text/tokens.ts';
import { bare } from './bare.ts';

export interface Fragment {
  text: string;
  /** [from, to) ranges of `text` in UTF-16 units, ascending. */
  marks: [number, number][];
}

/** The best passage of about `width` characters. Plain text and ranges: markup is the reader's own business. */
export function highlight(text: string, query: string, width = 90): Fragment {
  const asked = tokenise(bare(query));
  const pairs = asked.filter((token) => !token.isSingle);
  const terms = (pairs.length > 0 ? pairs : asked).map((token) => token.term);
  const telling = terms.filter((term) => !isStopWord(term));
  const wanted = new Set(telling.length > 0 ? telling : terms);
  const hits = tokenise(text).filter((token) => wanted.has(token.term));
  let [bestStart, bestCount] = [0, 0];
  for (const [index, hit] of hits.entries()) {
    let count = 0;
    const distinct = new Set<string>();
    for (let at = index; at < hits.length; at += 1) {
      const other = hits[at];
      if (!other || other.at + other.length > hit.at + width) break;
      count += distinct.has(other.term) ? 0.2 : 1;
      distinct.add(other.term);
    }
    if (count > bestCount) [bestStart, bestCount] = [hit.at, count];
  }
  const start = Math.max(0, Math.min(bestStart - 12, text.length - width));
  const end = Math.min(text.length, start + width);
  const marks: [number, number][] = [];
  for (const hit of hits) {
    const [from, to] = [hit.at - start, hit.at + hit.length - start];
    if (from < 0 || to > end - start) continue;
    const last = marks.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  return { text: text.slice(start, end), marks };
}
