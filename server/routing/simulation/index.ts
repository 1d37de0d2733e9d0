// Simulations of a centre: the real match, simulated people.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Day, simulateDay } from './day.ts';
import type { Scenario } from './scenario.ts';
import { type Summary, summarize } from './summary.ts';

export { type Scenario, scenarioSchema } from './scenario.ts';
export type { Estimate, Summary } from './summary.ts';

/** So many days go on at once: while one thinks, Redis works for the others. */
const atOnce = 12;

/**
 * Simulates all replications of a scenario, in keys of their own on any Redis.
 * `startWith`: how many contacts each replication begins with (all that are there, served or waiting).
 */
export async function simulate(
  redis: Redis,
  scenario: Scenario,
  startWith: (replication: number) => number = () => 0,
): Promise<Summary> {
  const days: Day[] = [];
  const run = randomUUID();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < scenario.replications) {
      const replication = next;
      next += 1;
      days[replication] = await simulateDay(redis, scenario, {
        seed: scenario.seed * 10_007 + replication,
        root: `{simulation:${run}:${replication}}`,
        startWith: startWith(replication),
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return summarize(scenario, days);
}
