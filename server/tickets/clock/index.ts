// Working time and clocks as a pure library: no database, no clock of its own.
export { Calendar } from './calendar.ts';
export { announcedThrough, isBeyondAnnounced, withChinaHolidays } from './china.ts';
export {
  type Clock,
  ClockError,
  cancelClock,
  extendClock,
  fireClock,
  nextFire,
  pauseClock,
  type Recomputation,
  type RecomputeReason,
  recomputeClock,
  remainingMs,
  resumeClock,
  type Schedule,
  schedule,
  startClock,
  stopClock,
  type Warning,
} from './clock.ts';
export { type CalendarDefinition, calendarDefinitionSchema } from './definition.ts';
export type { Interval } from './interval.ts';
export {
  type Budget,
  budgetSchema,
  type ClockName,
  type Policy,
  policySchema,
  selectPolicy,
  type TicketTraits,
} from './policy.ts';
export { CalendarError } from './refusal.ts';
