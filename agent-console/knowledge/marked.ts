// A fragment of a search hit, cut where its marks begin and end. Pure.
import type { SearchHit } from '../../server/knowledge/contract.ts';

/** Pieces of a fragment in order; overlapping or stray marks never repeat or lose text. */
export function piecesOf({
  text,
  marks,
}: SearchHit['fragments'][number]): readonly { at: number; text: string; isMarked: boolean }[] {
  const pieces: { at: number; text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const [from, to] of marks.toSorted(([a], [b]) => a - b)) {
    const start = Math.max(at, from);
    const end = Math.min(text.length, to);
    if (end <= start) continue;
    if (start > at) pieces.push({ at, text: text.slice(at, start), isMarked: false });
    pieces.push({ at: start, text: text.slice(start, end), isMarked: true });
    at = end;
  }
  if (at < text.length) pieces.push({ at, text: text.slice(at), isMarked: false });
  return pieces;
}
