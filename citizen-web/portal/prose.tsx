// An article as it reads: its blocks as elements. Text stays text.
import { blocksOf, boldRuns } from './blocks.ts';

function Line({ text }: { text: string }) {
  return boldRuns(text).map((run, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
    run.isMarked ? <strong key={index}>{run.text}</strong> : run.text,
  );
}

export function Prose({ text }: { text: string }) {
  return (
    <div className="portal-prose">
      {blocksOf(text).map((block, index) => {
        const key = `${index}-${block.kind}`;
        if (block.kind === 'heading') return <h3 key={key}>{block.text}</h3>;
        if (block.kind === 'text')
          return (
            <p key={key}>
              <Line text={block.text} />
            </p>
          );
        const List = block.kind === 'steps' ? 'ol' : 'ul';
        return (
          <List key={key}>
            {block.items.map((item) => (
              <li key={item}>
                <Line text={item} />
              </li>
            ))}
          </List>
        );
      })}
    </div>
  );
}
