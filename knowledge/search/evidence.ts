// Closer looks at the few best documents: how much of a query stands in a title, short forms, and which words matched.
import { normalise } from '../text/characters.ts';

/** How far apart the two characters of a short form may stand in the long one: 水保 in 水土保持. */
const maxGap = 4;
/** Longer texts are looked at no further: the beginning names the matter. */
const maxLooked = 1_500;
const chineseRun = /\p{Script=Han}+/gu;
const word = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const run = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

export interface Look {
  /** Neighbours of the query that the document has not as a pair. */
  pairs: [string, string][];
  pairCount: number;
  words: Set<string>;
  runs: string[];
}

export function prepareLook(query: string): Look {
  const plain = normalise(query);
  const pairs: [string, string][] = [];
  for (const [chinese] of plain.matchAll(chineseRun)) {
    const characters = [...chinese];
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1];
      if (next !== undefined) pairs.push([character, next]);
    }
  }
  return {
    pairs,
    pairCount: Math.max(1, pairs.length),
    words: new Set(Array.from(plain.matchAll(word), ([one]) => one)),
    runs: Array.from(plain.matchAll(run), ([one]) => one),
  };
}

/** The share (0–1) of the query's characters and words that stand in the title. */
export function titleShare(look: Look, title: string): number {
  if (title === '' || look.words.size === 0) return 0;
  const standing = new Set(Array.from(normalise(title).matchAll(word), ([one]) => one));
  let count = 0;
  for (const one of look.words) if (standing.has(one)) count += 1;
  return count / look.words.size;
}

/** A name shorter than that is a word that many titles are made of. */
const shortestName = 4;

/** A question as the name of an article, without what stands between its words; null: too short to be one. */
export function nameIn(question: string): string | null {
  const name = lettersOf(question);
  return name.length < shortestName ? null : name;
}

/** Whether the title is this name. */
export const isNamed = (name: string | null, title: string): boolean =>
  name !== null && name.length <= title.length && lettersOf(title) === name;

const lettersOf = (text: string): string =>
  Array.from(normalise(text).matchAll(run), ([one]) => one).join('');

/** The share (0–1) of the query's characters that stand in the title in the query's order: 律所 in 律师事务所. */
export function inOrder(look: Look, title: string): number {
  const plain = normalise(title);
  let [found, count, at] = [0, 0, 0];
  for (const one of look.runs) {
    for (const character of one) {
      count += 1;
      const next = plain.indexOf(character, at);
      if (next < 0) continue;
      found += 1;
      at = next + character.length;
    }
  }
  return found / Math.max(1, count);
}

/** The share (0–1) of the query's pairs that stand in the text drawn apart, as in the long form of a short name. */
export function drawnApart(look: Look, text: string): number {
  const plain = normalise(text.slice(0, maxLooked));
  let sum = 0;
  for (const [first, second] of look.pairs) {
    if (plain.includes(first + second)) continue;
    const gap = smallestGap(plain, first, second);
    if (gap <= maxGap) sum += 1 / gap;
  }
  return sum / look.pairCount;
}

function smallestGap(text: string, first: string, second: string): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
    const other = text.indexOf(second, at + first.length);
    if (other < 0) break;
    smallest = Math.min(smallest, other - at);
  }
  return smallest;
}

/** The longest pieces of the query that the text has, in the query's order, at most `limit`. */
export function sharedPieces(look: Look, text: string, limit: number): string[] {
  const plain = normalise(text);
  const pieces = new Set<string>();
  for (const one of look.runs) {
    let at = 0;
    while (at < one.length) {
      let length = 0;
      while (at + length < one.length && plain.includes(one.slice(at, at + length + 1))) length += 1;
      if (length >= 2 || (length === 1 && look.runs.length === 1 && one.length === 1)) {
        pieces.add(one.slice(at, at + length));
      }
      at += Math.max(1, length);
    }
  }
  return [...pieces].slice(0, limit);
}
