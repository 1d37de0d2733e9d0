// From text to search tokens: Chinese by characters and pairs of characters, everything else by words.
// Pairs need no dictionary, know every new word, and keep neighbours together, which is evidence of a phrase.
// Measured on title → reply: weighing pairs by the word borders of Intl.Segmenter, or adding triples, lost recall.
import { normalise } from './characters.ts';

export interface Token {
  term: string;
  /** Position in the text, in UTF-16 units. */
  at: number;
  length: number;
  /** A single Chinese character: weak evidence beside pairs. */
  isSingle: boolean;
}

const run = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const han = /^\p{Script=Han}/u;
/** English words that carry no matter. Chinese needs no list: what stands everywhere weighs nothing. */
const stopWords = new Set(
  'a an and are as at be by can do does for from how i in is it me my of on or that the this to was what when where which who will with you your'.split(
    ' ',
  ),
);

export function isStopWord(term: string): boolean {
  return stopWords.has(term);
}

/** A light stem: English plurals and -ing/-ed, which matter in short queries. */
function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/([^s])s$/, '$1')
    .replace(/([a-z]{3})(?:ing|ed)$/, '$1');
}

/** All tokens of a text in order; a Chinese character comes before the pair that it opens. */
export function tokenise(text: string): Token[] {
  return tokeniseNormalised(normalise(text));
}

/** The same for a text that is normalised already. */
export function tokeniseNormalised(folded: string): Token[] {
  const tokens: Token[] = [];
  walk(folded, (term, kind, at, length) => {
    tokens.push({ term, at, length, isSingle: kind === 'single' });
  });
  return tokens;
}

/** A single Chinese character, two neighbours, or a word of any other writing. */
type TermKind = 'single' | 'pair' | 'word';

/** Visits the terms of a text in order without making tokens: this is most of the work of building an index. */
export function eachTerm(text: string, visit: (term: string, kind: TermKind) => void): void {
  walk(normalise(text), visit);
}

/** The same for a text that is normalised already. */
export function eachTermNormalised(folded: string, visit: (term: string, kind: TermKind) => void): void {
  walk(folded, visit);
}

function walk(
  folded: string,
  visit: (term: string, kind: TermKind, at: number, length: number) => void,
): void {
  for (const match of folded.matchAll(run)) {
    const [word] = match;
    const start = match.index;
    if (!han.test(word)) {
      visit(stem(word), 'word', start, word.length);
      continue;
    }
    let at = 0;
    while (at < word.length) {
      const length = lengthAt(word, at);
      visit(word.slice(at, at + length), 'single', start + at, length);
      const next = at + length;
      if (next < word.length) {
        const both = length + lengthAt(word, next);
        visit(word.slice(at, at + both), 'pair', start + at, both);
      }
      at = next;
    }
  }
}

/** UTF-16 units of the character at a place: rare ones take two. */
function lengthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
