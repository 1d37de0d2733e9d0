import { blocksOf, type Span } from './markdown.ts';

function Spans({ spans }: { spans: readonly Span[] }) {
  return spans.map(({ text, isStrong }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
    isStrong ? <strong key={index}>{text}</strong> : <span key={index}>{text}</span>,
  );
}

/** An article's text for reading. */
export function Prose({ markdown, lang }: { markdown: string; lang: 'zh' | 'en' }) {
  return (
    <div className="article-prose" lang={lang === 'zh' ? 'zh-CN' : 'en'}>
      {blocksOf(markdown).map((block, index) => {
        const key = `${index}-${block.kind}`;
        if ('items' in block) {
          const List = block.kind === 'bullets' ? 'ul' : 'ol';
          return (
            <List key={key}>
              {block.items.map((item, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: items of a fixed text never move
                <li key={place}>
                  <Spans spans={item} />
                </li>
              ))}
            </List>
          );
        }
        const spans = <Spans spans={block.spans} />;
        if (block.kind === 'heading') return <h3 key={key}>{spans}</h3>;
        if (block.kind === 'quote') return <blockquote key={key}>{spans}</blockquote>;
        return <p key={key}>{spans}</p>;
      })}
    </div>
  );
}
