// An agent's shift on paper: what the next one goes on with first, then what was done and how the time went.
import type { Bilingual } from '../../platform/contract.ts';
import type { Lang } from '../../platform/errors.ts';
import { presenceStateSchema } from '../../routing/contract.ts';
import { type ContactCounts, type ShiftReport, totalCounts } from '../shift/contract.ts';
import { ink, lampInk, Paper } from './paper.ts';
import { fill, momentText, wordsOf } from './words.ts';

type Shift = NonNullable<ShiftReport['shift']>;
type Content = ShiftReport & { queues: Readonly<Record<string, Bilingual>> };

/** Hours and minutes; what is shorter than a minute is said to be so. */
function spanText(seconds: number, lang: Lang): string {
  const { shift: word } = wordsOf(lang);
  const minutes = Math.round(seconds / 60);
  if (minutes === 0) return seconds === 0 ? '—' : word.less;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? fill(word.minutes, { minutes }) : fill(word.hours, { hours, minutes: rest });
}

function openTable(
  paper: Paper,
  open: NonNullable<Shift['open']>,
  queues: Content['queues'],
  lang: Lang,
): void {
  const { shift: word, channels } = wordsOf(lang);
  const rows = [
    ...open.contacts.map(({ channel, queueCode, state, at }) => ({
      matter: `${channels[channel]} · ${queues[queueCode]?.[lang] ?? queueCode}`,
      stage: state === 'wrap_up' ? word.wrapUp : word.talk,
      at,
    })),
    ...open.tickets.map(({ number, title, at }) => ({
      matter: `${number}  ${title}`,
      stage: word.notDispatched,
      at,
    })),
  ];
  paper.heading(word.open);
  if (rows.length === 0) paper.words(word.noneOpen, { size: 9, colour: ink.quiet });
  else
    paper.table(
      [
        { title: word.matter, share: 7, text: ({ matter }) => matter },
        { title: word.stage, share: 2.2, weight: 'bold', text: ({ stage }) => stage },
        { title: word.since, share: 3, text: ({ at }) => momentText(new Date(at), lang) },
      ],
      rows,
    );
}

function contactsTable(paper: Paper, { channels }: Shift, lang: Lang): void {
  const { shift: word, ...common } = wordsOf(lang);
  paper.heading(common.contacts);
  if (channels.length === 0) {
    paper.words(word.none, { size: 9, colour: ink.quiet });
    return;
  }
  const count = (id: 'taken' | 'declined' | 'missed' | 'finished', isBold = false) => ({
    title: word[id],
    share: 1.5,
    align: 'right' as const,
    ...(isBold && { weight: 'bold' as const }),
    text: (row: ContactCounts) => String(row[id]),
  });
  const span = (title: string, of: (row: ContactCounts) => number | null) => ({
    title,
    share: 2.6,
    align: 'right' as const,
    text: (row: ContactCounts) => {
      const seconds = of(row);
      return seconds === null ? '—' : spanText(seconds, lang);
    },
  });
  paper.table(
    [
      { title: common.channel, share: 2, text: ({ name }) => name },
      count('taken', true),
      count('declined'),
      count('missed'),
      count('finished'),
      span(word.contactTime, ({ contactS }) => contactS),
      span(word.wrapUpTime, ({ wrapUpS }) => wrapUpS),
      span(word.handling, ({ finished, contactS, wrapUpS }) =>
        finished === 0 ? null : (contactS + wrapUpS) / finished,
      ),
    ],
    [
      ...channels.map((row) => ({ ...row, name: common.channels[row.channel] })),
      ...(channels.length > 1 ? [{ ...totalCounts(channels), name: common.total }] : []),
    ],
  );
}

/** Names and what is said of them, with no heads. */
function pairs(paper: Paper, rows: readonly (readonly [string, string])[]): void {
  paper.table(
    [
      { title: '', share: 3, text: ([name]) => name },
      { title: '', share: 4, weight: 'bold', text: ([, said]) => said },
    ],
    rows,
  );
}

/** @throws RangeError when there is no shift to print */
export function shiftPaper({ agent, shift, queues }: Content, lang: Lang, printedAt: Date): Promise<Buffer> {
  if (!shift) throw new RangeError('there is no shift to print');
  const { shift: word, states, printed } = wordsOf(lang);
  const [from, until] = [shift.from, shift.until].map((at) => at && momentText(new Date(at), lang));
  const paper = new Paper({
    title: `${word.title} · ${agent.name[lang]}`,
    lang,
    printedAt,
    layout: 'portrait',
  });
  paper.words(agent.name[lang], { size: 9, colour: ink.quiet, gap: 2 });
  paper.words(word.title, { size: 20, weight: 'bold' });
  paper.rule(lampInk.red, 2);
  paper.words(fill(until ? word.ended : word.goesOn, { from: from ?? '', until: until ?? '' }), { size: 10 });
  if (shift.open) openTable(paper, shift.open, queues, lang);
  contactsTable(paper, shift, lang);
  paper.heading(word.work);
  const { ratings, satisfied, talkRatings, talkSatisfied } = shift;
  const ratedText = (count: number, good: number): string =>
    count === 0 ? '—' : fill(word.satisfied, { satisfied: good, count });
  pairs(paper, [
    [word.passedOn, String(shift.passedOn)],
    [word.filed, String(shift.filed)],
    [word.followUps, String(shift.followUps)],
    [word.talkRatings, ratedText(talkRatings, talkSatisfied)],
    [word.ratings, ratedText(ratings, satisfied)],
  ]);
  paper.heading(word.times);
  pairs(
    paper,
    presenceStateSchema.options.flatMap((state) => {
      const seconds = shift.times[state];
      return seconds === undefined ? [] : [[states[state], spanText(seconds, lang)] as const];
    }),
  );
  paper.pdf.y += 24;
  paper.words(word.signed, { size: 9, colour: ink.quiet });
  return paper.finish((page, pages) => fill(printed, { at: momentText(printedAt, lang), page, pages }));
}
