// Working time and clocks as a pure library: no database, no clock of its own.
export { Calendar, CalendarError, type Interval } from './calendar.ts';
export { announcedThrough, withChinaHolidays } from './china.ts';
export {
  type Budget,
  budgetSchema,
  type ClockName,
  nextFire,
  type Policy,
  policySchema,
  type Schedule,
  schedule,
  selectPolicy,
  type TicketTraits,
} from './clock.ts';
export { type CalendarDefinition, calendarDefinitionSchema } from './definition.ts';
