// The monthly bulletin on paper: figures, who did best and worst, what came most, and who is named publicly.
import type { Lang } from '../../platform/errors.ts';
import {
  type Bulletin,
  figureIds,
  figures,
  lampMeans,
  rateOf,
  type ScorecardRow,
  scoreMeans,
} from '../contract.ts';
import { ink, lampInk, Paper } from './paper.ts';
import { comparedTable, troubledTable } from './tables.ts';
import { dateText, figureText, fill, momentText, monthText, wordsOf } from './words.ts';

type Box = { x: number; y: number; width: number; height: number };

/** A line through the months that have a value, and a dot at the last. */
function drawTrend({ pdf }: Paper, values: readonly (number | null)[], { x, y, width, height }: Box): void {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const edge = 2;
  const points = values.flatMap((value, index) => {
    if (value === null) return [];
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return [
      {
        x: x + edge + (index * (width - 2 * edge)) / Math.max(1, values.length - 1),
        y: y + height - edge - share * (height - 2 * edge),
      },
    ];
  });
  for (const [index, point] of points.entries())
    if (index === 0) pdf.moveTo(point.x, point.y);
    else pdf.lineTo(point.x, point.y);
  if (points.length > 1) pdf.lineWidth(1).strokeColor(ink.accent).stroke();
  const last = points.at(-1);
  if (last) pdf.circle(last.x, last.y, edge).fill(ink.accent);
}

function mainFigures(paper: Paper, { trend }: Bulletin, lang: Lang): void {
  const word = wordsOf(lang);
  const [before, now] = trend.slice(-2);
  if (!before || !now) return;
  const shownOf = (card: (typeof trend)[number], id: (typeof figureIds)[number]): number | null =>
    figures[id].unit === 'rate' ? rateOf(card.tallies, id) : (card.tallies[id]?.cases ?? 0);
  paper.table(
    [
      { title: word.figure, share: 4, text: (id) => figures[id].name[lang] },
      { title: word.thisMonth, share: 2, align: 'right', weight: 'bold', text: (id) => figureText(now, id) },
      { title: word.before, share: 2, align: 'right', text: (id) => figureText(before, id) },
      { title: '', share: 0.5, text: () => '' },
      {
        title: word.trend,
        share: 3,
        text: () => '',
        draw: (id, box) =>
          drawTrend(
            paper,
            trend.map((card) => shownOf(card, id)),
            box,
          ),
      },
    ],
    figureIds,
  );
}

function podium(paper: Paper, rows: readonly ScorecardRow[], title: string, none: string, lang: Lang): void {
  const word = wordsOf(lang);
  paper.heading(title);
  if (rows.length === 0) paper.words(none, { size: 9, colour: ink.quiet });
  else
    paper.table(
      [
        { title: word.rank, share: 1, text: ({ rank }) => String(rank ?? '—') },
        { title: word.department, share: 6, text: ({ name }) => name[lang] },
        {
          title: word.score,
          share: 2,
          align: 'right',
          weight: 'bold',
          text: ({ score }) => score?.toFixed(1) ?? '—',
        },
        ...(['resolution', 'satisfaction', 'resolve_on_time'] as const).map((id) => ({
          title: figures[id].name[lang],
          share: 2.4,
          align: 'right' as const,
          text: (row: ScorecardRow) => figureText(row, id),
        })),
      ],
      rows,
    );
}

/** Public notice: on whom supervision shines, and what was said. */
function publicNotice(paper: Paper, { troubled, notices }: Bulletin, lang: Lang): void {
  const word = wordsOf(lang);
  paper.heading(word.notice);
  paper.words(`${lampMeans.red[lang]} ${lampMeans.yellow[lang]}`, { size: 8, colour: ink.quiet });
  troubledTable(paper, troubled, word.noTrouble, lang);
  paper.pdf.y += 6;
  if (notices.length === 0) paper.words(word.noNotices, { size: 9, colour: ink.quiet });
  else
    paper.table(
      [
        { title: word.date, share: 2.4, text: ({ at }) => dateText(new Date(at), lang) },
        { title: word.department, share: 3.2, text: ({ name }) => name?.[lang] ?? word.desk },
        { title: word.number, share: 2.6, text: ({ number }) => number },
        { title: word.text, share: 6, text: ({ text }) => text },
      ],
      notices,
    );
}

export function bulletinPaper(bulletin: Bulletin, lang: Lang, printedAt: Date): Promise<Buffer> {
  const word = wordsOf(lang);
  const title = fill(word.bulletin, { month: monthText(bulletin.month, lang) });
  const paper = new Paper({ title, lang, printedAt, layout: 'portrait' });
  paper.words(word.lead, { size: 9, colour: ink.quiet, gap: 2 });
  paper.words(title, { size: 20, weight: 'bold' });
  paper.rule(lampInk.red, 2);
  if (!bulletin.isComplete) paper.words(word.incomplete, { size: 9, colour: lampInk.yellow });
  if (bulletin.asOf)
    paper.words(fill(word.asOf, { at: momentText(new Date(bulletin.asOf), lang) }), {
      size: 9,
      colour: ink.quiet,
    });
  paper.heading(word.figures);
  mainFigures(paper, bulletin, lang);
  podium(paper, bulletin.best, word.best, word.noBest, lang);
  podium(paper, bulletin.worst, word.worst, word.noWorst, lang);
  publicNotice(paper, bulletin, lang);
  paper.heading(word.categories);
  comparedTable(
    paper,
    bulletin.categories,
    { by: word.category, before: word.before, none: word.noCategories },
    lang,
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
