// The city's calendars, as they are stored, ready to be asked.
import { z } from 'zod';
import { Calendar, calendarDefinitionSchema, withChinaHolidays } from '../calendar/index.ts';
import type { Database } from '../platform/database.ts';

/** `china`: the State Council's holidays and make-up days are laid over the hours. */
const storedSchema = z.looseObject({ china: z.boolean().default(false) });

/** All calendars by code. @throws CalendarError when a stored one is never open */
export async function readCalendars(database: Database): Promise<ReadonlyMap<string, Calendar>> {
  const rows = await database.read.calendar.findMany();
  return new Map(
    rows.map((row) => {
      const { china } = storedSchema.parse(row.definition);
      const definition = calendarDefinitionSchema.parse(row.definition);
      return [row.code, new Calendar(china ? withChinaHolidays(definition) : definition)];
    }),
  );
}
