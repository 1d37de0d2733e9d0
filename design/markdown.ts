// The Markdown that articles use, as plain blocks: headings, paragraphs, lists, tables, quotes, bold, links. Nothing becomes HTML.

export interface Span {
  text: string;
  isStrong: boolean;
  /** The text is a web address, or stands for `address`. */
  isLink: boolean;
  address?: string;
}
export type Block =
  | { kind: 'heading' | 'paragraph' | 'quote'; spans: readonly Span[] }
  | { kind: 'bullets'; items: readonly (readonly Span[])[] }
  | { kind: 'numbers'; from: number; items: readonly (readonly Span[])[] }
  | { kind: 'table'; head: readonly (readonly Span[])[]; rows: readonly (readonly (readonly Span[])[])[] };

/** An address ends at white space, a bracket, a quotation mark or Chinese punctuation, and not with a full stop. */
const address = /(https?:\/\/[^\s<>"'()\u3001\u3002\uFF08\uFF09\uFF0C\uFF1B]*[\w/#=-])/;
const bold = /(\*\*[^*]+\*\*)/;
/** `[words](address)`; an address of any other kind is no link, its words stay. */
const named = /(\[[^\]\n]+\]\([^)\s]+\))/;
const namedParts = /^\[([^\]]+)\]\(([^)]+)\)$/;
const opens = /^(?:https?:\/\/|mailto:|tel:)/i;

/** Splits a line at `**bold**` and at web addresses; a mark without its partner stays text. */
export function spansOf(line: string): readonly Span[] {
  return line.split(bold).flatMap((part) => {
    const isStrong = part.length > 4 && part.startsWith('**') && part.endsWith('**');
    const words = isStrong ? part.slice(2, -2) : part;
    return words.split(named).flatMap((piece): readonly Span[] => {
      const [, text, target] = namedParts.exec(piece) ?? [];
      if (text !== undefined && target !== undefined)
        return [
          opens.test(target) ? { text, isStrong, isLink: true, address: target } : plain(text, isStrong),
        ];
      return piece
        .split(address)
        .map((text, index) => ({ text, isStrong, isLink: index % 2 === 1 }))
        .filter(({ text }) => text !== '');
    });
  });
}

function plain(text: string, isStrong: boolean): Span {
  return { text, isStrong, isLink: false };
}

/** The cells of `| a | b |`; undefined for any other line. */
function cellsOf(line: string): readonly string[] | undefined {
  if (!/^\|.*\|$/.test(line) || line.length < 3) return undefined;
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** A row of a table whose head stands just before, or a head: the line below it is `| --- |`. */
function withRow(blocks: Block[], cells: readonly string[], below: string): boolean {
  const last = blocks.at(-1);
  const isHead = cellsOf(below)?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
  if (isHead) blocks.push({ kind: 'table', head: cells.map(spansOf), rows: [] });
  else if (last?.kind === 'table')
    blocks.splice(-1, 1, { ...last, rows: [...last.rows, cells.map(spansOf)] });
  else return false;
  return true;
}

/** Reads Markdown line by line; neighbouring items become one list, neighbouring rows below a head one table. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n').map((line) => line.trim());
  for (const [at, line] of lines.entries()) {
    if (line === '') continue;
    const cells = cellsOf(line);
    if (cells) {
      if (blocks.at(-1)?.kind === 'table' && cells.every((cell) => /^:?-+:?$/.test(cell))) continue;
      if (withRow(blocks, cells, lines[at + 1] ?? '')) continue;
    }
    const [, heading] = /^#{1,6}\s+(.+)$/.exec(line) ?? [];
    const [, bullet] = /^[-*+]\s+(.+)$/.exec(line) ?? [];
    // U+3001 is the Chinese comma that follows a number; a decimal such as 1.5 begins no list.
    const [, count, number] = /^(\d{1,3})(?:\u3001|[.)](?!\d))\s*(.+)$/.exec(line) ?? [];
    const [, quote] = /^>\s*(.+)$/.exec(line) ?? [];
    const last = blocks.at(-1);
    if (heading !== undefined) {
      blocks.push({ kind: 'heading', spans: spansOf(heading) });
    } else if (bullet !== undefined) {
      const before = last?.kind === 'bullets' ? last.items : [];
      const list: Block = { kind: 'bullets', items: [...before, spansOf(bullet)] };
      blocks.splice(before.length > 0 ? -1 : blocks.length, 1, list);
    } else if (number !== undefined) {
      const before = last?.kind === 'numbers' ? last : { from: Number(count), items: [] };
      const list: Block = { kind: 'numbers', from: before.from, items: [...before.items, spansOf(number)] };
      blocks.splice(before.items.length > 0 ? -1 : blocks.length, 1, list);
    } else {
      blocks.push({ kind: quote === undefined ? 'paragraph' : 'quote', spans: spansOf(quote ?? line) });
    }
  }
  return blocks;
}

/** Cuts a text at its marks, [from, to) ranges; overlapping or stray marks never repeat or lose text. */
export function piecesOf(
  text: string,
  marks: readonly (readonly [number, number])[],
): readonly { at: number; text: string; isMarked: boolean }[] {
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
