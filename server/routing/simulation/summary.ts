// Figures of many simulated days, each with how sure it is.
import type { Day, Outcome } from './day.ts';
import type { Scenario } from './scenario.ts';

/** A mean over replications, and half the width of its 99 % confidence interval. */
export interface Estimate {
  mean: number;
  halfWidth: number;
}

/** Student's t for 99 %, two-sided (Abramowitz and Stegun 26.7.5, three terms: better than 0.5 % from 5 on). */
function studentT99(freedom: number): number {
  const z = 2.575829;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), z);
}

/** Replications are independent of each other, so their spread tells how sure the mean is. */
export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, halfWidth: studentT99(values.length - 1) * Math.sqrt(variance / values.length) };
}

/** How the waits that were told on arrival turned out, over those who waited, were told and were served. */
export interface ToldFigures {
  /** Mean of told less real, in seconds: above zero, people were told too much. */
  biasS: Estimate;
  /** Mean of how far off, in seconds. */
  errorS: Estimate;
  realWaitS: Estimate;
  /** Real wait within told ± 30 s or ± half of it, whichever is more. */
  within: Estimate;
}

export interface Figures {
  /** Served within the threshold, of all who came. */
  serviceLevel: Estimate;
  /** Seconds until served or given up, over all who came. */
  meanWaitS: Estimate;
  /** Seconds that nine of ten wait no longer than. */
  wait90S: Estimate;
  abandonment: Estimate;
  /** Null when on fewer than two days anybody was told. */
  told: ToldFigures | null;
}

export interface Summary extends Figures {
  contacts: number;
  occupancy: Estimate;
  /** By name of the stream; streams of different priority classes are told apart so. */
  byStream: Record<string, Figures>;
  /** Among agents of one team: the spread (coefficient of variation) of how long each was idle between contacts. */
  idleSpread: Estimate;
}

interface Turn {
  toldS: number;
  realS: number;
}

const isClose = ({ toldS, realS }: Turn) => Math.abs(toldS - realS) <= Math.max(30, toldS / 2);

function toldFiguresOf(days: readonly (readonly Outcome[])[]): ToldFigures | null {
  const turns = days
    .map((day) =>
      day.flatMap(({ toldS, arrivedAt, servedAt }): Turn[] =>
        toldS !== null && servedAt !== null ? [{ toldS, realS: (servedAt - arrivedAt) / 1_000 }] : [],
      ),
    )
    .filter((day) => day.length > 0);
  if (turns.length < 2) return null;
  const mean = (of: (turn: Turn) => number) =>
    estimate(turns.map((day) => day.reduce((sum, turn) => sum + of(turn), 0) / day.length));
  return {
    biasS: mean(({ toldS, realS }) => toldS - realS),
    errorS: mean(({ toldS, realS }) => Math.abs(toldS - realS)),
    realWaitS: mean(({ realS }) => realS),
    within: mean((turn) => (isClose(turn) ? 1 : 0)),
  };
}

function figuresOf(days: readonly (readonly Outcome[])[], thresholdS: number): Figures {
  // Whoever still waited when nobody was in service any more says nothing.
  const decided = days.map((day) => day.filter((one) => one.servedAt !== null || one.endedAt !== null));
  const over = (figure: (day: readonly Outcome[]) => number) =>
    estimate(decided.filter((day) => day.length > 0).map(figure));
  const waitS = (one: Outcome) => ((one.servedAt ?? one.endedAt ?? one.arrivedAt) - one.arrivedAt) / 1_000;
  const share = (day: readonly Outcome[], is: (one: Outcome) => boolean) =>
    day.filter(is).length / day.length;
  return {
    serviceLevel: over((day) => share(day, (one) => one.servedAt !== null && waitS(one) <= thresholdS)),
    meanWaitS: over((day) => day.reduce((sum, one) => sum + waitS(one), 0) / day.length),
    wait90S: over((day) => day.map(waitS).sort((a, b) => a - b)[Math.floor(day.length * 0.9)] ?? 0),
    abandonment: over((day) => share(day, (one) => one.servedAt === null)),
    told: toldFiguresOf(days),
  };
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean === 0) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean;
}

/** How unequal the mean idle time is among agents of the same team. */
function idleSpreadOf({ teams }: Scenario, { agents }: Day): number {
  const spreads = teams.map((team) =>
    spreadOf(
      agents
        .filter((agent) => agent.team === team)
        .map(({ idleMs }) => idleMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, idleMs.length)),
    ),
  );
  return Math.max(...spreads);
}

export function summarize(scenario: Scenario, days: readonly Day[]): Summary {
  const outcomes = days.map((day) => day.outcomes);
  const inServiceMs = scenario.teams.reduce((sum, { count, shift }) => {
    const hours = shift ? shift.toH - shift.fromH : scenario.hours;
    return sum + count * hours * 3_600_000;
  }, 0);
  return {
    contacts: outcomes.reduce((sum, day) => sum + day.length, 0),
    ...figuresOf(outcomes, scenario.thresholdS),
    occupancy: estimate(
      days.map(({ agents }) => agents.reduce((sum, { busyMs }) => sum + busyMs, 0) / inServiceMs),
    ),
    byStream: Object.fromEntries(
      scenario.streams.map((stream) => [
        stream.name,
        figuresOf(
          outcomes.map((day) => day.filter((one) => one.stream === stream)),
          scenario.thresholdS,
        ),
      ]),
    ),
    idleSpread: estimate(days.map((day) => idleSpreadOf(scenario, day))),
  };
}
