// A ticket's clocks (DESIGN §6): which policy counts, when a clock is due, what it warns of, and how pauses move it.
import { z } from 'zod';
import type { Calendar, Interval } from './calendar.ts';

export const budgetSchema = z.object({
  amount: z.number().positive(),
  unit: z.enum(['minutes', 'hours', 'days', 'working_minutes', 'working_hours', 'working_days']),
});
export type Budget = z.infer<typeof budgetSchema>;

/** A rule of the city: how long a clock runs for which tickets, on which calendar. */
export const policySchema = z.object({
  code: z.string(),
  clock: z.enum(['dispatch', 'accept', 'first_contact', 'resolve', 'return']),
  match: z.object({
    kind: z.string().optional(),
    urgency: z.string().optional(),
    categoryCode: z.string().optional(),
  }),
  budget: budgetSchema,
  calendarCode: z.string(),
  warnAt: z.array(z.number().gt(0).lt(1)),
});
export type Policy = z.infer<typeof policySchema>;
export type ClockName = Policy['clock'];

export interface TicketTraits {
  kind: string;
  urgency: string;
  /** The category with its parents, the most special first. */
  categoryCodes: readonly string[];
}

/**
 * The policy of a clock: all its conditions hold, and it is the most special. Category counts more than urgency,
 * urgency more than kind; a nearer category more than a farther one. Undefined: no such clock for this ticket.
 */
export function selectPolicy(
  policies: readonly Policy[],
  clock: ClockName,
  ticket: TicketTraits,
): Policy | undefined {
  let best: { policy: Policy; weight: number } | undefined;
  for (const policy of policies) {
    if (policy.clock !== clock) continue;
    const { kind, urgency, categoryCode } = policy.match;
    const depth = categoryCode === undefined ? -1 : ticket.categoryCodes.indexOf(categoryCode);
    if (categoryCode !== undefined && depth < 0) continue;
    if (kind !== undefined && kind !== ticket.kind) continue;
    if (urgency !== undefined && urgency !== ticket.urgency) continue;
    const weight =
      (depth < 0 ? 0 : 100 - depth) + (urgency === undefined ? 0 : 10) + (kind === undefined ? 0 : 1);
    if (!best || weight > best.weight) best = { policy, weight };
  }
  return best?.policy;
}

export interface Schedule {
  dueAt: number;
  /** Moments at which shares of the time are used up, ascending. */
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
 * When a clock that started at `start` is due and warns. Working days: the day of the start does not count and the
 * clock is due when work ends on the last one (期间开始之日不计入; 民事诉讼法 on periods). All else is counted in
 * the open time of the calendar. Warnings are shares of the open time between start and due.
 */
export function schedule(
  calendar: Calendar,
  start: number,
  budget: Budget,
  warnAt: readonly number[],
  pauses: readonly Interval[] = [],
): Schedule {
  const dueAt = dueOf(calendar, start, budget, pauses);
  const total = calendar.elapsed(start, dueAt, pauses);
  const warnings = [...warnAt]
    .sort((a, b) => a - b)
    .map((share) => ({
      share,
      at: total === 0 ? dueAt : calendar.dueAt(start, Math.floor(total * share), pauses),
    }));
  return { dueAt, warnings };
}

function dueOf(calendar: Calendar, start: number, budget: Budget, pauses: readonly Interval[]): number {
  if (budget.unit !== 'working_days') {
    return calendar.dueAt(start, budget.amount * unitMs[budget.unit], pauses);
  }
  const unpaused = calendar.endOfBusinessDay(start, budget.amount);
  if (pauses.length === 0) return unpaused;
  // A pause gives back exactly the open time that it took.
  return calendar.dueAt(start, calendar.elapsed(start, unpaused), pauses);
}

export interface RunningClock {
  dueAt: number;
  warnings: readonly { share: number; at: number; firedAt?: number | null | undefined }[];
}

/** What a clock does next: the first warning that has not fired, else the breach. */
export function nextFire(clock: RunningClock): { share: number; at: number } {
  const warning = clock.warnings.find((one) => one.firedAt === null || one.firedAt === undefined);
  return warning && warning.at < clock.dueAt
    ? { share: warning.share, at: warning.at }
    : { share: 1, at: clock.dueAt };
}
