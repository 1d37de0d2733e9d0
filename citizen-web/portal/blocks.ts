// The little Markdown that articles use, taken apart: headings, lists, paragraphs, bold. Nothing of it becomes HTML.

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'bullets' | 'steps'; items: string[] };

/** The blocks of a text in order; neighbouring list lines make one list. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    const heading = /^#+\s+(.*)$/.exec(line)?.[1];
    const bullet = /^[-*+]\s+(.*)$/.exec(line)?.[1];
    const step = /^\d+[.\u3001)]\s*(\D.*)$/.exec(line)?.[1];
    if (heading !== undefined) {
      blocks.push({ kind: 'heading', text: heading });
      continue;
    }
    const item = bullet ?? step;
    if (item === undefined) {
      blocks.push({ kind: 'text', text: line });
      continue;
    }
    const kind = bullet === undefined ? 'steps' : 'bullets';
    const last = blocks.at(-1);
    if (last?.kind === kind) last.items.push(item);
    else blocks.push({ kind, items: [item] });
  }
  return blocks;
}

export interface Run {
  text: string;
  isMarked: boolean;
}

/** A line cut at its `**bold**` parts. */
export function boldRuns(line: string): Run[] {
  return line
    .split(/(\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part) => {
      const isMarked = part.length > 4 && part.startsWith('**') && part.endsWith('**');
      return { text: isMarked ? part.slice(2, -2) : part, isMarked };
    });
}

/** A fragment cut at its marks: [from, to) ranges in order. Ranges that overlap or reach outside are clipped. */
export function markedRuns(text: string, marks: readonly (readonly [number, number])[]): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    const start = Math.max(at, from);
    if (to <= start) continue;
    runs.push(
      { text: text.slice(at, start), isMarked: false },
      { text: text.slice(start, to), isMarked: true },
    );
    at = to;
  }
  runs.push({ text: text.slice(at), isMarked: false });
  return runs.filter((run) => run.text !== '');
}
