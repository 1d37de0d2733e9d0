// The city's calendars, as they are stored, ready to be asked.
import { z } from 'zod';
import {
  Calendar,
  type CalendarDefinition,
  calendarDefinitionSchema,
  type HolidayNotice,
  withChinaHolidays,
} from '../calendar/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';

/** `china`: the State Council's holidays and make-up days are laid over the hours. */
export const storedDefinitionSchema = calendarDefinitionSchema.extend({ china: z.boolean().default(false) });
export type StoredDefinition = z.infer<typeof storedDefinitionSchema>;

const noticeDaysSchema = z.record(z.string(), z.object({ isWorkday: z.boolean(), name: z.string() }));

/** Notices of holidays that were imported. */
export async function readHolidayNotices(database: Database): Promise<HolidayNotice[]> {
  const rows = await database.read.holidayNotice.findMany({ orderBy: { year: 'asc' } });
  return rows.map(({ year, days }) => ({ year, days: noticeDaysSchema.parse(days) }));
}

/** A stored calendar with the holidays that are announced. */
export function inForce(
  { china, ...definition }: StoredDefinition,
  notices: readonly HolidayNotice[],
): CalendarDefinition {
  return china ? withChinaHolidays(definition, notices) : definition;
}

/** All calendars by code, with the holidays that are announced. */
export async function readCalendarDefinitions(
  database: Database,
): Promise<ReadonlyMap<string, CalendarDefinition>> {
  const [rows, notices] = await Promise.all([
    database.read.calendar.findMany(),
    readHolidayNotices(database),
  ]);
  return new Map(
    rows.map((row) => [row.code, inForce(storedDefinitionSchema.parse(row.definition), notices)]),
  );
}

/** The same, ready to be asked. @throws CalendarError when a stored one is never open */
export async function readCalendars(database: Database): Promise<ReadonlyMap<string, Calendar>> {
  const definitions = await readCalendarDefinitions(database);
  return new Map([...definitions].map(([code, definition]) => [code, new Calendar(definition)]));
}

/** The calendar of the hours in which citizens may be called. A city without it may call at any time. */
const callingHours = 'callbacks';

/** The time itself when citizens may be called then, else the next time when they may. Milliseconds since 1970. */
export function callingTime(calendars: ReadonlyMap<string, Calendar>, at: number): number {
  return calendars.get(callingHours)?.nextOpen(at) ?? at;
}

/** IANA name of the zone whose clocks a calendar goes by. @throws AppError `not_found` when there is no such calendar */
export async function readTimezone(database: Database, code: string): Promise<string> {
  const row = await database.read.calendar.findUnique({ where: { code } });
  if (!row) throw new AppError('not_found', { calendar: code });
  return calendarDefinitionSchema.parse(row.definition).timezone;
}
