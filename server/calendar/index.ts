// Opening hours and working time as a pure library: no database, no clock of its own.
export { Calendar } from './calendar.ts';
export {
  announcedDays,
  announcedThrough,
  type HolidayNotice,
  isInLibrary,
  libraryDays,
  withChinaHolidays,
} from './china.ts';
export { cityDay, cityMidnight, cityOffsetMs, cityTimeZone } from './city.ts';
export { cityZone } from './city-zone.ts';
export { type CalendarDefinition, calendarDefinitionSchema } from './definition.ts';
export type { Interval } from './interval.ts';
export { monthOf } from './month.ts';
export { type NoticeFault, readNoticeFile } from './notice-file.ts';
export { CalendarError } from './refusal.ts';
export { dayOf, Zone } from './zone.ts';
