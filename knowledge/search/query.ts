// What a query asks for: terms of the index, each with what it is worth.
import { normalise } from '../text/characters.ts';
import { latinForm } from '../text/pinyin.ts';
import { isStopWord, type Token, tokeniseNormalised } from '../text/tokens.ts';
import words from './everyday-words.json' with { type: 'json' };
import type { Postings } from './postings.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Wanted {
  term: string;
  weight: number;
}

/** Groups of words that mean the same: everyday, short and official ones. */
export type Synonyms = readonly (readonly string[])[];

/** What people in any Chinese city call the matters of government; a city hands in its own list beside or instead. */
export const everydayWords: Synonyms = words;

/** Pinyin has a name space of its own, so that `sb` typed for 社保 is no English word. */
export const pinyinMark = '~';

/** A single character says little where pairs are known too. Tuned on half of the title → reply pairs. */
const singleWeight = 0.4;
/** Latin letters and figures in Chinese are codes and names (A3区, 5G): they tell matters and places apart. */
const codeWeight = 2;
const pinyinWeight = 0.8;
const prefixWeight = 0.7;
const typoWeight = 0.4;
const synonymWeight = 0.4;
/**
 * What became of a thing. It leads to whatever it happens to: a pair of it counts little, and least the one with the thing's
 * last character (照丢 in 执照丢了 is as much of 护照丢了).
 */
const became =
  /(?:弄|搞)?丢[了失]?|遗失|不见了|找不[到着]|(?:弄|用|摔)?坏了|损坏|快?(?:过期|到期)了?|(?<=.)[堵爆]/gu;
const becameWeight = 0.4;
const acrossWeight = 0.1;
/** How a sentence ends that asks decides between texts about the matter alone. */
const endingWeight = 0.1;
/** The name of an area says where, not what: whatever happens there has it, too. */
const areaWeight = 0.4;
const maxPrefixes = 24;
const maxTypos = 8;
/** Terms that so large a share of a large index has cost much and tell nothing. */
const largeFrom = 5_000;
const commonShare = { pair: 0.1, single: 0.02 } as const;

const latinWord = /^[a-z0-9]+$/;
const han = /\p{Script=Han}/u;

interface Word {
  plain: string;
  tokens: Token[];
}

export class QueryReader {
  readonly #groups: Word[][];
  /** What people know by a name, by its pinyin and its first letters; made when somebody types letters. */
  #typed: Map<string, Word[]> | undefined;

  constructor(synonyms: Synonyms) {
    this.#groups = synonyms.map((group) =>
      group.map((word) => {
        const plain = normalise(word);
        return { plain, tokens: tokeniseNormalised(plain) };
      }),
    );
  }

  /**
   * The query's terms that the index has, each once. `isTyping`: the last word may be unfinished. `areas`: the names of
   * areas in it, where it says something else, too.
   */
  read(
    query: string,
    postings: Postings,
    latin: Vocabulary,
    size: number,
    how: { isTyping: boolean; areas: readonly string[]; endings: readonly string[] },
  ): Wanted[] {
    const { isTyping, areas, endings } = how;
    const plain = normalise(query);
    const inAreas = new Set(areas.flatMap((name) => tokeniseNormalised(name).map(({ term }) => term)));
    const tokens = withoutStopWords(tokeniseNormalised(plain));
    const weights = new Map<string, number>();
    const want = (term: string, weight: number): void => {
      if (weight > (weights.get(term) ?? 0) && postings.has(term)) weights.set(term, weight);
    };
    const counts = new Map<string, { isSingle: boolean; count: number }>();
    for (const { term, isSingle } of tokens) {
      counts.set(term, { isSingle, count: (counts.get(term)?.count ?? 0) + 1 });
    }
    const fates = fatesIn(plain, tokens);
    const hasPairs = tokens.some((token) => !token.isSingle);
    const isChinese = han.test(plain);
    const last = tokens.at(-1)?.term;
    for (const [term, { isSingle, count }] of counts) {
      const isLatin = latinWord.test(term);
      const kindWeight = isSingle && hasPairs ? singleWeight : isLatin && isChinese ? codeWeight : 1;
      const weight =
        kindWeight * (1 + Math.log(count)) * (inAreas.has(term) ? areaWeight : 1) * (fates.get(term) ?? 1);
      want(term, weight);
      if (isLatin) this.#wantLatin(term, weight, isTyping && term === last, want, postings, latin);
    }
    const letters = tokens.filter((token) => /^[a-z]+$/.test(token.term));
    if (!isChinese && letters.length > 1 && letters.length === tokens.length) {
      const joined = plain.replace(/[^a-z]+/g, '');
      this.#wantLatin(joined, letters.length, isTyping, want, postings, latin);
    }
    for (const { term, weight } of this.#meaningTheSame(plain, tokens)) want(term, weight);
    for (const { term, isSingle } of endings.flatMap(tokeniseNormalised))
      if (!isSingle) want(term, endingWeight);
    return telling(
      [...weights].map(([term, weight]) => ({ term, weight })),
      postings,
      size,
    );
  }

  #wantLatin(
    word: string,
    weight: number,
    isUnfinished: boolean,
    want: (term: string, weight: number) => void,
    postings: Postings,
    latin: Vocabulary,
  ): void {
    if (word.length < 2) return;
    this.#wantTyped(word, weight, want, postings);
    const typed = pinyinMark + word;
    want(typed, weight * pinyinWeight);
    const isKnown = postings.has(word) || postings.has(typed);
    if (isUnfinished) {
      for (const start of [word, typed]) {
        for (const longer of latin.beginningWith(start, maxPrefixes)) {
          want(longer, (weight * prefixWeight * start.length) / longer.length);
        }
      }
    }
    if (isKnown || word.length < 4) return;
    for (const start of [word, typed]) {
      for (const other of latin.nearly(start, maxTypos)) want(other, weight * typoWeight);
    }
  }

  /** Letters stand for many words: those that people know matters by are meant first. */
  #wantTyped(
    word: string,
    weight: number,
    want: (term: string, weight: number) => void,
    postings: Postings,
  ): void {
    this.#typed ??= typedForms(this.#groups);
    const meant = this.#typed.get(word) ?? [];
    const worth = postings.has(word) ? synonymWeight : pinyinWeight;
    for (const { tokens } of meant) {
      for (const { term, isSingle } of tokens)
        if (!isSingle) want(term, (weight * worth) / Math.sqrt(meant.length));
    }
  }

  /** What the query says, and other words that mean the same, as they are compared. */
  *otherWords(query: string): Generator<{ said: string; other: string }> {
    const plain = normalise(query);
    for (const { said, other } of this.#meant(plain, tokeniseNormalised(plain)))
      yield { said: said.plain, other: other.plain };
  }

  *#meaningTheSame(plain: string, tokens: readonly Token[]): Generator<Wanted> {
    for (const { said, other } of this.#meant(plain, tokens)) {
      const weight = synonymWeight * Math.min(1, Math.sqrt(said.plain.length / other.plain.length));
      const pairs = other.tokens.filter((token) => !token.isSingle);
      for (const { term } of pairs) yield { term, weight };
    }
  }

  *#meant(plain: string, tokens: readonly Token[]): Generator<{ said: Word; other: Word }> {
    const words = ` ${tokens.map((token) => token.term).join(' ')} `;
    for (const group of this.#groups) {
      const said = group.find((word) =>
        han.test(word.plain)
          ? plain.includes(word.plain)
          : words.includes(` ${word.tokens.map((token) => token.term).join(' ')} `),
      );
      if (!said) continue;
      for (const other of group) {
        if (other !== said && !plain.includes(other.plain)) yield { said, other };
      }
    }
  }
}

/** Pairs of the query that say what became of a thing, and what they are worth; none where it names no thing. */
function fatesIn(plain: string, tokens: readonly Token[]): Map<string, number> {
  const fates = new Map<string, number>();
  for (const match of plain.matchAll(became)) {
    const [from, to] = [match.index, match.index + match[0].length];
    for (const { term, isSingle, at, length } of tokens) {
      if (isSingle || at >= to || at + length <= from) continue;
      fates.set(term, at < from ? acrossWeight : becameWeight);
    }
  }
  return tokens.some(({ term, isSingle }) => !isSingle && !fates.has(term)) ? fates : new Map();
}

function typedForms(groups: readonly (readonly Word[])[]): Map<string, Word[]> {
  const typed = new Map<string, Word[]>();
  for (const word of groups.flat()) {
    const form = latinForm(word.plain);
    if (!form) continue;
    for (const letters of new Set([form.full, form.initials])) {
      const known = typed.get(letters);
      if (known) known.push(word);
      else typed.set(letters, [word]);
    }
  }
  return typed;
}

function withoutStopWords(tokens: Token[]): Token[] {
  const left = tokens.filter((token) => !isStopWord(token.term));
  return left.length > 0 ? left : tokens;
}

function telling(wanted: Wanted[], postings: Postings, size: number): Wanted[] {
  if (size < largeFrom) return wanted;
  const left = wanted.filter(({ term }) => {
    const share = postings.frequency(term) / size;
    return share < (term.length === 1 ? commonShare.single : commonShare.pair);
  });
  return left.length > 0 ? left : wanted;
}
