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
  /** 1 for the best department of a text; comparable within one answer only. */
  score: number;
  /** Pieces of the text that speak for it, the most telling first. */
  evidence: string[];
}

/** BM25 (Robertson, Zaragoza 2009) over categories instead of documents; tuned on the tuning half of the sentences. */
const k1 = 4;
const lengthShare = 0.5;
const rarityPower = 1.2;
const lengthWeights = [0, 0.3, 1, 1.3] as const;
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

interface Shelf {
  department: string;
  category: string;
  length: number;
}

/** Reads the examples once. A look-up takes well under a millisecond. */
export function learnExamples(examples: readonly Example[]): (text: string) => Likely[] {
  const shelves = new Map<string, Shelf>();
  const postings = new Map<string, Map<Shelf, number>>();
  for (const { department, category, text, weight } of examples) {
    const key = `${department} ${category}`;
    const shelf = shelves.get(key) ?? { department, category, length: 0 };
    shelves.set(key, shelf);
    for (const piece of piecesOf(text)) {
      const holders = postings.get(piece) ?? new Map<Shelf, number>();
      postings.set(piece, holders);
      holders.set(shelf, (holders.get(shelf) ?? 0) + weight);
      shelf.length += weight;
    }
  }
  const all = [...shelves.values()];
  const meanLength = all.reduce((sum, shelf) => sum + shelf.length, 0) / Math.max(1, all.length);

  return (text) => {
    const scores = new Map<Shelf, { score: number; pieces: [piece: string, points: number][] }>();
    for (const piece of piecesOf(text)) {
      const holders = postings.get(piece);
      if (!holders) continue;
      const rarity = Math.log(1 + (all.length - holders.size + 0.5) / (holders.size + 0.5)) ** rarityPower;
      for (const [shelf, count] of holders) {
        const floor = k1 * (1 - lengthShare + (lengthShare * shelf.length) / meanLength);
        const points = (rarity * worthOf(piece) * count * (k1 + 1)) / (count + floor);
        const entry = scores.get(shelf) ?? { score: 0, pieces: [] };
        scores.set(shelf, entry);
        entry.score += points;
        entry.pieces.push([piece, points]);
      }
    }
    const ranked = [...scores].sort((a, b) => b[1].score - a[1].score);
    const best = ranked[0]?.[1].score ?? 0;
    const likely: Likely[] = [];
    for (const [{ department, category }, { score, pieces }] of ranked) {
      if (likely.some((one) => one.department === department)) continue;
      const telling = pieces.sort((a, b) => b[1] - a[1]).map(([piece]) => piece);
      likely.push({ department, category, score: score / best, evidence: withoutParts(telling) });
      if (likely.length === maxLikely) break;
    }
    return likely;
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
