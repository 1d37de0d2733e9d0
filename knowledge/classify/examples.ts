// Whom a matter is for, by what people have said before: the words of every category, the answers that stand under it
// and sentences of citizens. Needs no training step: what is said anew counts at once.
import { isStopWord, normalise, tokenise } from '../text/index.ts';

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
    const [token] = tokenise(run);
    const piece = token?.term ?? run;
    if (!isStopWord(piece)) yield { piece, from: 0, to: characters.length };
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

/** What is less than any weight: left over where weights were taken away again. */
const nothing = 1e-6;

/** How much was said of each category, or of each department, in all; both stand as numbers. */
class Shelf {
  readonly #lengths = new Map<number, number>();
  #wholeLength = 0;

  /** `length` is negative where something is taken away. */
  add(key: number, length: number): void {
    const now = (this.#lengths.get(key) ?? 0) + length;
    if (now < nothing) this.#lengths.delete(key);
    else this.#lengths.set(key, now);
    this.#wholeLength += length;
  }

  /** How rare a piece is that was said of so many. */
  rarity(holders: number): number {
    return Math.log(1 + (this.#lengths.size - holders + 0.5) / (holders + 0.5));
  }

  /** What it tells of one that it was said so often of it. */
  saturation(key: number, times: number): number {
    const length = (this.#lengths.get(key) ?? 0) * this.#lengths.size;
    const floor = k1 * (1 - lengthShare + (lengthShare * length) / this.#wholeLength);
    return (times * (k1 + 1)) / (times + floor);
  }
}

interface Label {
  department: string;
  /** Its department among all. */
  of: number;
  category: string;
}

interface Fit {
  score: number;
  pieces: [piece: string, points: number][];
}

/** What was said of the city's categories, by its source: what a source says anew takes the place of what it said. */
export class ExampleIndex {
  readonly #sources = new Map<string, readonly Example[]>();
  /** Every category of a department that was named; `#said` names them by their place here. */
  readonly #labels: Label[] = [];
  readonly #placeOf = new Map<string, number>();
  readonly #departmentOf = new Map<string, number>();
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

  /** Whom a text is for, the most likely first: nobody when nothing of it was ever said. */
  find(text: string): Likely[] {
    const { categories, departments } = this.#rate(text);
    const bestCategory = Math.max(Number.MIN_VALUE, ...[...categories.values()].map(({ score }) => score));
    const bestDepartment = Math.max(Number.MIN_VALUE, ...departments.values());
    const likely = new Map<string, Likely>();
    for (const [place, { score, pieces }] of [...categories].sort((a, b) => b[1].score - a[1].score)) {
      const { department, category, of } = this.#label(place);
      // The first is the department's best.
      if (likely.has(department)) continue;
      const whole = (departments.get(of) ?? 0) / bestDepartment;
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

  #rate(text: string) {
    const categories = new Map<number, Fit>();
    const departments = new Map<number, number>();
    for (const [piece, worth] of weighedPieces(text)) {
      const said = this.#said.get(piece);
      if (!said || worth === 0) continue;
      const ofDepartments = new Map<number, number>();
      const rarity = worth * this.#categories.rarity(said.length / 2);
      for (let at = 0; at < said.length; at += 2) {
        const [place = 0, times = 0] = [said[at], said[at + 1]];
        const points = rarity * this.#categories.saturation(place, times);
        const fit = categories.get(place) ?? { score: 0, pieces: [] };
        categories.set(place, fit);
        fit.score += points;
        fit.pieces.push([piece, points]);
        const { of } = this.#label(place);
        ofDepartments.set(of, (ofDepartments.get(of) ?? 0) + times);
      }
      const rarityOfAll = worth * this.#departments.rarity(ofDepartments.size);
      for (const [of, times] of ofDepartments) {
        const points = rarityOfAll * this.#departments.saturation(of, times);
        departments.set(of, (departments.get(of) ?? 0) + points);
      }
    }
    return { categories, departments };
  }

  #count({ department, category, text, weight }: Example, sign: 1 | -1): void {
    const pieces = learnedPieces(text);
    const place = this.#placeFor(department, category);
    for (const piece of pieces) this.#say(piece, place, sign * weight);
    const length = sign * weight * pieces.size;
    this.#categories.add(place, length);
    this.#departments.add(this.#label(place).of, length);
  }

  #placeFor(department: string, category: string): number {
    const key = `${department} ${category}`;
    const known = this.#placeOf.get(key);
    if (known !== undefined) return known;
    const of = this.#departmentOf.get(department) ?? this.#departmentOf.size;
    this.#departmentOf.set(department, of);
    const place = this.#labels.push({ department, of, category }) - 1;
    this.#placeOf.set(key, place);
    return place;
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

  #label(place: number): Label {
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
