// The real match, simulated people, and theory. Every load of theory is tests/load/theory.test.ts.
import { expect, it } from 'vitest';
import { simulate } from '../../server/routing/simulation/index.ts';
import { testRedisClient } from '../harness/redis.ts';
import { expectTheory, scenarioOf } from './theory.ts';

const redis = await testRedisClient();

it('is what Erlang A says of a centre that some leave', () => expectTheory(redis, 0.8, 120, 20), 90_000);

it('the same seed gives the same day', async () => {
  const centre = { arrivalsPerS: 0.03, serviceS: 240, agents: 10, patienceS: 60 };
  const days = [1, 1, 2].map((seed) => simulate(redis, { ...scenarioOf(centre, seed), replications: 2 }));
  const [first, again, other] = await Promise.all(days);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});
