// What a caller hears of systems: which ones a key means, and how a number is spoken. Pure.
import type { Language } from '../../ivr/index.ts';

/** Keys 1 to 8 choose, 9 leads on, 0 to a person. */
const perPage = 8;

/** One page of a menu; behind the last comes the first again. */
export function menuPage<T>(
  all: readonly T[],
  page: number,
): { shown: readonly T[]; hasMore: boolean; at: number } {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const at = page % pages;
  return { shown: all.slice(at * perPage, (at + 1) * perPage), hasMore: pages > 1, at };
}

/** 幺 for one, as numbers are told on a telephone in Mandarin. */
const figures: Readonly<Record<Language, string>> = {
  cmn: '零幺二三四五六七八九',
  yue: '零一二三四五六七八九',
  en: '0123456789',
};

/** The end of a number sign by sign: never as one large figure. */
export function spokenTail(number: string, language: Language): string {
  return [...number.slice(-4)].map((sign) => figures[language][Number(sign)] ?? sign).join(' ');
}
