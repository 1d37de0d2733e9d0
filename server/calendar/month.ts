// A month of a calendar to look at: what each day is, and when it is open.
import { Calendar } from './calendar.ts';
import type { NoticeDay } from './china.ts';
import type { CalendarDefinition } from './definition.ts';
import { dateOf, dayMs, Zone } from './zone.ts';

export interface MonthDay {
  date: string;
  /** `make_up`: a weekend that is worked for a holiday · `special`: hours of its own. */
  kind: 'open' | 'closed' | 'holiday' | 'make_up' | 'special';
  /** Open minutes of the local day, [from, to). */
  windows: [from: number, to: number][];
  /** The festival that a notice names. */
  name: string | null;
  /** Its holidays are not announced yet. */
  isProvisional: boolean;
}

/**
 * @param definition in force: with the holidays that are announced
 * @param month `YYYY-MM`
 * @throws CalendarError `invalid_calendar`, `calendar_never_open`
 */
export function monthOf(
  definition: CalendarDefinition,
  month: string,
  announced: ReadonlyMap<string, NoticeDay>,
): MonthDay[] {
  const calendar = new Calendar(definition);
  const zone = new Zone(definition.timezone);
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const first = Date.UTC(year, number - 1, 1) / dayMs;
  const last = Date.UTC(year, number, 0) / dayMs;
  const days = Array.from({ length: last - first + 1 }, (_one, index) => first + index);
  return days.map((day) => {
    const [from, to] = [zone.instant(day, 0), zone.instant(day + 1, 0)];
    const windows = calendar
      .openIntervals(from, 24)
      .filter(([start]) => start < to)
      .map(([start, end]): [number, number] => [
        Math.round(zone.timeOfDay(start) / 60_000),
        end >= to ? 1_440 : Math.round(zone.timeOfDay(end) / 60_000),
      ]);
    const date = dateOf(day);
    const notice = announced.get(date);
    return {
      date,
      kind: kindOf(definition, date, windows.length > 0, notice),
      windows,
      name: notice?.name ?? null,
      isProvisional: calendar.isProvisional(from),
    };
  });
}

function kindOf(
  { holidays = [], shifts = {} }: CalendarDefinition,
  date: string,
  isOpen: boolean,
  notice: NoticeDay | undefined,
): MonthDay['kind'] {
  if (holidays.includes(date)) return 'holiday';
  if (shifts[date] !== undefined) return notice?.isWorkday ? 'make_up' : 'special';
  return isOpen ? 'open' : 'closed';
}
