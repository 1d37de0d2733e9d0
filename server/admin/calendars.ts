// The city's calendars, as they are stored, ready to be asked.
import { z } from 'zod';
import {
  Calendar,
  type CalendarDefinition,
  calendarDefinitionSchema,
  withChinaHolidays,
} from '../calendar/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';

/** `china`: the State Council's holidays and make-up days are laid over the hours. */
const storedSchema = z.looseObject({ china: z.boolean().default(false) });

/** All calendars by code, with the holidays that are announced. */
export async function readCalendarDefinitions(
  database: Database,
): Promise<ReadonlyMap<string, CalendarDefinition>> {
  const rows = await database.read.calendar.findMany();
  return new Map(
    rows.map((row) => {
      const { china } = storedSchema.parse(row.definition);
      const definition = calendarDefinitionSchema.parse(row.definition);
      return [row.code, china ? withChinaHolidays(definition) : definition];
    }),
  );
}

/** The same, ready to be asked. @throws CalendarError when a stored one is never open */
export async function readCalendars(database: Database): Promise<ReadonlyMap<string, Calendar>> {
  const definitions = await readCalendarDefinitions(database);
  return new Map([...definitions].map(([code, definition]) => [code, new Calendar(definition)]));
}

/** IANA name of the zone whose clocks a calendar goes by. @throws AppError `not_found` when there is no such calendar */
export async function readTimezone(database: Database, code: string): Promise<string> {
  const row = await database.read.calendar.findUnique({ where: { code } });
  if (!row) throw new AppError('not_found', { calendar: code });
  return calendarDefinitionSchema.parse(row.definition).timezone;
}
