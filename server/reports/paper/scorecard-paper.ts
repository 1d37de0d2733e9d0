// The scorecards on paper: one line a row, every figure a column, and what each means.
import type { Lang } from '../../platform/errors.ts';
import { figureIds, figures, type Scorecard, scoreMeans } from '../contract.ts';
import { ink, Paper } from './paper.ts';
import { dateText, figureText, fill, momentText, wordsOf } from './words.ts';

export function scorecardPaper(card: Scorecard, lang: Lang, printedAt: Date): Promise<Buffer> {
  const word = wordsOf(lang);
  const paper = new Paper({ title: word.scorecard, lang, printedAt, layout: 'landscape' });
  paper.words(word.scorecard, { size: 18, weight: 'bold', gap: 2 });
  const period = {
    from: dateText(new Date(card.from), lang),
    // The last day, not the moment after it.
    until: dateText(new Date(Date.parse(card.until) - 1), lang),
  };
  paper.words(fill(word.period, period), { size: 9, colour: ink.quiet });
  if (card.asOf)
    paper.words(fill(word.asOf, { at: momentText(new Date(card.asOf), lang) }), {
      size: 9,
      colour: ink.quiet,
    });
  const total = { name: { zh: wordsOf('zh').total, en: wordsOf('en').total }, rank: null, ...card.total };
  paper.table(
    [
      { title: word.rank, share: 1.2, text: ({ rank }) => String(rank ?? '—') },
      { title: word.by[card.by], share: 4, text: ({ name }) => name[lang] },
      {
        title: word.score,
        share: 1.7,
        align: 'right',
        weight: 'bold',
        text: ({ score }) => score?.toFixed(1) ?? '—',
      },
      ...figureIds.map((id) => ({
        title: figures[id].name[lang],
        share: 2.1,
        align: 'right' as const,
        text: (row: Pick<Scorecard['total'], 'tallies'>) => figureText(row, id),
      })),
    ],
    [...card.rows, total],
    7.5,
  );
  paper.heading(word.definitions);
  paper.words(scoreMeans[lang], { size: 7.5, colour: ink.quiet });
  for (const id of figureIds)
    paper.words(`${figures[id].name[lang]}  ${figures[id].means[lang]}`, {
      size: 7.5,
      colour: ink.quiet,
      gap: 2,
    });
  return paper.finish((page, pages) => fill(word.printed, { at: momentText(printedAt, lang), page, pages }));
}
