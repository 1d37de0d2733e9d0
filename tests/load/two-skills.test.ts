// Two kinds of work, and agents for one, the other, or both: the real match against fixed policies.
import { expect, it } from 'vitest';
import { scenarioSchema, simulate } from '../../server/routing/simulation/index.ts';
import { type Estimate, estimate } from '../../server/routing/simulation/summary.ts';
import { testRedisClient } from '../harness/redis.ts';
import { meanWait, policies } from '../routing/policies.ts';

const redis = await testRedisClient();

const perHour = [99, 66] as const;
const teams = [5, 3, 4] as const;
const serviceS = 240;
const hours = 40;
const replications = 16;

async function simulateOurs(): Promise<Estimate> {
  const service = { kind: 'exponential', meanS: serviceS };
  const scenario = scenarioSchema.parse({
    name: '',
    nameEn: '',
    hours,
    replications,
    streams: ['first', 'second'].map((queue, index) => ({
      name: queue,
      queue,
      channel: 'voice',
      perHour: [perHour[index]],
      service,
    })),
    teams: [['first'], ['second'], ['first', 'second']].map((queues, index) => ({
      name: queues.join(),
      queues,
      count: teams[index],
    })),
  });
  return (await simulate(redis, scenario)).meanWaitS;
}

it('waits no longer than three in a hundred over the best of the fixed policies', async () => {
  const centre = {
    arrivalsPerS: [perHour[0] / 3_600, perHour[1] / 3_600] as const,
    serviceS,
    teams,
    contacts: hours * (perHour[0] + perHour[1]),
  };
  const found = policies.map((policy) => ({
    name: policy.name,
    ...estimate(Array.from({ length: replications }, (_, seed) => meanWait(policy, centre, seed + 1))),
  }));
  const best = found.reduce((least, one) => (one.mean < least.mean ? one : least));
  /** Not significantly more than 3 % over the best. */
  const isAsGood = ({ mean, halfWidth }: Estimate) =>
    mean <= 1.03 * best.mean + Math.hypot(halfWidth, best.halfWidth);
  const ours = await simulateOurs();
  expect(isAsGood(ours), `${ours.mean} s against ${best.mean} s of ${best.name}`).toBe(true);
  const worst = found.filter((policy) => !isAsGood(policy)).map(({ name }) => name);
  expect(worst, 'the measure tells bad policies').toContain('first line first');
}, 600_000);
