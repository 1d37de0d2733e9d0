// The search engine: an inverted index in memory with BM25F ranking. Documents come and go one at a time.
import { normalise } from '../text/characters.ts';
import { latinTerms } from '../text/pinyin.ts';
import { Areas, areElsewhere } from '../text/places.ts';
import { eachTermNormalised } from '../text/tokens.ts';
import { agreement, type Deeds, deedsAsked, deedsTold } from './deeds.ts';
import { soughtIn } from './bare.ts';
import { drawnApart, inOrder, isNamed, nameIn, prepareLook, titleShare } from './evidence.ts';
import { Learned } from './learned.ts';
import { type Counts, Postings, packTerms } from './postings.ts';
import { everydayWords, pinyinMark, QueryReader, type Synonyms, type Wanted } from './query.ts';
import { type Reason, reasonsFor } from './reasons.ts';
import { Vocabulary } from './vocabulary.ts';

export interface SearchDocument {
  id: string;
  title?: string | undefined;
  text: string;
  /** Everyday words that people use for the matter. */
  keywords?: readonly string[] | undefined;
  /** An office of the province or the state answers for it: of two alike, people mean the one of their city. */
  isFromAbove?: boolean | undefined;
  /** Filters compare these: audience, kind, department, language … */
  facets?: Readonly<Record<string, string>> | undefined;
}

export interface SearchOptions {
  limit: number;
  /** Only documents whose facet has one of the values. */
  facets?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Only documents that hold in this area: that speak of it, or of no area. One of the areas the index was given. */
  area?: string | undefined;
  /** The last word may be unfinished: typing as you go. */
  isTyping?: boolean | undefined;
}

export interface Hit {
  id: string;
  /** Comparable within one answer only. */
  score: number;
}

/** BM25F (Robertson, Zaragoza 2009): one saturation over weighted fields, each with its own length normalisation. */
const k1 = 1.4;
const weights = { title: 2.2, keywords: 2.6, text: 1 } as const;
const lengthShare = { title: 0.4, keywords: 0.3, text: 0.85 } as const;
/**
 * Added to every text's length where documents have titles: there the title names the matter, and a text is no better
 * for being short. Without titles a short text is the nearest thing to one. Measured on items and on bare replies.
 */
const textLengthFloor = 100;
/** Rare terms count for more than their information: citizens write long, with few words that name the matter. */
const idfPower = 1.4;
/** So many of the best are weighed again, and so many of these looked at closely. */
const considered = 100;
const looked = 40;
/**
 * What this adds, as shares of the best score; tuned on half of the replies and half of the items. A title that says
 * more than what was asked is about something narrower, and without titles a long text is about more than one thing
 * (both beyond the length normalisation of BM25, which is fitted to whole texts).
 */
const closer = {
  titleShare: 0.3,
  titleInOrder: 0.4,
  /** Whoever asks by the very title means that one, however often another says the words. */
  named: 0.5,
  drawnApart: 0.6,
  elsewhere: -0.4,
  /** For a text about the area that was named beside the matter. */
  here: 0.2,
  /** For a title that is for what is asked to be done, and against one that is for something else. */
  deed: 0.15,
  /** Enough to tell two of one name apart. */
  fromAbove: -0.03,
  titleLength: -0.2,
  textLength: -0.06,
  /** Of the highest score then, at full belief; where nothing was learned nothing changes. */
  learned: 1,
} as const;
/** Postings of removed documents are swept out when there are this many times as many as live documents. */
const sweepShare = 0.5;
const sweepFrom = 256;
const sweptAtOnce = 4;

/** Shared by all documents that name no area. */
const nowhere: readonly string[] = [];
const noTerms = new Uint8Array(0);

const latinTerm = /^~?[a-z0-9]+$/;

interface Candidate {
  document: SearchDocument;
  number: number;
  score: number;
}

export class SearchIndex {
  #reader: QueryReader;
  readonly #learned = new Learned();
  #postings = new Postings();
  #latin = new Vocabulary();
  #areas: Areas;
  #documents: (SearchDocument | undefined)[] = [];
  /** The areas that each document speaks of. */
  #places: (readonly string[])[] = [];
  /** What each document's title is for. */
  #deeds: Deeds[] = [];
  /** The terms of each document, packed: taken apart again, a text that changes would cost twice. */
  #terms: Uint8Array[] = [];
  #lengths = new Uint32Array(3 * 64);
  #numbers = new Map<string, number>();
  #sums: Counts = [0, 0, 0];
  /** While removed documents are swept out: the index without them, and the document that it takes next. */
  #fresh: { index: SearchIndex; next: number } | undefined;
  #scores = new Float64Array(0);

  /** @param options.synonyms groups of words that mean the same; a query with one of them also finds the others.
   *   By default `everydayWords`
   * @param options.areas names of areas that exclude each other, as the districts of a city: what is said of one is a
   *   poor answer to a question about another */
  constructor(options: { synonyms?: Synonyms; areas?: readonly string[] } = {}) {
    this.#areas = new Areas(options.areas);
    this.#reader = new QueryReader(options.synonyms ?? everydayWords);
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** Other words that mean the same, from the next query on. */
  setSynonyms(synonyms: Synonyms): void {
    this.#reader = new QueryReader(synonyms);
  }

  /** Other areas that exclude each other, from the next query on: documents are looked through for them, not read anew. */
  setAreas(names: readonly string[]): void {
    const areas = new Areas(names);
    this.#areas = areas;
    // What has been swept so far knows the areas of before.
    this.#fresh = undefined;
    for (const [number, document] of this.#documents.entries()) {
      if (!document) continue;
      const { title = '', keywords = [], text } = document;
      const named = [title, ...keywords, text].flatMap((words) => areas.namedIn(normalise(words)));
      this.#places[number] = [...new Set(named)];
    }
  }

  /**
   * Sets how often a document helped those who asked these words, less how often it did not: in place of what was said
   * of the two before. The document may come later.
   */
  learn(words: string, id: string, weight: number): void {
    this.#learned.set(words, id, weight);
  }

  /** Adds a document, in place of the one with the same id. The document is kept: do not change it afterwards. */
  add(document: SearchDocument): void {
    this.#takeOut(document.id);
    this.#put(document);
    this.#sweepOn();
  }

  /** Takes a document out; false when there is none. */
  remove(id: string): boolean {
    const isOut = this.#takeOut(id);
    this.#sweepOn();
    return isOut;
  }

  #takeOut(id: string): boolean {
    const number = this.#numbers.get(id);
    const document = number === undefined ? undefined : this.#documents[number];
    if (number === undefined || !document) return false;
    this.#postings.forget(this.#terms[number] ?? noTerms);
    this.#terms[number] = noTerms;
    for (const field of [0, 1, 2] as const) this.#sums[field] -= this.#lengths[number * 3 + field] ?? 0;
    this.#documents[number] = undefined;
    this.#numbers.delete(id);
    if (this.#fresh && number < this.#fresh.next) this.#fresh.index.#takeOut(id);
    return true;
  }

  /** What a term tells, from 0: more the fewer documents have it. */
  information(term: string): number {
    const frequency = this.#postings.frequency(term);
    return Math.log(1 + (Math.max(1, this.size) - frequency + 0.5) / (frequency + 0.5));
  }

  /** The best documents for a query, best first; ties in the order of addition. */
  search(query: string, options: SearchOptions): Hit[] {
    const isTyping = options.isTyping ?? false;
    const { matter, endings } = soughtIn(query);
    const asked = this.#areas.askedIn(matter);
    const how = { isTyping, areas: asked.names, endings };
    const wanted = this.#reader.read(matter, this.#postings, this.#latin, this.size, how);
    const evidence = this.#learned.evidence(query);
    if (wanted.length === 0 && evidence.size === 0) return [];
    const best = this.#best(this.#score(wanted), options, Math.max(options.limit, considered));
    this.#bringLearned(best, evidence, options);
    this.#weighAgain(best, query, asked, evidence);
    best.sort((a, b) => b.score - a.score || a.number - b.number);
    return best.slice(0, options.limit).map(({ document, score }) => ({ id: document.id, score }));
  }

  /** What a query says, and other words that mean the same, as they are compared. */
  otherWords(query: string): Iterable<{ said: string; other: string }> {
    return this.#reader.otherWords(query);
  }

  /** Why a document is among the answers to a query; empty for one that is not here. */
  explain(query: string, id: string): Reason[] {
    const document = this.#documents[this.#numbers.get(id) ?? -1];
    if (!document) return [];
    const isLearned = (this.#learned.evidence(query).get(id) ?? 0) > 0;
    return reasonsFor(query, document, this.#reader.otherWords(query), isLearned);
  }

  /** What helped others is looked at even where it shares no word with the question. */
  #bringLearned(best: Candidate[], evidence: ReadonlyMap<string, number>, options: SearchOptions): void {
    for (const [id, weight] of evidence) {
      const number = this.#numbers.get(id);
      const document = number === undefined ? undefined : this.#documents[number];
      if (weight <= 0 || number === undefined || !document || !this.#passes(number, options)) continue;
      if (best.some((candidate) => candidate.number === number)) continue;
      best.push({ document, number, score: 0 });
    }
  }

  /** @param asked what of the query was asked, and where */
  #weighAgain(
    best: readonly Candidate[],
    query: string,
    { areas, names, rest }: ReturnType<Areas['askedIn']>,
    evidence: ReadonlyMap<string, number>,
  ): void {
    const [look, name, deeds] = [prepareLook(rest), nameIn(query), deedsAsked(query)];
    const top = best[0]?.score || 1;
    const hasTitles = this.#sums[0] > 0;
    for (const [rank, candidate] of best.entries()) {
      const { number, document } = candidate;
      const { title = '', text } = document;
      let added = hasTitles
        ? closer.titleLength * Math.log(3 + (this.#lengths[number * 3] ?? 0))
        : closer.textLength * Math.log(10 + (this.#lengths[number * 3 + 2] ?? 0));
      const places = this.#places[number] ?? nowhere;
      if (areElsewhere(areas, places)) added += closer.elsewhere;
      else if (names.length > 0 && areas.some((area) => places.includes(area))) added += closer.here;
      if (document.isFromAbove) added += closer.fromAbove;
      added += closer.deed * agreement(deeds, this.#deeds[number] ?? 0);
      if (rank < looked) {
        added +=
          closer.titleShare * titleShare(look, title) +
          closer.titleInOrder * inOrder(look, title) +
          (isNamed(name, title) ? closer.named : 0) +
          closer.drawnApart * drawnApart(look, `${title}\n${text}`);
      }
      candidate.score += top * added;
    }
    if (evidence.size === 0) return;
    const highest = best.reduce((most, { score }) => Math.max(most, score), 0);
    for (const candidate of best)
      candidate.score += closer.learned * highest * (evidence.get(candidate.document.id) ?? 0);
  }

  #passes(number: number, { facets, area }: SearchOptions): boolean {
    const document = this.#documents[number];
    for (const name in facets) {
      if (!facets[name]?.includes(document?.facets?.[name] ?? '')) return false;
    }
    return area === undefined || !areElsewhere([normalise(area)], this.#places[number] ?? nowhere);
  }

  #put(document: SearchDocument): void {
    const number = this.#documents.length;
    const { counts, lengths, places } = this.#analyse(document);
    const terms = new Uint32Array(counts.size);
    let at = 0;
    for (const [term, fields] of counts) {
      const known = this.#postings.termCount;
      const termNumber = this.#postings.add(term, number, fields);
      if (termNumber === known && latinTerm.test(term)) this.#latin.add(term);
      terms[at] = termNumber;
      at += 1;
    }
    if (this.#lengths.length < number * 3 + 3) {
      const longer = new Uint32Array(this.#lengths.length * 2);
      longer.set(this.#lengths);
      this.#lengths = longer;
    }
    this.#lengths.set(lengths, number * 3);
    this.#documents.push(document);
    this.#terms.push(packTerms(terms));
    this.#places.push(places.size > 0 ? [...places] : nowhere);
    this.#deeds.push(deedsTold(document.title ?? ''));
    this.#numbers.set(document.id, number);
    for (const field of [0, 1, 2] as const) this.#sums[field] += lengths[field];
  }

  /** Scores by document number in a shared array; the caller clears what was touched. */
  #score(wanted: readonly Wanted[]): number[] {
    if (this.#scores.length < this.#documents.length) {
      this.#scores = new Float64Array(this.#documents.length * 2);
    }
    const scores = this.#scores;
    const lengths = this.#lengths;
    const documents = this.#documents;
    const touched: number[] = [];
    const size = Math.max(1, this.size);
    const [titleMean, keywordsMean, textMean] = this.#sums.map((sum) => Math.max(1, sum / size));
    const floor = this.#sums[0] > 0 ? textLengthFloor : 0;
    const normal = (share: number, length: number, mean: number): number =>
      1 - share + (share * length) / mean;
    for (const { term, weight } of wanted) {
      const factor = this.information(term) ** idfPower * weight * (k1 + 1);
      this.#postings.forEach(term, (number, title, keywords, text) => {
        if (documents[number] === undefined) return;
        let count = 0;
        const at = number * 3;
        if (text > 0) {
          const length = (lengths[at + 2] ?? 0) + floor;
          count += (weights.text * text) / normal(lengthShare.text, length, (textMean ?? 1) + floor);
        }
        if (title > 0) {
          count += (weights.title * title) / normal(lengthShare.title, lengths[at] ?? 0, titleMean ?? 1);
        }
        if (keywords > 0) {
          const length = lengths[at + 1] ?? 0;
          count += (weights.keywords * keywords) / normal(lengthShare.keywords, length, keywordsMean ?? 1);
        }
        const before = scores[number] ?? 0;
        if (before === 0) touched.push(number);
        scores[number] = before + (factor * count) / (k1 + count);
      });
    }
    return touched;
  }

  /** The best of the touched documents that pass the filters; clears their scores. */
  #best(touched: readonly number[], options: SearchOptions, limit: number): Candidate[] {
    const found: Candidate[] = [];
    for (const number of touched) {
      const score = this.#scores[number] ?? 0;
      this.#scores[number] = 0;
      const last = found.length === limit ? found.at(-1) : undefined;
      if (last && (score < last.score || (score === last.score && number > last.number))) continue;
      const document = this.#documents[number];
      if (!document || !this.#passes(number, options)) continue;
      let at = found.length;
      while (at > 0 && comesBefore(score, number, found[at - 1])) at -= 1;
      found.splice(at, 0, { document, number, score });
      if (found.length > limit) found.pop();
    }
    return found;
  }

  /** A document's terms with their counts by field, its fields' lengths, its areas. Pinyin adds terms, not length. */
  #analyse(document: SearchDocument): { counts: Map<string, Counts>; lengths: Counts; places: Set<string> } {
    const counts = new Map<string, Counts>();
    const lengths: Counts = [0, 0, 0];
    const places = new Set<string>();
    const count = (term: string, field: 0 | 1 | 2): void => {
      let known = counts.get(term);
      if (!known) {
        known = [0, 0, 0];
        counts.set(term, known);
      }
      known[field] += 1;
    };
    const read = (text: string, field: 0 | 1 | 2): void => {
      const plain = normalise(text);
      for (const place of this.#areas.namedIn(plain)) places.add(place);
      eachTermNormalised(plain, (term, kind) => {
        count(term, field);
        if (kind !== 'pair') lengths[field] += 1;
      });
      if (field === 2) return;
      for (const term of latinTerms(text)) count(pinyinMark + term, field);
    };
    read(document.title ?? '', 0);
    for (const keyword of document.keywords ?? []) read(keyword, 1);
    read(document.text, 2);
    return { counts, lengths, places };
  }

  /** A few documents with every change: in one go, a hundred thousand would hold everybody up for a minute. */
  #sweepOn(): void {
    const dead = this.#documents.length - this.size;
    if (!this.#fresh && (dead <= sweepFrom || dead <= this.size * sweepShare)) return;
    this.#fresh ??= { index: new SearchIndex(), next: 0 };
    const { index } = this.#fresh;
    index.#areas = this.#areas;
    for (let moved = 0; moved < sweptAtOnce && this.#fresh.next < this.#documents.length; moved += 1) {
      const document = this.#documents[this.#fresh.next];
      this.#fresh.next += 1;
      if (document) index.#put(document);
    }
    if (this.#fresh.next < this.#documents.length) return;
    this.#postings = index.#postings;
    this.#latin = index.#latin;
    this.#documents = index.#documents;
    this.#places = index.#places;
    this.#deeds = index.#deeds;
    this.#terms = index.#terms;
    this.#lengths = index.#lengths;
    this.#numbers = index.#numbers;
    this.#sums = index.#sums;
    this.#fresh = undefined;
  }
}

function comesBefore(score: number, number: number, other: Candidate | undefined): boolean {
  return other !== undefined && (score > other.score || (score === other.score && number < other.number));
}
