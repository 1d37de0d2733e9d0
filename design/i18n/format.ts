// Dates, numbers and spans of time in the reader's language and the city's time zone.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { cityTimeZone } from '../../server/calendar/city.ts';
import { localeOf } from '../../server/platform/tongue.ts';

export type Time = string | number | Date;

export interface Format {
  /** 2026年11月24日 · 24 November 2026 */
  date: (time: Time) => string;
  /** 11月24日 · 24 Nov */
  day: (time: Time) => string;
  /** 14:05 */
  time: (time: Time) => string;
  /** 14:05:09 */
  second: (time: Time) => string;
  /** 11/24 14:05 · 24 Nov, 14:05 */
  moment: (time: Time) => string;
  /** With year and seconds, for tooltips and records. */
  exact: (time: Time) => string;
  number: (value: number) => string;
  /** 0.956 → 95.6% */
  percent: (share: number) => string;
  /** 甲、乙和丙 · A, B and C */
  list: (words: readonly string[]) => string;
  /** 5分钟前 · 5 min ago */
  relative: (time: Time, nowMs: number) => string;
}

const formats = new Map<string, Format>();

function createFormat(locale: string): Format {
  const dateIn = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: cityTimeZone, hourCycle: 'h23', ...options });
    return (time: Time) => format.format(new Date(time));
  };
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const list = new Intl.ListFormat(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ];
  return {
    date: dateIn({ year: 'numeric', month: 'long', day: 'numeric' }),
    day: dateIn({ month: 'short', day: 'numeric' }),
    time: dateIn({ hour: '2-digit', minute: '2-digit' }),
    second: dateIn({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    moment: dateIn({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    exact: dateIn({ dateStyle: 'long', timeStyle: 'medium' }),
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    list: (words) => list.format(words),
    relative: (time, nowMs) => {
      const span = new Date(time).getTime() - nowMs;
      const [unit, unitMs] = steps.find(([, ms]) => Math.abs(span) >= ms) ?? ['second', Infinity];
      return relative.format(Math.trunc(span / unitMs) || 0, unit);
    },
  };
}

/** The formats of a language; made once per language. */
export function formatOf(lang: string): Format {
  const locale = localeOf(lang);
  const known = formats.get(locale);
  if (known) return known;
  const made = createFormat(locale);
  formats.set(locale, made);
  return made;
}

/** The formats of the reader's language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formatOf(i18n.language), [i18n.language]);
}
