// China's working days: the State Council's holidays and make-up days, from the chinese-days library.
import chineseDays from 'chinese-days';
import type { CalendarDefinition } from './definition.ts';
import { dateOf, dayMs, dayOf } from './zone.ts';

const { getDayDetail } = chineseDays;
const firstYear = 2004;

/** Whether the holidays of a year are announced: without them, National Day would be a plain weekday. */
function isAnnounced(year: number): boolean {
  return getDayDetail(`${year}-10-01`).name.includes('国庆节');
}

/**
 * The last date whose status is known, `YYYY-12-31`. The State Council announces a year in the autumn before it;
 * clocks that run past this date are computed again when the next notice comes (`isBeyondAnnounced`).
 */
export function announcedThrough(): string {
  let year = firstYear;
  while (isAnnounced(year + 1)) year += 1;
  return `${year}-12-31`;
}

/** Whether a moment lies in a year whose holidays are not announced yet (China Standard Time). */
export function isBeyondAnnounced(at: number): boolean {
  const chinaTime = at + 8 * 3_600_000;
  return Math.floor(chinaTime / dayMs) > (dayOf(announcedThrough()) ?? 0);
}

/**
 * Weekly hours with China's calendar laid over them: holidays are closed, also those on a weekend that has hours of its
 * own; make-up Saturdays and Sundays have Monday's hours. What the definition itself says of a date stays.
 */
export function withChinaHolidays(definition: CalendarDefinition): CalendarDefinition {
  const holidays = new Set(definition.holidays ?? []);
  const shifts = { ...definition.shifts };
  const makeUpHours = definition.hours.mon ?? [];
  const last = (dayOf(announcedThrough()) ?? 0) * dayMs;
  for (let at = Date.UTC(firstYear, 0, 1); at <= last; at += dayMs) {
    const date = dateOf(at / dayMs);
    if (shifts[date] !== undefined || holidays.has(date)) continue;
    const { work: isWorkday, name } = getDayDetail(date);
    // Named `English,中文,days` when a notice speaks of the date, by the plain weekday otherwise.
    const isInNotice = name.includes(',');
    if (isInNotice && isWorkday) shifts[date] = makeUpHours;
    if (isInNotice && !isWorkday) holidays.add(date);
  }
  return { ...definition, holidays: [...holidays].sort(), shifts };
}
