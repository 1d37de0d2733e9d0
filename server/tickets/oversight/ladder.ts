// Which rungs of a ladder a clock has reached, and whether a rung still has something to tell. Pure.
import type { Rung } from './contract.ts';

const hourMs = 3_600_000;

/** The rungs that a warning or a breach at `at` sets, each with its moment. A share that was jumped over counts, too. */
export function rungsFrom(rungs: readonly Rung[], share: number, at: Date): (Rung & { at: Date })[] {
  return rungs
    .filter((rung) => rung.share <= share)
    .map((rung) => ({ ...rung, at: new Date(at.getTime() + rung.afterHours * hourMs) }));
}

/** Nobody is told of a clock that has ended, waits for the citizen, or whose breach was taken back by new rules. */
export function isStillDue(share: number, clock: { state: string; endedAt: Date | number | null }): boolean {
  if (clock.endedAt !== null) return false;
  return clock.state === 'breached' || (clock.state === 'running' && share < 1);
}
