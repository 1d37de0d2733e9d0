// An article as it reads, and a text with the words that were looked for. Text stays text.
import './prose.css';
import { piecesOf } from './markdown.ts';
import { Blocks } from './prose-blocks.tsx';

/** An article's text for reading. `lang` where it differs from the page's; `heading` where no `h2` stands above it. */
export function Prose({
  markdown,
  lang,
  heading,
}: {
  markdown: string;
  lang?: 'zh' | 'en';
  heading?: 'h2' | 'h3';
}) {
  return (
    <div className="oc-prose" lang={lang === 'zh' ? 'zh-CN' : lang}>
      <Blocks markdown={markdown} {...(heading && { heading })} />
    </div>
  );
}

/** A passage with its matching words marked. `marks` are [from, to) ranges. */
export function MarkedText({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  return piecesOf(text, marks).map((piece) =>
    piece.isMarked ? (
      <mark key={piece.at} className="oc-found">
        {piece.text}
      </mark>
    ) : (
      <span key={piece.at}>{piece.text}</span>
    ),
  );
}
