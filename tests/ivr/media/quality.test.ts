import { describe, expect, it } from 'vitest';
import { type Counts, qualityOf } from '../../../ivr/media/browser/quality.ts';

const counts = (options: Partial<Counts>): Counts => ({
  received: 1_000,
  lost: 0,
  jitterS: 0.002,
  roundTripS: 0.02,
  ...options,
});

describe('the quality of a line', () => {
  it.each([
    ['a good network', {}, 'good'],
    ['nothing known of the round trip', { roundTripS: null }, 'good'],
    ['3 % lost', { lost: 31 }, 'good'],
    ['6 % lost', { lost: 64 }, 'fair'],
    ['12 % lost', { lost: 136 }, 'poor'],
    ['half a second there and back', { roundTripS: 0.5 }, 'fair'],
    ['over a satellite twice', { roundTripS: 1.2 }, 'poor'],
    ['much jitter', { jitterS: 0.15 }, 'poor'],
  ] as const)('with %s: %o is %s', (_, options, level) => {
    expect(qualityOf(counts(options), null).level).toBe(level);
  });

  it('is that of the last stretch, not of the whole call', () => {
    const before = counts({ received: 1_000, lost: 200 });
    expect(qualityOf(counts({ received: 2_000, lost: 200 }), before)).toMatchObject({
      lossShare: 0,
      level: 'good',
    });
    expect(qualityOf(counts({ received: 1_000, lost: 200 }), before).lossShare).toBe(0);
  });

  it('agrees with the recommendation: R 93.2 is a score of 4.41, and no line is worse than 1', () => {
    const best = qualityOf(counts({ jitterS: 0, roundTripS: 0 }), null).score;
    expect(best).toBeGreaterThan(4.39);
    expect(best).toBeLessThan(4.41);
    const dead = qualityOf(counts({ received: 0, lost: 500, roundTripS: 5 }), null).score;
    expect(dead).toBeCloseTo(1, 5);
  });
});
