// The Markdown that articles use, as plain blocks: headings, paragraphs, lists, quotes, bold. Nothing becomes HTML.

export interface Span {
  text: string;
  isStrong: boolean;
}
export type Block =
  | { kind: 'heading'; level: number; spans: readonly Span[] }
  | { kind: 'paragraph' | 'quote'; spans: readonly Span[] }
  | { kind: 'bullets' | 'numbers'; items: readonly (readonly Span[])[] };

/** Splits a line at `**bold**`; a mark without its partner stays text. */
export function spansOf(line: string): readonly Span[] {
  return line
    .split(/(\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.length > 4 && part.startsWith('**') && part.endsWith('**')
        ? { text: part.slice(2, -2), isStrong: true }
        : { text: part, isStrong: false },
    );
}

/** Reads Markdown line by line; neighbouring items become one list. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const raw of markdown.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    const [, marks, heading] = /^(#{1,6})\s+(.+)$/.exec(line) ?? [];
    const [, bullet] = /^[-*+]\s+(.+)$/.exec(line) ?? [];
    // U+3001 is the Chinese comma that follows a number.
    const [, number] = /^\d+[.)\u3001]\s*(.+)$/.exec(line) ?? [];
    const [, quote] = /^>\s*(.+)$/.exec(line) ?? [];
    const item = bullet ?? number;
    if (heading !== undefined) {
      blocks.push({ kind: 'heading', level: marks?.length ?? 1, spans: spansOf(heading) });
    } else if (item !== undefined) {
      const kind = bullet === undefined ? 'numbers' : 'bullets';
      const last = blocks.at(-1);
      if (last?.kind === kind) blocks.splice(-1, 1, { kind, items: [...last.items, spansOf(item)] });
      else blocks.push({ kind, items: [spansOf(item)] });
    } else {
      blocks.push({ kind: quote === undefined ? 'paragraph' : 'quote', spans: spansOf(quote ?? line) });
    }
  }
  return blocks;
}
