// What speaks in a passage for danger or against it: its characters and words, the scenes they belong to (who, where,
// what happens, when) by two and two.
import scenes from './scenes.json' with { type: 'json' };
import { isLatin, type Span, type TokenKey, tokensOf } from './text.ts';

/** One sign of a passage: its name, its value, and where it stands first. */
export interface Sign {
  name: string;
  kind: SignKind;
  at: readonly Span[];
}
const KINDS = ['grams', 'scenes', 'pairs'] as const;
type SignKind = (typeof KINDS)[number];

/** How heavily a kind of signs speaks. Scenes hold for words of which no lesson tells, so they weigh more. */
const KIND_WEIGHT: Record<SignKind, number> = { grams: 0.7, scenes: 1, pairs: 1 };
const LONGEST_GRAM = 3;

interface Word {
  word: string;
  scene: string;
}
const byHead = new Map<number, Word[]>();
for (const [scene, words] of Object.entries(scenes)) {
  for (const written of words.split(' ')) {
    const word = written.replaceAll('_', ' ');
    const head = word.charCodeAt(0);
    byHead.set(head, [...(byHead.get(head) ?? []), { word, scene }]);
  }
}
for (const words of byHead.values()) words.sort((a, b) => b.word.length - a.word.length);

interface SceneWord extends Span {
  scene: string;
}

/** The words of scenes in a passage, the longest first; one word can belong to several. */
function sceneWordsIn(text: string, { from, to }: Span): SceneWord[] {
  const found: SceneWord[] = [];
  for (let at = from; at < to; ) {
    const heads = byHead.get(text.charCodeAt(at));
    if (!heads) {
      at += 1;
      continue;
    }
    const here: Word[] = [];
    for (const one of heads) {
      if (here[0] && one.word.length < here[0].word.length) break;
      const end = at + one.word.length;
      if (end > to || !text.startsWith(one.word, at)) continue;
      if (isLatin(one.word) && (isLetter(text, at - 1) || isLetter(text, end))) continue;
      here.push(one);
    }
    const length = here[0]?.word.length ?? 0;
    for (const { scene } of here) found.push({ scene, from: at, to: at + length });
    at += length || 1;
  }
  return found;
}

const isLetter = (text: string, at: number): boolean => /[a-z]/.test(text[at] ?? ' ');

/** The names of two scenes in one passage (`together`, in any order) and of one right before the other (`following`). */
const pairNames = new Map(
  Object.keys(scenes).map((one) => [
    one,
    new Map(
      Object.keys(scenes).map((other) => [
        other,
        { together: `@${[one, other].sort().join('+')}`, following: `@${one}>${other}` },
      ]),
    ),
  ]),
);

/** The tokens up to here as they are written, and whether that is the name of a sign. */
interface Branch {
  name: string;
  isSign: boolean;
  next: Map<TokenKey, Branch>;
}

/** The names of signs. Those of grams are a tree: most grams of a message are nobody's, and are never put together. */
export class SignNames {
  readonly root: Branch = { name: '', isSign: false, next: new Map() };
  readonly #known: ReadonlySet<string> | undefined;

  /** @param names all that are known; without, every name that comes along is learned */
  constructor(names?: Iterable<string>) {
    if (!names) return;
    const known = new Set(names);
    for (const name of known) {
      if (name.startsWith('@')) continue;
      let branch = this.root;
      for (const [word] of name.matchAll(/[a-z]+|[^a-z ]/g))
        branch = grown(branch, /[a-z]/.test(word) ? word : word.charCodeAt(0));
      branch.isSign = true;
    }
    this.#known = known;
  }

  after(branch: Branch, key: TokenKey): Branch | undefined {
    if (this.#known) return branch.next.get(key);
    const next = grown(branch, key);
    // A comma alone is in every text.
    next.isSign = next.name !== ',';
    return next;
  }

  isKnown(name: string): boolean {
    return this.#known?.has(name) ?? true;
  }
}

function grown(branch: Branch, key: TokenKey): Branch {
  const known = branch.next.get(key);
  if (known) return known;
  const space = typeof key === 'string' && branch.name !== '' ? ' ' : '';
  const name = branch.name + space + (typeof key === 'string' ? key : String.fromCharCode(key));
  const next: Branch = { name, isSign: false, next: new Map() };
  branch.next.set(key, next);
  return next;
}

/** The signs of one passage of a folded text that have a name, each once. */
export function signsOf(text: string, passage: Span, names: SignNames): Sign[] {
  const signs = new Map<string, Sign>();
  const add = (name: string, kind: SignKind, ...at: Span[]) => {
    if (!signs.has(name)) signs.set(name, { name, kind, at });
  };
  const tokens = tokensOf(text, passage);
  tokens.forEach(({ from }, i) => {
    let branch: Branch | undefined = names.root;
    for (const token of tokens.slice(i, i + LONGEST_GRAM)) {
      branch = names.after(branch, token.key);
      if (!branch) break;
      if (branch.isSign) add(branch.name, 'grams', { from, to: token.to });
    }
  });
  const words = sceneWordsIn(text, passage);
  words.forEach((one, i) => {
    const name = `@${one.scene}`;
    if (names.isKnown(name)) add(name, 'scenes', one);
    const pairs = pairNames.get(one.scene);
    for (let j = i + 1; j < words.length; j++) {
      const other = words[j];
      const pair = other && pairs?.get(other.scene);
      if (!pair) continue;
      if (one.scene !== other.scene && names.isKnown(pair.together)) add(pair.together, 'pairs', one, other);
      if (j === i + 1 && other.from > one.from && names.isKnown(pair.following))
        add(pair.following, 'pairs', one, other);
    }
  });
  return [...signs.values()];
}

/** Each sign with its value: what its kind weighs, shared by the known signs of that kind. */
export function valuesOf(signs: readonly Sign[]): { sign: Sign; value: number }[] {
  const counts = new Map<SignKind, number>();
  for (const { kind } of signs) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return signs.map((sign) => ({
    sign,
    value: KIND_WEIGHT[sign.kind] / Math.sqrt(counts.get(sign.kind) ?? 1),
  }));
}

/** The sum of weight times value over the signs that have a weight. */
export function sumByKind(signs: readonly Sign[], weights: ReadonlyMap<string, number>): number {
  const sums = { grams: 0, scenes: 0, pairs: 0 };
  const counts = { grams: 0, scenes: 0, pairs: 0 };
  for (const { name, kind } of signs) {
    const weight = weights.get(name);
    if (weight === undefined) continue;
    sums[kind] += weight;
    counts[kind] += 1;
  }
  let sum = 0;
  for (const kind of KINDS)
    if (counts[kind] > 0) sum += (KIND_WEIGHT[kind] * sums[kind]) / Math.sqrt(counts[kind]);
  return sum;
}
