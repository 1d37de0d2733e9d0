// When a shift was, and how long each state lasted in it. Pure.
import type { PresenceState } from '../../routing/contract.ts';

/** What an agent was from a time on. */
export interface StateSpan {
  state: PresenceState;
  at: Date;
}
export interface Shift {
  from: Date;
  /** Null while it goes on. */
  until: Date | null;
}

/** Whoever is offline for so long has gone home; less is a broken line, or lunch. */
const apartMs = 4 * 3_600_000;

/**
 * The shifts in a log of states, the latest first: from the first state that is not offline to the last one's end.
 * @param log the oldest first
 */
export function shiftsOf(log: readonly StateSpan[], now: Date): Shift[] {
  const shifts: Shift[] = [];
  for (const { state, at } of log) {
    const latest = shifts.at(-1);
    if (state === 'offline') {
      if (latest?.until === null) latest.until = at;
    } else if (!latest || (latest.until && at.getTime() - latest.until.getTime() >= apartMs)) {
      shifts.push({ from: at, until: null });
    } else latest.until = null;
  }
  return shifts.filter(({ from }) => from <= now).reverse();
}

/** Seconds in each state between two moments; states that did not occur are left out. */
export function timesOf(
  log: readonly StateSpan[],
  from: Date,
  until: Date,
): Partial<Record<PresenceState, number>> {
  const times: Partial<Record<PresenceState, number>> = {};
  for (const [index, { state, at }] of log.entries()) {
    const begin = Math.max(at.getTime(), from.getTime());
    const end = Math.min(log[index + 1]?.at.getTime() ?? Infinity, until.getTime());
    if (end > begin) times[state] = (times[state] ?? 0) + (end - begin) / 1_000;
  }
  return times;
}
