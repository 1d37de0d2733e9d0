// Tables that stand on more than one paper.
import type { Lang } from '../../platform/errors.ts';
import type { Compared, Troubled } from '../contract.ts';
import { ink, lampInk, type Paper } from './paper.ts';
import { wordsOf } from './words.ts';

/** What came most, with bars, beside the time before. */
export function comparedTable(
  paper: Paper,
  rows: readonly Compared[],
  titles: { by: string; before: string; none: string },
  lang: Lang,
): void {
  if (rows.length === 0) {
    paper.words(titles.none, { size: 9, colour: ink.quiet });
    return;
  }
  const most = Math.max(...rows.map(({ received, before }) => Math.max(received, before)));
  paper.table(
    [
      { title: titles.by, share: 5, text: ({ name }) => name[lang] },
      {
        title: wordsOf(lang).received,
        share: 1.5,
        align: 'right',
        weight: 'bold',
        text: ({ received }) => String(received),
      },
      { title: titles.before, share: 1.8, align: 'right', text: ({ before }) => String(before) },
      {
        title: '',
        share: 5,
        text: () => '',
        draw: ({ received, before }, { x, y, width, height }) => {
          paper.pdf.rect(x, y, (width * received) / most, height * 0.55).fill(ink.accent);
          paper.pdf.rect(x, y + height * 0.65, (width * before) / most, height * 0.3).fill(ink.line);
        },
      },
    ],
    rows,
  );
}

/** On whom supervision shines; `none` where it shines on nobody. */
export function troubledTable(paper: Paper, rows: readonly Troubled[], none: string, lang: Lang): void {
  const word = wordsOf(lang);
  if (rows.length === 0) {
    paper.words(none, { size: 9, colour: ink.quiet });
    return;
  }
  paper.table(
    [
      {
        title: word.lamp,
        share: 1.5,
        weight: 'bold',
        colour: ({ lamp }) => lampInk[lamp],
        text: ({ lamp }) => `■ ${word[lamp]}`,
      },
      { title: word.department, share: 6, text: ({ name }) => name[lang] },
      ...(['overdue', 'noticed', 'supervised', 'reworked'] as const).map((count) => ({
        title: word[count],
        share: 1.6,
        align: 'right' as const,
        text: (row: Troubled) => String(row[count]),
      })),
    ],
    rows,
  );
}
