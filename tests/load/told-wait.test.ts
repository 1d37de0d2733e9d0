// What callers are told of their wait, against the wait they had, in a centre of ten that many leave.
import { expect, it } from 'vitest';
import { scenarioSchema, simulate } from '../../server/routing/simulation/index.ts';
import { testRedisClient } from '../harness/redis.ts';

const redis = await testRedisClient();
const call = { queue: 'general', channel: 'voice', service: { kind: 'exponential', meanS: 240 } };

it('is right on average for those who wait to the end', async () => {
  // Of those who may give up, only the short waits are seen to the end; the patient few tell of all.
  const patience = { kind: 'exponential', meanS: 120 };
  const scenario = scenarioSchema.parse({
    name: '',
    nameEn: '',
    hours: 24,
    warmUpH: 3,
    replications: 24,
    seed: 3,
    streams: [
      { ...call, name: 'ordinary', perHour: [170], patience },
      { ...call, name: 'patient', perHour: [6] },
    ],
    teams: [{ name: 'agents', count: 10, queues: ['general'] }],
  });
  const told = (await simulate(redis, scenario)).byStream.patient?.told;
  if (!told) throw new Error('nobody was told');
  const { biasS, realWaitS } = told;
  expect(Math.abs(biasS.mean), `${biasS.mean} ± ${biasS.halfWidth} s`).toBeLessThanOrEqual(biasS.halfWidth);
  // So narrow that neither give-ups nor a tenth of the service time could be left out unseen.
  expect(biasS.halfWidth).toBeLessThan(0.05 * realWaitS.mean);
});
