// The little Markdown that articles use: paragraphs, lists, bold, headings. Text stays text: nothing of it becomes HTML.
import type { ReactNode } from 'react';

function inline(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*)/).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
    part.startsWith('**') && part.endsWith('**') ? <strong key={index}>{part.slice(2, -2)}</strong> : part,
  );
}

type Block = { kind: 'list' | 'text' | 'heading'; lines: string[] };

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    const item = /^(?:[-*+]|\d+[.\u3001)])\s+(.*)$/.exec(line)?.[1];
    const heading = /^#+\s+(.*)$/.exec(line)?.[1];
    const last = blocks.at(-1);
    if (heading !== undefined) blocks.push({ kind: 'heading', lines: [heading] });
    else if (item === undefined) blocks.push({ kind: 'text', lines: [line] });
    else if (last?.kind === 'list') last.lines.push(item);
    else blocks.push({ kind: 'list', lines: [item] });
  }
  return blocks;
}

export function Prose({ text }: { text: string }) {
  return (
    <div className="portal-prose">
      {blocksOf(text).map((block, index) => {
        const key = `${index}-${block.kind}`;
        if (block.kind === 'heading') return <h3 key={key}>{block.lines[0]}</h3>;
        if (block.kind === 'text') return <p key={key}>{inline(block.lines[0] ?? '')}</p>;
        return (
          <ul key={key}>
            {block.lines.map((line) => (
              <li key={line}>{inline(line)}</li>
            ))}
          </ul>
        );
      })}
    </div>
  );
}
