// N-grams of a message as 32-bit keys: of characters, which need no word list and so read messages whose stop-words and
// punctuation were stripped as well as messages as people write them, and of words.

/**
 * Which slice of the text to read (`to` exclusive, in characters), its n-grams of what up to which length, how heavily.
 */
export interface View {
  to: number;
  longest: number;
  scale: number;
  unit: 'characters' | 'words';
}

/**
 * The whole message, and once more its first 25 characters: titles come first and name the matter, which is worth one
 * point of accuracy in cross-validation. Words beside characters are worth another 0.15 points.
 */
export const DEFAULT_VIEWS: readonly View[] = [
  { to: 4000, longest: 4, scale: 1, unit: 'characters' },
  { to: 25, longest: 3, scale: 0.7, unit: 'characters' },
  { to: 4000, longest: 2, scale: 0.5, unit: 'words' },
  { to: 25, longest: 1, scale: 0.35, unit: 'words' },
];

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Title and text as one line of letters and digits: full-width folded, lower case, punctuation gone. */
export function condense(title: string, text: string): string {
  return (title + text)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('_x000d_', '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function finish(state: number): number {
  let hash = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Calls `visit` with the key, start and length of every n-gram that view number `viewIndex` sees. */
export function eachNgram(
  text: string,
  view: View,
  viewIndex: number,
  visit: (key: number, start: number, length: number) => void,
): void {
  const end = Math.min(text.length, view.to);
  const seed = Math.imul(viewIndex + 1, 0x9e3779b1) ^ 0x811c9dc5;
  const ends = view.unit === 'words' ? wordEnds(text.slice(0, end)) : undefined;
  let unit = 0;
  for (let start = 0; start < end; start = ends ? (ends[unit++] ?? end) : start + 1) {
    let state = seed;
    let at = start;
    for (let count = 1; count <= view.longest && at < end; count++) {
      const next = ends ? (ends[unit + count - 1] ?? end) : at + 1;
      for (; at < next; at++) {
        state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
        state ^= state >>> 15;
      }
      visit(finish(state), start, at - start);
    }
  }
}

/** Where each word of the text ends. */
function wordEnds(text: string): number[] {
  const ends: number[] = [];
  for (const { segment, index } of segmenter.segment(text)) ends.push(index + segment.length);
  return ends;
}

/** How often each n-gram key stands in the text, one map per view. */
export function countNgrams(text: string, views: readonly View[]): Map<number, number>[] {
  return views.map((view, viewIndex) => {
    const counts = new Map<number, number>();
    eachNgram(text, view, viewIndex, (key) => counts.set(key, (counts.get(key) ?? 0) + 1));
    return counts;
  });
}
