// The leaders' briefing on paper: what it comes to first, the figures it is made of below.
import type { Lang } from '../../platform/errors.ts';
import type { Briefing, Compared } from '../briefing/contract.ts';
import { figureIds, figures } from '../contract.ts';
import { ink, lampInk, Paper } from './paper.ts';
import { dateText, figureText, fill, momentText, wordsOf } from './words.ts';

const dayText = (date: string, lang: Lang): string => dateText(new Date(`${date}T04:00:00Z`), lang);
const shareText = (share: number | null): string => (share === null ? '—' : `${(100 * share).toFixed(1)}%`);

function comparedTable(paper: Paper, rows: readonly Compared[], name: string, lang: Lang): void {
  const word = wordsOf(lang);
  if (rows.length === 0) {
    paper.words(word.nothingReceived, { size: 9, colour: ink.quiet });
    return;
  }
  const most = Math.max(...rows.map(({ received, before }) => Math.max(received, before)));
  paper.table(
    [
      { title: name, share: 5, text: (row) => row.name[lang] },
      {
        title: word.received,
        share: 1.5,
        align: 'right',
        weight: 'bold',
        text: (row) => String(row.received),
      },
      { title: word.periodBefore, share: 1.8, align: 'right', text: (row) => String(row.before) },
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
  comparedTable(paper, briefing.categories, word.category, lang);
  paper.heading(word.areas);
  comparedTable(paper, briefing.areas, word.by.area, lang);
  paper.heading(word.supervision);
  if (briefing.troubled.length === 0) paper.words(word.nobodyWarned, { size: 9, colour: ink.quiet });
  else
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
          text: (row: Briefing['troubled'][number]) => String(row[count]),
        })),
      ],
      briefing.troubled,
    );
  return paper.finish((page, pages) => fill(word.printed, { at: momentText(printedAt, lang), page, pages }));
}
