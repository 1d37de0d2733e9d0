// The words of printed papers, and how figures, dates and months are written on them.
import { cityTimeZone } from '../../calendar/index.ts';
import type { Lang } from '../../platform/errors.ts';
import { type Card, figures, rateOf } from '../contract.ts';
import type { OutcomeKind } from '../../tickets/contract.ts';
import words from './words.json' with { type: 'json' };

export type Words = (typeof words)['zh'];
export const wordsOf = (lang: Lang): Words => words[lang];

export const fill = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** A share in percent, or a number; a dash where a rate has no cases. */
export function figureText({ tallies }: Pick<Card, 'tallies'>, id: OutcomeKind): string {
  if (figures[id].unit === 'count') return String(tallies[id]?.cases ?? 0);
  const rate = rateOf(tallies, id);
  return rate === null ? '—' : `${(100 * rate).toFixed(1)}%`;
}

const locales = { zh: 'zh-CN', en: 'en-GB' } as const;
const writer = (lang: Lang, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locales[lang], { timeZone: cityTimeZone, ...options });

export const dateText = (at: Date, lang: Lang): string => writer(lang, { dateStyle: 'long' }).format(at);
export const momentText = (at: Date, lang: Lang): string =>
  writer(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
export const monthText = (month: string, lang: Lang): string =>
  writer(lang, { year: 'numeric', month: 'long' }).format(new Date(`${month}-15T00:00:00Z`));
