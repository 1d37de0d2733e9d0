// China's working days: the State Council's holidays and make-up days, from the chinese-days library.
import chineseDays from 'chinese-days';
import type { CalendarDefinition } from './definition.ts';
import { dateOf, dayMs, dayOf } from './zone.ts';

const { getDayDetail } = chineseDays;
const firstYear = 2011;

/** Whether the holidays of a year are announced: without them, National Day would be a plain weekday. */
function isAnnounced(year: number): boolean {
  return getDayDetail(`${year}-10-01`).name.includes('国庆节');
}

/** The last date whose status is known. Clocks that run past it are computed again when the next notice comes. */
export function announcedThrough(): string {
  let year = firstYear;
  while (isAnnounced(year + 1)) year += 1;
  return `${year}-12-31`;
}

/**
 * Weekly hours with China's calendar laid over them: holidays on weekdays are closed, make-up Saturdays and Sundays
 * have Monday's hours. What the definition itself says of a date stays.
 */
export function withChinaHolidays(definition: CalendarDefinition): CalendarDefinition {
  const holidays = new Set(definition.holidays ?? []);
  const shifts = { ...definition.shifts };
  const makeUpHours = definition.hours.mon ?? [];
  const last = (dayOf(announcedThrough()) ?? 0) * dayMs;
  for (let at = Date.UTC(firstYear, 0, 1); at <= last; at += dayMs) {
    const weekday = new Date(at).getUTCDay();
    const isWeekend = weekday === 0 || weekday === 6;
    const date = dateOf(at / dayMs);
    const isWorkday = getDayDetail(date).work;
    if (isWorkday && isWeekend && shifts[date] === undefined) shifts[date] = makeUpHours;
    if (!isWorkday && !isWeekend && shifts[date] === undefined) holidays.add(date);
  }
  return { ...definition, holidays: [...holidays].sort(), shifts };
}
