// The search engine: an inverted index in memory with BM25F ranking. Documents come and go one at a time.
import { latinForms } from '../text/pinyin.ts';
import { type Token, tokenise } from '../text/tokens.ts';
import { Postings } from './postings.ts';

export interface SearchDocument {
  id: string;
  title?: string | undefined;
  text: string;
  /** Everyday words that people use for the matter. */
  keywords?: readonly string[] | undefined;
  /** Filters compare these. */
  facets?: Readonly<Record<string, string>> | undefined;
}

export interface SearchOptions {
  limit: number;
  /** Only documents whose facet has one of the values. */
  facets?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The last word may be unfinished: typing as you go. */
  isTyping?: boolean | undefined;
}

export interface Hit {
  id: string;
  score: number;
  /** Terms of the query that counted, the weightiest first. */
  why: string[];
}

/** BM25F (Robertson, Zaragoza 2009): one saturation over weighted fields, each with its own length normalisation. */
const k1 = 1.4;
const weights = { title: 2.2, keywords: 2.6, text: 1 } as const;
const lengthShare = { title: 0.4, keywords: 0.3, text: 0.7 } as const;
/** A single character says little where pairs are known too. */
const singleWeight = 0.25;
const typoWeight = 0.4;
const prefixWeight = 0.7;
/** In a large index, a term that stands in more than this share of it costs much and tells nothing. */
const commonShare = 0.2;
const commonFrom = 5_000;

interface Entry {
  id: string;
  facets: Readonly<Record<string, string>>;
  lengths: readonly [number, number, number];
}

const latin = /^[a-z0-9]+$/;

export class SearchIndex {
  readonly #terms = new Map<string, Postings>();
  readonly #latinTerms = new Set<string>();
  #entries: (Entry | undefined)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sums: [number, number, number] = [0, 0, 0];
  #scores = new Float64Array(0);

  get size(): number {
    return this.#numbers.size;
  }

  /** Adds a document, in place of the one with the same id. */
  add(document: SearchDocument): void {
    this.remove(document.id);
    const number = this.#entries.length;
    const counts = new Map<string, [number, number, number]>();
    const lengths: [number, number, number] = [0, 0, 0];
    const count = (terms: Iterable<string>, field: 0 | 1 | 2): void => {
      for (const term of terms) {
        const known = counts.get(term) ?? [0, 0, 0];
        known[field] += 1;
        counts.set(term, known);
        lengths[field] += 1;
      }
    };
    const termsOf = (text: string): string[] => tokenise(text).map((token) => token.term);
    count(termsOf(document.title ?? ''), 0);
    for (const keyword of document.keywords ?? []) {
      count(termsOf(keyword), 1);
      const typed = latinForms(keyword);
      if (typed) count([typed.full, typed.initials], 1);
    }
    count(termsOf(document.text), 2);
    for (const [term, fields] of counts) this.#postings(term).add(number, fields);
    this.#entries.push({ id: document.id, facets: document.facets ?? {}, lengths });
    this.#numbers.set(document.id, number);
    for (const field of [0, 1, 2] as const) this.#sums[field] += lengths[field];
  }

  /** Takes a document out. Its postings stay until the index is built anew and are passed over. */
  remove(id: string): void {
    const number = this.#numbers.get(id);
    const entry = number === undefined ? undefined : this.#entries[number];
    if (number === undefined || !entry) return;
    for (const field of [0, 1, 2] as const) this.#sums[field] -= entry.lengths[field];
    this.#entries[number] = undefined;
    this.#numbers.delete(id);
  }

  /** The best documents for a query, best first; ties in the order of addition. */
  search(query: string, options: SearchOptions): Hit[] {
    const wanted = this.#wanted(tokenise(query), options.isTyping ?? false);
    if (wanted.length === 0) return [];
    if (this.#scores.length < this.#entries.length) this.#scores = new Float64Array(this.#entries.length * 2);
    const scores = this.#scores;
    const touched: number[] = [];
    const size = Math.max(1, this.size);
    const averages = this.#sums.map((sum) => Math.max(1, sum / size));
    for (const { postings, weight } of wanted) {
      const idf = Math.log(1 + (size - postings.size + 0.5) / (postings.size + 0.5));
      const factor = Math.max(idf, 0.01) * weight;
      postings.forEach((document, title, keywords, text) => {
        const lengths = this.#entries[document]?.lengths;
        if (!lengths) return;
        const normal = (share: number, field: 0 | 1 | 2): number =>
          1 - share + (share * lengths[field]) / (averages[field] ?? 1);
        let frequency = 0;
        if (title > 0) frequency += (weights.title * title) / normal(lengthShare.title, 0);
        if (keywords > 0) frequency += (weights.keywords * keywords) / normal(lengthShare.keywords, 1);
        if (text > 0) frequency += (weights.text * text) / normal(lengthShare.text, 2);
        if (scores[document] === 0) touched.push(document);
        scores[document] = (scores[document] ?? 0) + (factor * frequency * (k1 + 1)) / (k1 + frequency);
      });
    }
    const best = this.#best(touched, scores, options);
    for (const document of touched) scores[document] = 0;
    const why = [...new Set(wanted.sort((a, b) => b.weight - a.weight).map((one) => one.term))].slice(0, 8);
    return best.map(({ id, score }) => ({ id, score, why }));
  }

  #best(
    touched: readonly number[],
    scores: Float64Array,
    options: SearchOptions,
  ): { id: string; score: number }[] {
    const filters = Object.entries(options.facets ?? {});
    const found: { id: string; score: number; number: number }[] = [];
    for (const number of touched) {
      const entry = this.#entries[number];
      if (!entry || !filters.every(([name, values]) => values.includes(entry.facets[name] ?? ''))) continue;
      const score = scores[number] ?? 0;
      const last = found.at(-1);
      if (found.length === options.limit && last && score <= last.score) continue;
      let at = found.length;
      while (at > 0 && (found[at - 1]?.score ?? 0) < score) at -= 1;
      found.splice(at, 0, { id: entry.id, score, number });
      if (found.length > options.limit) found.pop();
    }
    return found;
  }

  /** The query's terms as they stand in the index, each once, with what it is worth. */
  #wanted(
    tokens: readonly Token[],
    isTyping: boolean,
  ): { term: string; postings: Postings; weight: number }[] {
    const counts = new Map<string, { token: Token; count: number }>();
    for (const token of tokens) {
      const known = counts.get(token.term);
      counts.set(token.term, { token, count: (known?.count ?? 0) + 1 });
    }
    const hasPairs = tokens.some((token) => !token.isSingle);
    const last = tokens.at(-1)?.term;
    const wanted: { term: string; postings: Postings; weight: number }[] = [];
    for (const [term, { token, count }] of counts) {
      const weight = (token.isSingle && hasPairs ? singleWeight : 1) * (1 + Math.log(count));
      const postings = this.#terms.get(term);
      if (postings) wanted.push({ term, postings, weight });
      const isLatin = latin.test(term) && term.length >= 2;
      if (isLatin && isTyping && term === last) wanted.push(...this.#beginningWith(term, weight));
      else if (isLatin && !postings && term.length >= 4) wanted.push(...this.#nearly(term, weight));
    }
    const isLarge = this.size >= commonFrom;
    const telling = isLarge ? wanted.filter((one) => one.postings.size < this.size * commonShare) : wanted;
    return telling.length > 0 ? telling : wanted;
  }

  #beginningWith(prefix: string, weight: number) {
    const found: { term: string; postings: Postings; weight: number }[] = [];
    for (const term of this.#latinTerms) {
      if (term === prefix || !term.startsWith(prefix)) continue;
      const postings = this.#terms.get(term);
      if (postings) found.push({ term, postings, weight: weight * prefixWeight });
      if (found.length >= 20) break;
    }
    return found;
  }

  /** Latin words one letter away: a slip of the finger. */
  #nearly(word: string, weight: number) {
    const found: { term: string; postings: Postings; weight: number }[] = [];
    for (const term of this.#latinTerms) {
      if (!isOneEditApart(word, term)) continue;
      const postings = this.#terms.get(term);
      if (postings) found.push({ term, postings, weight: weight * typoWeight });
      if (found.length >= 10) break;
    }
    return found;
  }

  #postings(term: string): Postings {
    let postings = this.#terms.get(term);
    if (!postings) {
      postings = new Postings();
      this.#terms.set(term, postings);
      if (latin.test(term)) this.#latinTerms.add(term);
    }
    return postings;
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
