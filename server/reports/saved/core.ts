// When a saved report leaves, who gets it, and when a failed letter is tried again. Pure.
import { cityMidnight } from '../../calendar/index.ts';
import { may } from '../../platform/auth/roles.ts';
import type { Role } from '../../platform/contract.ts';
import type { ScheduleRule, Withheld } from './contract.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** A monthly report and the longest run of days off lie within. */
const searchedDays = 120;

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function isDue({ every, day }: ScheduleRule, date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  if (every === 'day') return true;
  if (every === 'week') return ((at.getUTCDay() + 6) % 7) + 1 === day;
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return at.getUTCDate() === Math.min(day, lastDay);
}

/**
 * The first moment after `after` at which a schedule is due; China keeps one time all year.
 * @param today the city's date at `after`
 * @param isDayOff whether nobody works on a date
 * @throws RangeError where nobody ever works
 */
export function nextDue(
  rule: ScheduleRule,
  after: Date,
  today: string,
  isDayOff: (date: string) => boolean,
): Date {
  const start = Date.parse(`${today}T00:00:00Z`);
  // What was due on a day off some days ago may still be to come.
  for (let offset = -searchedDays; offset <= searchedDays; offset += 1) {
    let day = start + offset * dayMs;
    if (!isDue(rule, dateOf(day))) continue;
    if (rule.skipsDaysOff && rule.every === 'day' && isDayOff(dateOf(day))) continue;
    for (let moved = 0; rule.skipsDaysOff && isDayOff(dateOf(day)) && moved < searchedDays; moved += 1)
      day += dayMs;
    const at = cityMidnight(dateOf(day)) + rule.minute * minuteMs;
    if (at > after.getTime()) return new Date(at);
  }
  throw new RangeError('the schedule is never due');
}

interface Person {
  roles: readonly Role[];
  departmentCode: string | null;
}

/** Why a report does not go to somebody now; undefined: it goes. Null is a closed account. */
export function whyWithheld(
  owner: Person | null,
  recipient: Person | null,
  address: string | null,
): Withheld | undefined {
  if (!owner || !may(owner.roles, 'scorecards.read')) return 'owner_without_right';
  if (!recipient) return 'account_closed';
  if (!may(recipient.roles, 'scorecards.read')) return 'without_right';
  return address === null ? 'no_address' : undefined;
}

/** 5 s, then twice as long each time, an hour at most: about two days in all. */
export const pauseMs = (attempts: number): number => Math.min(3_600_000, 5_000 * 2 ** attempts);
export const mostAttempts = 56;
