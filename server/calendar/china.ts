// China's working days: the State Council's holidays and make-up days, from the chinese-days library and from notices
// that were imported since.
import chineseDays from 'chinese-days';
import type { CalendarDefinition } from './definition.ts';
import { dateOf, dayMs } from './zone.ts';

const { getDayDetail, getLunarDate, getSolarTermDate } = chineseDays;
const firstYear = 2004;

/** What a notice says of a date. */
export type NoticeDay = {
  isWorkday: boolean;
  name: string;
};
/** The State Council's notice for a year. It outweighs what the library says of that year. */
export interface HolidayNotice {
  year: number;
  /** By date, `YYYY-MM-DD`: holidays, also those on a weekend, and make-up days. */
  days: Readonly<Record<string, NoticeDay>>;
}

const library = new Map<number, Record<string, NoticeDay>>();

/** The dates of a year that notices in the library speak of; none when the year is not announced in it. */
export function libraryDays(year: number): Readonly<Record<string, NoticeDay>> {
  const known = library.get(year);
  if (known) return known;
  const days: Record<string, NoticeDay> = {};
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += dayMs) {
    const date = dateOf(at / dayMs);
    const { work, name } = getDayDetail(date);
    // Named `English,中文,days` when a notice speaks of the date, by the plain weekday otherwise.
    const [, chinese] = name.split(',');
    if (chinese !== undefined) days[date] = { isWorkday: work, name: chinese };
  }
  library.set(year, days);
  return days;
}

/** Whether the library has the notice for a year: without it, National Day would be a plain weekday. */
export function isInLibrary(year: number): boolean {
  return libraryDays(year)[`${year}-10-01`] !== undefined;
}

/**
 * The last date whose status is known, `YYYY-12-31`. The State Council announces a year in the autumn before it; clocks
 * that run past this date are computed again when the next notice comes (`Calendar.isProvisional`).
 */
export function announcedThrough(notices: readonly HolidayNotice[] = []): string {
  const own = new Set(notices.map(({ year }) => year));
  let year = firstYear;
  while (isInLibrary(year + 1) || own.has(year + 1)) year += 1;
  return `${year}-12-31`;
}

/** What is said of each date: by an imported notice, else by the library. */
export function announcedDays(notices: readonly HolidayNotice[] = []): ReadonlyMap<string, NoticeDay> {
  const own = new Set(notices.map(({ year }) => year));
  const last = Number(announcedThrough(notices).slice(0, 4));
  const days = new Map<string, NoticeDay>();
  for (let year = firstYear; year <= last; year += 1) {
    if (own.has(year)) continue;
    for (const [date, day] of Object.entries(libraryDays(year))) days.set(date, day);
  }
  for (const notice of notices) for (const [date, day] of Object.entries(notice.days)) days.set(date, day);
  return days;
}

/** Beyond the last notice so many years are laid out by the law: the longest periods end within them. */
const yearsByLaw = 3;
/** 全国年节及纪念日放假办法 (国务院令第795号, 2025), article 2: days of everybody, by the sun … */
const solarHolidays: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);
/** … and by the moon: the Spring Festival, whose eve is off, too, Duanwu and Zhongqiu. */
const lunarHolidays: ReadonlySet<string> = new Set(['1-1', '1-2', '1-3', '5-5', '8-15']);

const byLaw = new Map<number, readonly string[]>();

/** Dates that the law itself makes holidays in a year, whatever its notice will add and move. */
function lawfulHolidays(year: number): readonly string[] {
  const known = byLaw.get(year);
  if (known) return known;
  const moonOf = (at: number): string => {
    const { lunarMon, lunarDay, isLeap } = getLunarDate(dateOf(at / dayMs));
    return isLeap ? '' : `${lunarMon}-${lunarDay}`;
  };
  const dates = [getSolarTermDate(year, 4, 'pure_brightness')];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += dayMs) {
    const date = dateOf(at / dayMs);
    if (solarHolidays.has(date.slice(5)) || lunarHolidays.has(moonOf(at)) || moonOf(at + dayMs) === '1-1')
      dates.push(date);
  }
  byLaw.set(year, dates);
  return dates;
}

/**
 * Weekly hours with China's calendar laid over them: holidays are closed, also those on a weekend that has hours of its
 * own; make-up Saturdays and Sundays have Monday's hours. What the definition itself says of a date stays. Where no notice
 * has come yet, the holidays of the law are closed.
 */
export function withChinaHolidays(
  definition: CalendarDefinition,
  notices: readonly HolidayNotice[] = [],
): CalendarDefinition {
  const holidays = new Set(definition.holidays ?? []);
  const shifts = { ...definition.shifts };
  const makeUpHours = definition.hours.mon ?? [];
  for (const [date, { isWorkday }] of announcedDays(notices)) {
    if (shifts[date] !== undefined || holidays.has(date)) continue;
    if (isWorkday) shifts[date] = makeUpHours;
    else holidays.add(date);
  }
  const knownThrough = announcedThrough(notices);
  const last = Number(knownThrough.slice(0, 4));
  for (let year = last + 1; year <= last + yearsByLaw; year += 1)
    for (const date of lawfulHolidays(year)) if (shifts[date] === undefined) holidays.add(date);
  return { ...definition, holidays: [...holidays].sort(), shifts, knownThrough };
}
