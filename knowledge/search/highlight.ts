// Why a document matched, for the eye: the passage with most of the query's words, and where they stand in it.
import { isStopWord, tokenise } from '../text/tokens.ts';
import { bare } from './bare.ts';

export interface Fragment {
  text: string;
  /** [from, to) ranges of `text` in UTF-16 units, ascending. */
  marks: [number, number][];
}

/** What ends a sentence, and what only parts it: a passage begins after one of them, not in the middle of a word. */
const sentenceEnd = /[。！？；.!?;\n][”’」』）)]?\s*/g;
const pauseMark = /[，、：,:]\s*/g;
const latin = /[\p{Script=Latin}\p{N}]/u;

/** Where the last match within ends; undefined when there is none. */
function lastEnd(text: string, from: number, to: number, mark: RegExp): number | undefined {
  const last = [...text.slice(from, to).matchAll(mark)].at(-1);
  return last && from + last.index + last[0].length;
}

/** Whether a cut here would go through a word that is written in letters. */
const isInWord = (text: string, at: number): boolean =>
  latin.test(text.charAt(at - 1)) && latin.test(text.charAt(at));

/** The piece of about `width` characters around a place: from a sentence's or clause's beginning, and of whole words. */
function passage(
  text: string,
  place: number,
  width: number,
): { start: number; end: number; isSentence: boolean } {
  if (text.length <= width) return { start: 0, end: text.length, isSentence: true };
  // Near the end of the text it begins earlier, so that it is not short.
  const at = Math.min(place, text.length - Math.ceil((3 * width) / 4));
  const earliest = Math.max(0, at - Math.floor(width / 4));
  const sentence = earliest === 0 ? 0 : lastEnd(text, earliest, at, sentenceEnd);
  let start = sentence ?? lastEnd(text, earliest, at, pauseMark) ?? Math.max(0, at - 12);
  while (start < at && (isInWord(text, start) || text.charAt(start).trim() === '')) start += 1;
  let end = Math.min(text.length, start + width);
  while (end < text.length && end > at && isInWord(text, end)) end -= 1;
  return { start, end, isSentence: sentence !== undefined };
}

/**
 * The best passage of about `width` characters; … stands where it begins or ends within a sentence. Plain text and ranges:
 * markup is the reader's own business.
 */
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
  const { start, end, isSentence } = passage(text, bestStart, width);
  const before = isSentence ? '' : '…';
  const marks: [number, number][] = [];
  for (const hit of hits) {
    if (hit.at < start || hit.at + hit.length > end) continue;
    const from = hit.at - start + before.length;
    const to = from + hit.length;
    const last = marks.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  const piece = text.slice(start, end);
  return { text: `${before}${end < text.length ? `${piece.trimEnd()}…` : piece}`, marks };
}
