// The leaders' briefing on paper: what it comes to first, the figures it is made of below.
import type { Lang } from '../../platform/errors.ts';
import type { Briefing } from '../briefing/contract.ts';
import { figureIds, figures } from '../contract.ts';
import { ink, lampInk, Paper } from './paper.ts';
import { comparedTable, troubledTable } from './tables.ts';
import { dateText, figureText, fill, momentText, wordsOf } from './words.ts';

const dayText = (date: string, lang: Lang): string => dateText(new Date(`${date}T04:00:00Z`), lang);
const shareText = (share: number | null): string => (share === null ? '—' : `${(100 * share).toFixed(1)}%`);

export function briefingPaper(briefing: Briefing, lang: Lang, printedAt: Date): Promise<Buffer> {
  const word = wordsOf(lang);
  const { first, last, contacts } = briefing;
  const title = fill(briefing.period === 'day' ? word.dailyBriefing : word.weeklyBriefing, {
    first: dayText(first, lang),
    last: dayText(last, lang),
  });
  const paper = new Paper({ title, lang, printedAt, layout: 'portrait' });
  paper.words(word.briefingLead, { size: 9, colour: ink.quiet, gap: 2 });
  paper.words(title, { size: 20, weight: 'bold' });
  paper.rule(lampInk.red, 2);
  if (!briefing.isComplete) paper.words(word.underWay, { size: 9, colour: lampInk.yellow });
  if (briefing.asOf)
    paper.words(fill(word.asOf, { at: momentText(new Date(briefing.asOf), lang) }), {
      size: 9,
      colour: ink.quiet,
    });
  for (const sentence of briefing.sentences) paper.words(`· ${sentence[lang]}`, { size: 10.5, gap: 5 });
  paper.heading(word.contacts);
  paper.words(
    fill(word.contactRates, {
      arrived: contacts.arrived,
      before: contacts.before,
      connection: shareText(contacts.connectionRate),
      level: shareText(contacts.serviceLevel15s),
    }),
    { size: 9 },
  );
  if (briefing.channels.length > 0)
    paper.table(
      [
        { title: word.channel, share: 4, text: ({ channel }) => word.channels[channel] },
        { title: word.arrived, share: 2, align: 'right', weight: 'bold', text: (row) => String(row.arrived) },
        { title: word.periodBefore, share: 2, align: 'right', text: (row) => String(row.before) },
        { title: word.accepted, share: 2, align: 'right', text: (row) => String(row.accepted) },
      ],
      briefing.channels,
    );
  paper.heading(word.figures);
  paper.table(
    [
      { title: word.figure, share: 4, text: (id) => figures[id].name[lang] },
      {
        title: word.thisPeriod,
        share: 2,
        align: 'right',
        weight: 'bold',
        text: (id) => figureText(briefing.now, id),
      },
      { title: word.periodBefore, share: 2, align: 'right', text: (id) => figureText(briefing.before, id) },
    ],
    figureIds,
  );
  paper.heading(word.categories);
  const titles = { before: word.periodBefore, none: word.nothingReceived };
  comparedTable(paper, briefing.categories, { ...titles, by: word.category }, lang);
  paper.heading(word.areas);
  comparedTable(paper, briefing.areas, { ...titles, by: word.by.area }, lang);
  paper.heading(word.supervision);
  troubledTable(paper, briefing.troubled, word.nobodyWarned, lang);
  return paper.finish((page, pages) => fill(word.printed, { at: momentText(printedAt, lang), page, pages }));
}
