// A centre by the real match with simulated people, held against what Erlang C and Erlang A say of it.
import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import {
  type Estimate,
  type Scenario,
  scenarioSchema,
  simulate,
} from '../../server/routing/simulation/index.ts';
import { Dice } from '../../server/routing/simulation/random.ts';
import { type Centre, forecast, stationary } from '../../server/routing/staffing/erlang.ts';

const agents = 10;
const serviceS = 240;
const thresholdS = 15;

/** The centre as a scenario. */
export function scenarioOf({ arrivalsPerS, patienceS }: Centre, seed: number, replications = 40): Scenario {
  return scenarioSchema.parse({
    name: '',
    nameEn: '',
    hours: 8,
    replications,
    seed,
    thresholdS,
    streams: [
      {
        name: 'calls',
        queue: 'general',
        channel: 'voice',
        perHour: [arrivalsPerS * 3_600],
        service: { kind: 'exponential', meanS: serviceS },
        ...(patienceS === undefined ? {} : { patience: { kind: 'exponential', meanS: patienceS } }),
      },
    ],
    teams: [{ name: 'agents', count: agents, queues: ['general'] }],
  });
}

/** Each replication begins as the centre is found in the long run, so that none needs to warm up. */
function beginnings(centre: Centre, seed: number): (replication: number) => number {
  const share = stationary(centre);
  const dice = new Dice(seed);
  const drawn = Array.from({ length: 40 }, () => {
    let left = dice.uniform();
    const count = share.findIndex((p) => {
      left -= p;
      return left < 0;
    });
    return Math.max(0, count);
  });
  return (replication) => drawn[replication] ?? 0;
}

const isWithin = ({ mean, halfWidth }: Estimate, value: number) => Math.abs(mean - value) <= halfWidth;

/** Patience in the mean, in seconds; without an end for Erlang C. */
export const theories = [
  ['Erlang C', undefined],
  ['Erlang A', 120],
] as const;

/** What the match comes to at this load is what theory says, and nothing that theory says of another centre. */
export async function expectTheory(
  redis: Redis,
  load: number,
  patienceS: number | undefined,
  replications?: number,
): Promise<void> {
  const centre = { arrivalsPerS: (load * agents) / serviceS, serviceS, agents, patienceS };
  const seed = Math.round(load * 100);
  const found = await simulate(redis, scenarioOf(centre, seed, replications), beginnings(centre, seed));
  const theory = forecast(centre, thresholdS);
  expect(isWithin(found.meanWaitS, theory.meanWaitS), `mean wait ${theory.meanWaitS}`).toBe(true);
  expect(isWithin(found.serviceLevel, theory.serviceLevel), `level ${theory.serviceLevel}`).toBe(true);
  expect(isWithin(found.abandonment, theory.abandonment)).toBe(true);
  // The interval is narrow enough to tell this centre from one with another agent.
  const other = forecast({ ...centre, agents: agents + 1 }, thresholdS);
  expect(isWithin(found.serviceLevel, other.serviceLevel)).toBe(false);
}
