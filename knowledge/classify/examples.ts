// Whom a matter is for, by what people have said before: the words of every category, the answers that stand under it
// and sentences of citizens. Needs no training step: what is said anew counts at once.
import { normalise } from '../text/index.ts';

export interface Example {
  department: string;
  category: string;
  text: string;
  /** How much one piece of it counts; a short word that names the matter more than a long text that mentions it. */
  weight: number;
}

export interface Likely {
  department: string;
  /** The department's category that the text fits best. */
  category: string;
  /** 1 where the best category and the best department agree; comparable within one answer only. */
  score: number;
  /** Pieces of the text that speak for it, the most telling first. */
  evidence: string[];
}

/** BM25 (Robertson, Zaragoza 2009) with categories as documents; tuned by the pack's tuning sentences and fresh ones. */
const k1 = 4;
const lengthShare = 0.3;
/** What a single character is worth beside a longer piece. */
const singleWorth = 0.6;
/** What is left of a piece's worth for each end that lies inside a word: “了五千” names less than “押金”. */
const insideWord = 0.5;
/** What the best category counts, beside all categories of its department together. */
const categoryShare = 0.6;
const longest = 3;
const maxEvidence = 4;
const maxLikely = 5;

/** Characters that stand in any sentence. */
const empty = new Set(
  '的了是我你他她它在有和就都也还不没要去能吗呢吧啊把被让给到上下个这那里说从对着又很太会可以怎么什哪一',
);
const han = /\p{Script=Han}/u;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

const runsOf = (text: string): string[] => normalise(text).match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? [];

/** The pieces of a run, `to` exclusive; both in characters. */
function* piecesOf(run: string): Generator<{ piece: string; from: number; to: number }> {
  const characters = [...run];
  if (!han.test(run)) {
    yield { piece: run, from: 0, to: characters.length };
    return;
  }
  for (let from = 0; from < characters.length; from += 1) {
    let piece = '';
    for (let to = from + 1; to <= characters.length && to <= from + longest; to += 1) {
      piece += characters[to - 1];
      if (to > from + 1 || !empty.has(piece)) yield { piece, from, to };
    }
  }
}

function learnedPieces(text: string): Set<string> {
  const pieces = new Set<string>();
  for (const run of runsOf(text)) for (const { piece } of piecesOf(run)) pieces.add(piece);
  return pieces;
}

/** Where words begin and end in a run, in characters. */
function wordEdges(run: string): Set<number> {
  const edges = new Set([0]);
  let at = 0;
  for (const { segment } of segmenter.segment(run)) {
    at += [...segment].length;
    edges.add(at);
  }
  return edges;
}

/** The pieces of a question, each with its worth where it stands best. */
function weighedPieces(text: string): Map<string, number> {
  const worths = new Map<string, number>();
  for (const run of runsOf(text)) {
    const edges = wordEdges(run);
    for (const { piece, from, to } of piecesOf(run)) {
      const ends = (edges.has(from) ? 1 : insideWord) * (edges.has(to) ? 1 : insideWord);
      worths.set(piece, Math.max(worths.get(piece) ?? 0, ends * ownWorth(piece)));
    }
  }
  return worths;
}

/** By the share of its characters that name anything. */
function ownWorth(piece: string): number {
  if (!han.test(piece)) return 1;
  const characters = [...piece];
  if (characters.length === 1) return singleWorth;
  return characters.filter((character) => !empty.has(character)).length / characters.length;
}

interface Fit {
  score: number;
  pieces: [piece: string, points: number][];
}

/** What is less than any weight: left over where weights were taken away again. */
const nothing = 1e-6;

/** How much was said of each category, or of each department, in all. */
class Shelf {
  readonly #lengths = new Map<string, number>();
  #wholeLength = 0;

  /** `length` is negative where something is taken away. */
  add(key: string, length: number): void {
    const now = (this.#lengths.get(key) ?? 0) + length;
    if (now < nothing) this.#lengths.delete(key);
    else this.#lengths.set(key, now);
    this.#wholeLength += length;
  }

  /** Adds to each key the points of one piece, by how often it was said of it (BM25). */
  rate(piece: string, worth: number, said: ReadonlyMap<string, number>, fits: Map<string, Fit>): void {
    const count = this.#lengths.size;
    const rarity = Math.log(1 + (count - said.size + 0.5) / (said.size + 0.5));
    const meanLength = this.#wholeLength / count;
    for (const [key, times] of said) {
      const floor = k1 * (1 - lengthShare + (lengthShare * (this.#lengths.get(key) ?? 0)) / meanLength);
      const points = (rarity * worth * times * (k1 + 1)) / (times + floor);
      const fit = fits.get(key) ?? { score: 0, pieces: [] };
      fits.set(key, fit);
      fit.score += points;
      fit.pieces.push([piece, points]);
    }
  }
}

const best = (fits: ReadonlyMap<string, Fit>): number =>
  Math.max(Number.MIN_VALUE, ...[...fits.values()].map(({ score }) => score));

/** What was said of the city's categories, by its source: what a source says anew takes the place of what it said. */
export class ExampleIndex {
  readonly #sources = new Map<string, readonly Example[]>();
  /** Every category of a department that was named; `#said` names them by their place here. */
  readonly #labels: Pick<Example, 'department' | 'category'>[] = [];
  readonly #placeOf = new Map<string, number>();
  /** For each piece the labels it was said of and how often, in pairs: most pieces are said of few. */
  readonly #said = new Map<string, number[]>();
  readonly #categories = new Shelf();
  readonly #departments = new Shelf();

  /** Learns what a source says; one that says nothing is forgotten. */
  put(source: string, examples: readonly Example[]): void {
    for (const example of this.#sources.get(source) ?? []) this.#count(example, -1);
    if (examples.length > 0) this.#sources.set(source, examples);
    else this.#sources.delete(source);
    for (const example of examples) this.#count(example, 1);
  }

  /** Whom a text is for, the most likely first: nobody when nothing of it was ever said. Takes about a millisecond. */
  find(text: string): Likely[] {
    const categories = new Map<string, Fit>();
    const departments = new Map<string, Fit>();
    for (const [piece, worth] of weighedPieces(text)) {
      if (worth === 0) continue;
      const ofCategories = new Map<string, number>();
      const ofDepartments = new Map<string, number>();
      for (const [place, times] of this.#saidOf(piece)) {
        const { department, category } = this.#label(place);
        ofCategories.set(`${department} ${category}`, times);
        ofDepartments.set(department, (ofDepartments.get(department) ?? 0) + times);
      }
      this.#categories.rate(piece, worth, ofCategories, categories);
      this.#departments.rate(piece, worth, ofDepartments, departments);
    }
    const [bestCategory, bestDepartment] = [best(categories), best(departments)];
    const likely = new Map<string, Likely>();
    for (const [key, { score, pieces }] of [...categories].sort((a, b) => b[1].score - a[1].score)) {
      const [department = '', category = ''] = key.split(' ');
      // The first is the department's best.
      if (likely.has(department)) continue;
      const whole = (departments.get(department)?.score ?? 0) / bestDepartment;
      const telling = pieces.sort((a, b) => b[1] - a[1]).map(([piece]) => piece);
      likely.set(department, {
        department,
        category,
        score: categoryShare * (score / bestCategory) + (1 - categoryShare) * whole,
        evidence: withoutParts(telling),
      });
    }
    return [...likely.values()].sort((a, b) => b.score - a.score).slice(0, maxLikely);
  }

  #count({ department, category, text, weight }: Example, sign: 1 | -1): void {
    const pieces = learnedPieces(text);
    const key = `${department} ${category}`;
    const place = this.#placeOf.get(key) ?? this.#labels.push({ department, category }) - 1;
    this.#placeOf.set(key, place);
    for (const piece of pieces) this.#say(piece, place, sign * weight);
    const length = sign * weight * pieces.size;
    this.#categories.add(key, length);
    this.#departments.add(department, length);
  }

  #say(piece: string, place: number, times: number): void {
    const said = this.#said.get(piece);
    if (!said) {
      this.#said.set(piece, [place, times]);
      return;
    }
    // What is learned together is mostly of one label: it stands last.
    for (let at = said.length - 2; at >= 0; at -= 2) {
      if (said[at] !== place) continue;
      const now = (said[at + 1] ?? 0) + times;
      if (now < nothing) said.splice(at, 2);
      else said[at + 1] = now;
      return;
    }
    said.push(place, times);
  }

  *#saidOf(piece: string): Generator<[place: number, times: number]> {
    const said = this.#said.get(piece) ?? [];
    for (let at = 0; at < said.length; at += 2) yield [said[at] ?? 0, said[at + 1] ?? 0];
  }

  #label(place: number): Pick<Example, 'department' | 'category'> {
    const label = this.#labels[place];
    if (!label) throw new RangeError(`no label ${place}`);
    return label;
  }
}

/** Of pieces that stand within one another the first. */
function withoutParts(pieces: readonly string[]): string[] {
  const kept: string[] = [];
  for (const piece of pieces) {
    if (piece.length < 2 || kept.some((one) => one.includes(piece) || piece.includes(one))) continue;
    kept.push(piece);
    if (kept.length === maxEvidence) break;
  }
  return kept;
}
