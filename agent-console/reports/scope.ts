// What the address of the scorecards says, and how their rows are sorted. Pure.
import type { TFunction } from 'i18next';
import { z } from 'zod';
import { byName } from '../../design/i18n/order.ts';
import { cityDay } from '../../server/calendar/city.ts';
import {
  figures,
  groupingSchema,
  monthAfter,
  periodSchema,
  rateOf,
  type SavedFilters,
  type ScorecardRow,
} from '../../server/reports/contract.ts';
import { outcomeKindSchema } from '../../server/tickets/contract.ts';

/** `2026-11` in the city. */
export const monthOf = (at: number): string => cityDay(at).slice(0, 7);

/** The first and the last date of a month. */
export function datesOf(month: string): { from: string; to: string } {
  const next = Date.parse(`${monthAfter(month, 1)}-01T00:00:00Z`);
  return { from: `${month}-01`, to: new Date(next - 86_400_000).toISOString().slice(0, 10) };
}

export const rollingDays = [7, 30, 90, 365] as const;

/** The latest month first. */
export const lastMonths = (now: number): string[] =>
  Array.from({ length: 12 }, (_, ago) => monthAfter(monthOf(now), -ago));

const code = z.string().min(1).max(40).optional().catch(undefined);
const date = z.iso.date().optional().catch(undefined);
const scopeSchema = z.object({
  by: groupingSchema.catch('department'),
  days: z.coerce.number().int().min(1).max(731).catch(30),
  from: date,
  to: date,
  period: periodSchema.optional().catch(undefined),
  department: code,
  category: code,
  area: code,
});
export type Scope = z.infer<typeof scopeSchema>;

/** What the address asks for; what makes no sense in it is as if it were not there. */
export function scopeOf(address: URLSearchParams): Scope {
  const scope = scopeSchema.parse(Object.fromEntries(address));
  const isInOrder = scope.from !== undefined && scope.to !== undefined && scope.from <= scope.to;
  return isInOrder ? scope : { ...scope, from: undefined, to: undefined };
}

/** The id of the chosen window: `days-30`, `period-last_month`, `month-2026-11`, or `dates`. */
export function windowOf({ from, to, period, days }: Partial<Scope> & Pick<Scope, 'days'>): string {
  if (from === undefined || to === undefined) return period ? `period-${period}` : `days-${days}`;
  const month = from.slice(0, 7);
  const whole = datesOf(month);
  return whole.from === from && whole.to === to ? `month-${month}` : 'dates';
}

/** What a chosen window puts into the address. */
export function addressOfWindow(
  id: string,
  now: number,
): Record<'days' | 'from' | 'to' | 'period', string | undefined> {
  const none = { days: undefined, from: undefined, to: undefined, period: undefined };
  if (id.startsWith('days-')) return { ...none, days: id.slice(5) };
  if (id.startsWith('period-')) return { ...none, period: id.slice(7) };
  if (id.startsWith('month-')) return { ...none, ...datesOf(id.slice(6)) };
  const today = cityDay(now);
  return { ...none, from: today, to: today };
}

/** The windows that move with the calendar, named. */
export function relativeWindows(t: TFunction<'reports'>): { id: string; label: string }[] {
  return [
    ...rollingDays.map((days) => ({ id: `days-${days}`, label: t('days', { days }) })),
    ...periodSchema.options.map((period) => ({ id: `period-${period}`, label: t(`periods.${period}`) })),
  ];
}

/** What can be kept of a scope: fixed dates cannot, and a month stands for the one before each day. */
export function filtersOf({ from, to, period, days, ...rest }: Scope): SavedFilters {
  const window = windowOf({ from, to, period, days });
  if (window.startsWith('month-')) return { ...rest, days, period: 'last_month' };
  return window === 'dates' ? { ...rest, days } : { ...rest, days, period };
}

export function addressOfFilters(filters: SavedFilters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

const sortSchema = z.object({
  column: z.union([z.enum(['rank', 'name', 'score']), outcomeKindSchema]).catch('rank'),
  direction: z.enum(['ascending', 'descending']).catch('ascending'),
});
export type Sort = z.infer<typeof sortSchema>;
export const sortOf = (address: URLSearchParams): Sort =>
  sortSchema.parse({ column: address.get('sort'), direction: address.get('direction') });

const drillSchema = z.object({
  figure: outcomeKindSchema,
  /** Absent: the total. */
  key: code,
  good: z.enum(['true', 'false']).optional().catch(undefined),
});
export type Drill = z.infer<typeof drillSchema>;
/** The figure whose tickets are shown. */
export function drillOf(address: URLSearchParams): Drill | null {
  const read = drillSchema.safeParse(Object.fromEntries(address));
  return read.success ? read.data : null;
}

/** What a row shows of a figure: a rate from 0 to 1, or a number of cases; null without cases. */
export function figureOf(row: Pick<ScorecardRow, 'tallies'>, id: z.infer<typeof outcomeKindSchema>) {
  return figures[id].unit === 'rate' ? rateOf(row.tallies, id) : (row.tallies[id]?.cases ?? null);
}

/** Rows in the wanted order; those without a value come last either way. By rank they stay as they came. */
export function sorted(rows: readonly ScorecardRow[], sort: Sort, lang: 'zh' | 'en'): ScorecardRow[] {
  const { column } = sort;
  const sign = sort.direction === 'ascending' ? 1 : -1;
  if (column === 'name') return rows.toSorted((a, b) => sign * byName(lang)(a, b));
  const value = (row: ScorecardRow): number | null =>
    column === 'rank' || column === 'score' ? row[column] : figureOf(row, column);
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  });
}
