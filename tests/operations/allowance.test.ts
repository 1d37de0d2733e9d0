import { expect, it } from 'vitest';
import { Allowances } from '../../server/platform/allowance.ts';

it('a person has one allowance over all lines, refilled with time, and another person their own', () => {
  let now = 0;
  const allowances = new Allowances(() => now);
  const [one, two, other] = [allowances.open('wang'), allowances.open('wang'), allowances.open('li')];
  const taken = Array.from({ length: 100 }, (_, index) => (index % 2 ? one : two)()).filter(Boolean);
  expect(taken).toHaveLength(60);
  expect([one(), two(), other()]).toEqual([false, false, true]);
  now = 100;
  expect([one(), two(), one(), two()]).toEqual([true, true, true, false]);
  // A line more brings nothing; who was gone altogether begins anew.
  allowances.close('wang');
  expect(allowances.open('wang')()).toBe(false);
  for (let lines = 0; lines < 2; lines += 1) allowances.close('wang');
  expect(allowances.open('wang')()).toBe(true);
});
