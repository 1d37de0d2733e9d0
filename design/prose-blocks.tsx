// The blocks of an article as elements, without a style: for pages that the browser builds, and for those that the server does.
import { type Block, blocksOf, type Span } from './markdown.ts';

function Words({ text, isStrong, isLink, address = text }: Span) {
  const words = isLink ? (
    <a href={address} target="_blank" rel="noreferrer">
      {text}
    </a>
  ) : (
    text
  );
  return isStrong ? <strong>{words}</strong> : words;
}

function Spans({ spans }: { spans: readonly Span[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
  return spans.map((span, index) => <Words key={index} {...span} />);
}

function Items({ items }: { items: readonly (readonly Span[])[] }) {
  return items.map((item, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of a fixed text never move
    <li key={place}>
      <Spans spans={item} />
    </li>
  ));
}

function Part({ block, heading }: { block: Block; heading: 'h2' | 'h3' }) {
  if (block.kind === 'bullets') {
    return (
      <ul>
        <Items items={block.items} />
      </ul>
    );
  }
  if (block.kind === 'numbers') {
    return (
      <ol start={block.from}>
        <Items items={block.items} />
      </ol>
    );
  }
  if (block.kind === 'table') {
    return (
      <div className="oc-prose-table">
        <table>
          <thead>
            <tr>
              {block.head.map((cell, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of a fixed text never move
                <th key={place} scope="col">
                  <Spans spans={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a fixed text never move
              <tr key={line}>
                {row.map((cell, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells of a fixed text never move
                  <td key={place}>
                    <Spans spans={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
  const Element = ({ heading, quote: 'blockquote', paragraph: 'p' } as const)[block.kind];
  return (
    <Element>
      <Spans spans={block.spans} />
    </Element>
  );
}

/** @param heading of which rank the text's own headings are */
export function Blocks({ markdown, heading = 'h3' }: { markdown: string; heading?: 'h2' | 'h3' }) {
  return blocksOf(markdown).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a fixed text never move
    <Part key={index} block={block} heading={heading} />
  ));
}
