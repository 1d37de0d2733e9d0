// Fixed policies for two kinds of work and three teams (only the first, only the second, both), simulated in plain objects:
// what a hand-made routing would do, to compare the real one with.
import TinyQueue from 'tinyqueue';
import { Dice } from '../../server/routing/simulation/random.ts';

export interface TwoSkills {
  /** Arrivals per second of each kind. */
  arrivalsPerS: readonly [number, number];
  serviceS: number;
  /** Agents who do only the first, only the second, both. */
  teams: readonly [number, number, number];
  contacts: number;
}

/** Which free team takes an arrival of a kind, and which line a free agent of both takes from. */
export interface Policy {
  name: string;
  team: (specialists: number, flexible: number, dice: Dice) => 'specialist' | 'flexible';
  line: (lengths: readonly [number, number], firstWaits: readonly [number, number], dice: Dice) => 0 | 1;
}

const specialistFirst: Policy['team'] = (specialists) => (specialists > 0 ? 'specialist' : 'flexible');
const anyFree: Policy['team'] = (specialists, flexible, dice) =>
  dice.uniform() * (specialists + flexible) < specialists ? 'specialist' : 'flexible';

export const policies: readonly Policy[] = [
  { name: 'longest wait', team: specialistFirst, line: (_, waits) => (waits[0] >= waits[1] ? 0 : 1) },
  { name: 'longest line', team: specialistFirst, line: (lengths) => (lengths[0] >= lengths[1] ? 0 : 1) },
  { name: 'first line first', team: specialistFirst, line: () => 0 },
  { name: 'second line first', team: specialistFirst, line: () => 1 },
  { name: 'random', team: anyFree, line: (_lengths, _waits, dice) => (dice.uniform() < 0.5 ? 0 : 1) },
];

/** @returns the mean wait in seconds */
export function meanWait(policy: Policy, centre: TwoSkills, seed: number): number {
  const dice = new Dice(seed);
  const free: [number, number, number] = [...centre.teams];
  const lines: [number[], number[]] = [[], []];
  const events = new TinyQueue<{ at: number; what: 'arrive' | 'end'; kind: 0 | 1 | 2 }>(
    [],
    (a, b) => a.at - b.at,
  );
  let [waited, begun, arrived, now] = [0, 0, 0, 0];

  const arrive = (kind: 0 | 1) =>
    events.push({ at: now + dice.exponential(1 / centre.arrivalsPerS[kind]), what: 'arrive', kind });
  const serve = (team: 0 | 1 | 2, since: number) => {
    waited += now - since;
    begun += 1;
    events.push({ at: now + dice.exponential(centre.serviceS), what: 'end', kind: team });
  };
  const lineFor = (team: 0 | 1 | 2): 0 | 1 => {
    if (team !== 2) return team;
    if (lines[0].length === 0 || lines[1].length === 0) return lines[0].length > 0 ? 0 : 1;
    const waits = [now - (lines[0][0] ?? now), now - (lines[1][0] ?? now)] as const;
    return policy.line([lines[0].length, lines[1].length], waits, dice);
  };

  arrive(0);
  arrive(1);
  for (let event = events.pop(); event && begun < centre.contacts; event = events.pop()) {
    now = event.at;
    const { kind } = event;
    if (event.what === 'end') {
      const since = lines[lineFor(kind)].shift();
      if (since === undefined) free[kind] += 1;
      else serve(kind, since);
    } else if (kind !== 2) {
      arrived += 1;
      if (arrived < centre.contacts) arrive(kind);
      if (free[kind] + free[2] === 0) {
        lines[kind].push(now);
        continue;
      }
      const isFlexible =
        free[kind] === 0 || (free[2] > 0 && policy.team(free[kind], free[2], dice) === 'flexible');
      const team = isFlexible ? 2 : kind;
      free[team] -= 1;
      serve(team, now);
    }
  }
  return waited / begun;
}
