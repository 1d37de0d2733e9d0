// The life of one clock (DESIGN §6) as plain data: started, paused, resumed, extended, computed again, fired, stopped.
// The resolution clock starts at dispatch, never at acceptance; who starts which clock when stands in lifecycle.ts.
import type { Calendar } from '../../calendar/calendar.ts';
import type { Interval } from '../../calendar/interval.ts';
import type { Budget, ClockName, Policy } from './policy.ts';

export interface Warning {
  /** Part of the working time between start and due, 0–1. */
  readonly share: number;
  readonly at: number;
  readonly firedAt: number | null;
}

/** All times are milliseconds since the epoch. */
export interface Clock {
  readonly name: ClockName;
  readonly policyCode: string;
  readonly calendarCode: string;
  readonly budget: Budget;
  /** Shares at which it warns, ascending. */
  readonly warnAt: readonly number[];
  readonly state: 'running' | 'paused' | 'met' | 'breached' | 'cancelled';
  readonly startedAt: number;
  /** Pauses that are over. */
  readonly pauses: readonly Interval[];
  readonly pausedAt: number | null;
  readonly extensions: readonly Budget[];
  readonly dueAt: number;
  /** Due beyond the holidays that are announced: computed again when they are. */
  readonly isProvisional: boolean;
  readonly warnings: readonly Warning[];
  readonly breachedAt: number | null;
  readonly endedAt: number | null;
}

/** Why a clock is computed again; it is said in the timeline. */
export type RecomputeReason =
  | 'policy_changed'
  | 'calendar_changed'
  | 'holidays_announced'
  | 'department_changed'
  | 'urgency_changed'
  | 'category_changed';

/** A clock cannot do this in its state. */
export class ClockError extends Error {
  readonly code: 'not_running' | 'not_paused' | 'ended' | 'extended_too_late' | 'back_in_time';

  constructor(code: ClockError['code'], message: string) {
    super(message);
    this.name = 'ClockError';
    this.code = code;
  }
}

export interface Schedule {
  dueAt: number;
  /** Moments at which shares of the working time are used up, ascending. */
  warnings: { share: number; at: number }[];
}

const unitMs = {
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  working_minutes: 60_000,
  working_hours: 3_600_000,
} as const;

/**
 * When a clock that started at `start` is due and warns.
 *
 * Working days: the day of the start does not count, and the period ends when work ends on its last day (民法典
 * 第二百零一条、第二百零三条: 开始的当日不计入, 有业务时间的停止业务活动的时间为截止时间; likewise 民事诉讼法 on periods);
 * days off do not count (行政许可法 第八十二条). All else is counted in the open time of the calendar. Extensions are
 * added to the due moment in the same ways; a pause gives back exactly the working time that it took.
 */
export function schedule(
  calendar: Calendar,
  start: number,
  budget: Budget,
  warnAt: readonly number[],
  pauses: readonly Interval[] = [],
  extensions: readonly Budget[] = [],
): Schedule {
  const unpaused = [budget, ...extensions].reduce((from, amount) => advance(calendar, from, amount), start);
  const total = calendar.elapsed(start, unpaused);
  const dueAt = pauses.length === 0 ? unpaused : calendar.dueAt(start, total, pauses);
  const warnings = [...warnAt]
    .sort((a, b) => a - b)
    .map((share) => ({ share, at: calendar.dueAt(start, Math.floor(total * share), pauses) }));
  return { dueAt, warnings };
}

function advance(calendar: Calendar, from: number, { amount, unit }: Budget): number {
  return unit === 'working_days'
    ? calendar.endOfBusinessDay(from, amount)
    : calendar.dueAt(from, Math.round(amount * unitMs[unit]));
}

/** A clock that runs from `now`. */
export function startClock(policy: Policy, calendar: Calendar, now: number): Clock {
  return planned(
    {
      name: policy.clock,
      policyCode: policy.code,
      calendarCode: policy.calendarCode,
      budget: policy.budget,
      warnAt: policy.warnAt,
      state: 'running',
      startedAt: now,
      pauses: [],
      pausedAt: null,
      extensions: [],
      dueAt: now,
      isProvisional: false,
      warnings: [],
      breachedAt: null,
      endedAt: null,
    },
    calendar,
    now,
  );
}

/** A clock that waits for the citizen: nothing fires until it goes on. @throws ClockError `not_running` */
export function pauseClock(clock: Clock, now: number): Clock {
  if (clock.state !== 'running') throw new ClockError('not_running', 'only a running clock can be paused');
  demandLater(clock, now);
  return { ...clock, state: 'paused', pausedAt: now };
}

/** A paused clock goes on; the working time of the pause is given back. @throws ClockError `not_paused` */
export function resumeClock(clock: Clock, calendar: Calendar, now: number): Clock {
  if (clock.state !== 'paused' || clock.pausedAt === null) {
    throw new ClockError('not_paused', 'only a paused clock can go on');
  }
  demandLater(clock, now);
  const pauses: Interval[] = [...clock.pauses, [clock.pausedAt, now]];
  return planned({ ...clock, state: 'running', pausedAt: null, pauses }, calendar, now);
}

/**
 * The work is done: met when that was no later than the due moment, else breached. A paused clock is judged by the
 * moment at which it was paused. @throws ClockError `ended`
 */
export function stopClock(clock: Clock, now: number): Clock {
  demandOpen(clock);
  demandLater(clock, now);
  const isMet = clock.breachedAt === null && (clock.pausedAt ?? now) <= clock.dueAt;
  return {
    ...clock,
    state: isMet ? 'met' : 'breached',
    breachedAt: isMet ? null : clock.dueAt,
    endedAt: now,
  };
}

/** The work is not asked for any more. What was breached stays breached. @throws ClockError `ended` */
export function cancelClock(clock: Clock, now: number): Clock {
  demandOpen(clock);
  return { ...clock, state: clock.breachedAt === null ? 'cancelled' : 'breached', endedAt: now };
}

/**
 * More time, asked no later than the due moment; the warnings move with it. How often is for the caller to allow.
 * @throws ClockError `ended`, `extended_too_late`
 */
export function extendClock(clock: Clock, calendar: Calendar, by: Budget, now: number): Clock {
  demandOpen(clock);
  if (clock.breachedAt !== null || (clock.pausedAt ?? now) > clock.dueAt) {
    throw new ClockError('extended_too_late', 'an extension is asked before the clock is due');
  }
  return planned({ ...clock, extensions: [...clock.extensions, by] }, calendar, now);
}

/** What a new computation did to a clock, for the timeline. */
export interface Recomputation {
  clock: Clock;
  reason: RecomputeReason;
  dueBefore: number;
  dueAfter: number;
}

/**
 * The clock by a new policy or calendar. Start, pauses and extensions stay; warnings and a breach that the new due
 * moment puts into the future are taken back, others stay as they fired. @throws ClockError `ended`
 */
export function recomputeClock(
  clock: Clock,
  rule: { calendar: Calendar; policy?: Policy | undefined },
  reason: RecomputeReason,
  now: number,
): Recomputation {
  demandOpen(clock);
  const { policy } = rule;
  const ruled = policy
    ? {
        ...clock,
        policyCode: policy.code,
        calendarCode: policy.calendarCode,
        budget: policy.budget,
        warnAt: policy.warnAt,
      }
    : clock;
  const next = planned(ruled, rule.calendar, now);
  return { clock: next, reason, dueBefore: clock.dueAt, dueAfter: next.dueAt };
}

/** Working time left until the clock is due, in milliseconds; negative when it is overdue; it stands while paused. */
export function remainingMs(clock: Clock, calendar: Calendar, now: number): number {
  return calendar.elapsed(clock.pausedAt ?? clock.endedAt ?? now, clock.dueAt);
}

/** A clock after its moments up to `now`, and the shares that fired: 1 is the breach. Twice, it finds nothing new. */
export function fireClock(clock: Clock, now: number): { clock: Clock; fired: number[] } {
  if (clock.state !== 'running') return { clock, fired: [] };
  const isNew = (warning: Warning): boolean => warning.firedAt === null && warning.at <= now;
  const fired = clock.warnings.filter(isNew).map((warning) => warning.share);
  const warnings = clock.warnings.map((one) => (isNew(one) ? { ...one, firedAt: now } : one));
  if (clock.dueAt > now) return { clock: { ...clock, warnings }, fired };
  return {
    clock: { ...clock, warnings, state: 'breached', breachedAt: clock.dueAt },
    fired: [...fired, 1],
  };
}

/** What a running clock does next: the first warning that has not fired, else the breach. */
export function nextFire(clock: {
  dueAt: number;
  warnings: readonly { share: number; at: number; firedAt?: number | null | undefined }[];
}): { share: number; at: number } {
  const warning = clock.warnings.find((one) => one.firedAt === null || one.firedAt === undefined);
  return warning && warning.at < clock.dueAt
    ? { share: warning.share, at: warning.at }
    : { share: 1, at: clock.dueAt };
}

/** The clock with its moments computed; a fired warning or a breach stands only where its moment is past. */
function planned(clock: Clock, calendar: Calendar, now: number): Clock {
  const { startedAt, budget, warnAt, pauses, extensions } = clock;
  const { dueAt, warnings } = schedule(calendar, startedAt, budget, warnAt, pauses, extensions);
  const asOf = clock.pausedAt ?? now;
  const firedAt = (share: number): number | null =>
    clock.warnings.find((one) => one.share === share)?.firedAt ?? null;
  const isWithdrawn = clock.state === 'breached' && dueAt > asOf;
  return {
    ...clock,
    state: isWithdrawn ? 'running' : clock.state,
    dueAt,
    isProvisional: calendar.isProvisional(dueAt),
    warnings: warnings.map(({ share, at }) => ({ share, at, firedAt: at > asOf ? null : firedAt(share) })),
    breachedAt: isWithdrawn ? null : clock.breachedAt,
  };
}

function demandOpen(clock: Clock): void {
  if (clock.endedAt !== null) throw new ClockError('ended', 'the clock has ended');
}

function demandLater(clock: Clock, now: number): void {
  if (now < Math.max(clock.startedAt, clock.pausedAt ?? clock.startedAt)) {
    throw new ClockError('back_in_time', 'a clock does not run backwards');
  }
}
