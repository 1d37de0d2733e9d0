// Notices of holidays as files: what the two kept lists publish (chinese-days, holiday-cn), or a plain table.
import { z } from 'zod';
import type { HolidayNotice, NoticeDay } from './china.ts';
import { dayOf } from './zone.ts';

const byDate = z.record(z.string(), z.string());
/** `chinese-days.json`: names are `English,中文,days`. */
const chineseDaysSchema = z.object({ holidays: byDate, workdays: byDate });
/** `holiday-cn`: one file a year. */
const holidayCnSchema = z.object({
  days: z.array(z.object({ name: z.string(), date: z.string(), isOffDay: z.boolean() })),
});
/** `2027-01-01,休,元旦` or `2027-02-20 班 春节`. */
const line = /^(\d{4}-\d{2}-\d{2})[\s,;\t]+(休|班|off|work|holiday|workday)(?:[\s,;\t]+(.*))?$/i;

/** Why a file is no notice of a year. */
export type NoticeFault = 'unreadable' | 'no_such_date' | 'other_year' | 'contradiction' | 'no_holidays';

type Entry = readonly [date: string, day: NoticeDay];

/** Reads the notice of a year out of a file. Dates of the year's eve belong to it, those of other years are left out. */
export function readNoticeFile(
  text: string,
  year: number,
): HolidayNotice | { fault: NoticeFault; at: string } {
  const entries = entriesOf(text.trim());
  if ('fault' in entries) return entries;
  const days: Record<string, NoticeDay> = {};
  for (const [date, day] of entries.list) {
    if (dayOf(date) === undefined) return { fault: 'no_such_date', at: date };
    if (!date.startsWith(`${year}-`) && !date.startsWith(`${year - 1}-12-`)) continue;
    const known = days[date];
    if (known && known.isWorkday !== day.isWorkday) return { fault: 'contradiction', at: date };
    days[date] = day;
  }
  const own = Object.entries(days).filter(([date]) => date.startsWith(`${year}-`));
  if (own.length === 0) return { fault: 'other_year', at: String(year) };
  if (own.every(([, { isWorkday }]) => isWorkday)) return { fault: 'no_holidays', at: String(year) };
  return { year, days };
}

function entriesOf(text: string): { list: Entry[] } | { fault: NoticeFault; at: string } {
  if (text.startsWith('{')) return entriesOfJson(text);
  const list: Entry[] = [];
  for (const row of text.split(/\r?\n/)) {
    const words = row.trim();
    if (words === '' || words.startsWith('#') || words.startsWith('date')) continue;
    const match = line.exec(words);
    if (!match) return { fault: 'unreadable', at: words.slice(0, 60) };
    const [, date = '', kind = '', name = ''] = match;
    list.push([date, { isWorkday: /^(班|work)/i.test(kind), name: name.trim() }]);
  }
  return { list };
}

function entriesOfJson(text: string): { list: Entry[] } | { fault: NoticeFault; at: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { fault: 'unreadable', at: text.slice(0, 60) };
  }
  const year = holidayCnSchema.safeParse(parsed);
  if (year.success)
    return { list: year.data.days.map(({ date, isOffDay, name }) => [date, { isWorkday: !isOffDay, name }]) };
  const all = chineseDaysSchema.safeParse(parsed);
  if (!all.success) return { fault: 'unreadable', at: text.slice(0, 60) };
  const named = (days: Record<string, string>, isWorkday: boolean): Entry[] =>
    Object.entries(days).map(([date, name]) => [date, { isWorkday, name: name.split(',')[1] ?? name }]);
  return { list: [...named(all.data.holidays, false), ...named(all.data.workdays, true)] };
}
