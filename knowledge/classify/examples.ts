// Whom a matter is for, by what people have said before: the words of every category, the answers that stand under it
// and sentences of citizens. Needs no training step, so it knows a new category as soon as it has examples.
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

/** BM25 (Robertson, Zaragoza 2009) with categories as documents; tuned by five folds of the pack's tuning sentences. */
const k1 = 4;
const lengthShare = 0.3;
const rarityPower = 1.2;
const lengthWeights = [0, 0.3, 1, 1.3] as const;
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

function piecesOf(text: string): Set<string> {
  const pieces = new Set<string>();
  for (const run of normalise(text).match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? []) {
    if (!han.test(run)) {
      pieces.add(run);
      continue;
    }
    const characters = [...run];
    for (let from = 0; from < characters.length; from += 1)
      for (let length = 1; length <= longest && from + length <= characters.length; length += 1) {
        const piece = characters.slice(from, from + length).join('');
        if (length > 1 || !empty.has(piece)) pieces.add(piece);
      }
  }
  return pieces;
}

const worthOf = (piece: string): number => (han.test(piece) ? (lengthWeights[[...piece].length] ?? 1) : 1);

/** An example, cut once for both shelves. */
interface Read {
  example: Example;
  pieces: ReadonlySet<string>;
}

interface Fit {
  score: number;
  pieces: [piece: string, points: number][];
}

/** BM25 over everything that was said of each key. */
function shelve(examples: readonly Read[], keyOf: (example: Example) => string) {
  const lengths = new Map<string, number>();
  const postings = new Map<string, Map<string, number>>();
  for (const { example, pieces } of examples) {
    const key = keyOf(example);
    for (const piece of pieces) {
      const holders = postings.get(piece) ?? new Map<string, number>();
      postings.set(piece, holders);
      holders.set(key, (holders.get(key) ?? 0) + example.weight);
      lengths.set(key, (lengths.get(key) ?? 0) + example.weight);
    }
  }
  const count = lengths.size;
  const meanLength = [...lengths.values()].reduce((sum, length) => sum + length, 0) / Math.max(1, count);
  return (asked: ReadonlySet<string>): Map<string, Fit> => {
    const fits = new Map<string, Fit>();
    for (const piece of asked) {
      const holders = postings.get(piece);
      if (!holders) continue;
      const rarity = Math.log(1 + (count - holders.size + 0.5) / (holders.size + 0.5)) ** rarityPower;
      for (const [key, times] of holders) {
        const floor = k1 * (1 - lengthShare + (lengthShare * (lengths.get(key) ?? 0)) / meanLength);
        const points = (rarity * worthOf(piece) * times * (k1 + 1)) / (times + floor);
        const fit = fits.get(key) ?? { score: 0, pieces: [] };
        fits.set(key, fit);
        fit.score += points;
        fit.pieces.push([piece, points]);
      }
    }
    return fits;
  };
}

const best = (fits: ReadonlyMap<string, Fit>): number =>
  Math.max(Number.MIN_VALUE, ...[...fits.values()].map(({ score }) => score));

/** Reads the examples once. A look-up takes about a millisecond. */
export function learnExamples(examples: readonly Example[]): (text: string) => Likely[] {
  const read = examples.map((example) => ({ example, pieces: piecesOf(example.text) }));
  const byCategory = shelve(read, ({ department, category }) => `${department} ${category}`);
  const byDepartment = shelve(read, ({ department }) => department);
  return (text) => {
    const asked = piecesOf(text);
    const categories = byCategory(asked);
    const departments = byDepartment(asked);
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
  };
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
