// The real match against Erlang C and Erlang A from an idle centre to a full one: hundreds of thousands of contacts.
import { describe, it } from 'vitest';
import { testRedisClient } from '../harness/redis.ts';
import { expectTheory, theories } from '../routing/theory.ts';

const redis = await testRedisClient();
const loads = [0.6, 0.7, 0.8, 0.9, 0.98];

describe.each(theories)('%s', (_, patienceS) => {
  it.each(loads)('at a load of %f is what the real match comes to', (load) =>
    expectTheory(redis, load, patienceS),
  );
});
