// The letter that a report goes with: its subject, a few words, and the file.
import type { Lang } from '../../platform/errors.ts';
import type { Scorecard } from '../contract.ts';
import { xlsxType } from '../../platform/attached.ts';
import { xlsxOf } from '../export.ts';
import { printPaper } from '../paper/press.ts';
import { dateText, fill } from '../paper/words.ts';
import type { Schedule } from './contract.ts';

const words = {
  zh: {
    subject: '{name}（{from} 至 {until}）',
    text: '“{name}”见附件，统计期 {from} 至 {until}。\n\n{owner} 安排一号通按时发送此邮件。不再需要时，请联系 {owner}。\n',
  },
  en: {
    subject: '{name} ({from} to {until})',
    text: '“{name}” is attached, for {from} to {until}.\n\n{owner} has OneCall send this letter. If you need it no longer, please tell {owner}.\n',
  },
} as const satisfies Record<Lang, object>;

const mimes = {
  pdf: 'application/pdf',
  xlsx: xlsxType,
} as const;

export async function reportLetter(report: {
  name: string;
  owner: { zh: string; en: string };
  card: Scorecard;
  format: Schedule['format'];
  lang: Lang;
  printedAt: Date;
}) {
  const { name, card, format, lang, printedAt } = report;
  const values = {
    name,
    owner: report.owner[lang],
    from: dateText(new Date(card.from), lang),
    // The last day, not the moment after it.
    until: dateText(new Date(Date.parse(card.until) - 1), lang),
  };
  const content =
    format === 'pdf'
      ? await printPaper({ paper: 'scorecard', content: card, lang, printedAt })
      : await xlsxOf(card, lang);
  return {
    subject: fill(words[lang].subject, values),
    text: fill(words[lang].text, values),
    attachments: [
      {
        filename: `${name.replaceAll(/[\\/:*?"<>|]/g, '-')}.${format}`,
        contentType: mimes[format],
        content,
      },
    ],
  };
}
