import { describe, expect, it } from 'vitest';
import { agentsNeeded, forecast, stationary } from '../../server/routing/staffing/erlang.ts';

/** 360 calls an hour of four minutes each: 24 Erlang. */
const busy = { arrivalsPerS: 0.1, serviceS: 240 };

/** Erlang's C by the recursion of his B, the textbook way (Cooper 1981). */
function erlangC(load: number, agents: number): number {
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / agents) * (1 - blocked));
}

describe('Erlang C', () => {
  it.each([25, 28, 30, 35])('with %i agents is what the formulas say', (agents) => {
    const { waitProbability, meanWaitS, serviceLevel, abandonment, occupancy } = forecast(
      { ...busy, agents },
      15,
    );
    const c = erlangC(24, agents);
    expect(waitProbability).toBeCloseTo(c, 9);
    expect(meanWaitS).toBeCloseTo((c * 240) / (agents - 24), 6);
    expect(serviceLevel).toBeCloseTo(1 - c * Math.exp((-(agents - 24) * 15) / 240), 9);
    expect(abandonment).toBe(0);
    expect(occupancy).toBeCloseTo(24 / agents, 9);
  });

  it('is refused where the line would grow for ever', () => {
    expect(() => forecast({ ...busy, agents: 24 }, 15)).toThrow(RangeError);
  });
});

describe('Erlang A', () => {
  it('is Erlang C when patience has no end', () => {
    const endless = forecast({ ...busy, agents: 28, patienceS: 1e9 }, 15);
    const without = forecast({ ...busy, agents: 28 }, 15);
    expect(endless.serviceLevel).toBeCloseTo(without.serviceLevel, 4);
    expect(endless.meanWaitS).toBeCloseTo(without.meanWaitS, 2);
  });

  it('conserves contacts: what is served and what gives up is what arrives, also overloaded', () => {
    for (const agents of [10, 20, 24, 30]) {
      const { abandonment, meanWaitS, occupancy } = forecast({ ...busy, agents, patienceS: 90 }, 15);
      expect(abandonment).toBeCloseTo(meanWaitS / 90, 9);
      expect(occupancy * agents).toBeCloseTo(24 * (1 - abandonment), 9);
    }
  });

  it('serves within no time who finds somebody free, and within a long time who does not give up', () => {
    const centre = { ...busy, agents: 22, patienceS: 60 };
    expect(forecast(centre, 1e-9).serviceLevel).toBeCloseTo(1 - forecast(centre, 15).waitProbability, 6);
    expect(forecast(centre, 2_000).serviceLevel).toBeCloseTo(1 - forecast(centre, 15).abandonment, 6);
  });

  it('is exact for a centre with thousands of agents', () => {
    const share = stationary({ arrivalsPerS: 2_000 / 240, serviceS: 240, agents: 2_010, patienceS: 120 });
    expect(share.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  });
});

describe('the agents needed', () => {
  it('are the fewest that reach the target', () => {
    const target = { serviceLevel: 0.8, thresholdS: 15 };
    for (const patienceS of [undefined, 90]) {
      const agents = agentsNeeded({ ...busy, patienceS }, target);
      expect(forecast({ ...busy, patienceS, agents }, 15).serviceLevel).toBeGreaterThanOrEqual(0.8);
      const fewer = { ...busy, patienceS, agents: agents - 1 };
      expect(forecast(fewer, 15).serviceLevel).toBeLessThan(0.8);
    }
  });
});
