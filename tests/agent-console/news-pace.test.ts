import { expect, it } from 'vitest';
import { NewsPace } from '../../agent-console/tickets/news-pace.ts';

it('shows the first of a burst, then nothing for a minute, then how many came meanwhile', () => {
  const pace = new NewsPace();
  expect(pace.take(1_000)).toBe(1);
  expect(pace.take(1_500)).toBeUndefined();
  expect(pace.take(60_999)).toBeUndefined();
  expect(pace.take(61_000)).toBe(3);
  expect(pace.take(61_001)).toBeUndefined();
});

it('treats news that comes now and then one by one', () => {
  const pace = new NewsPace();
  expect([0, 70_000, 140_000].map((now) => pace.take(now))).toEqual([1, 1, 1]);
});
