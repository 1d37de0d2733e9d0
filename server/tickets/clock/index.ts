// The clocks of tickets as a pure library: no database, no clock of its own.
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
export {
  type Budget,
  budgetSchema,
  type ClockName,
  type Policy,
  policySchema,
  selectPolicy,
  type TicketTraits,
} from './policy.ts';
