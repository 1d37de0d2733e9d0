import { describe, expect, it } from 'vitest';
import { besideOf, hasMoved, stepTo } from '../../agent-console/tickets/step.ts';

it.each([
  ['from the second to the third', 1, 1, 1, 5, 2],
  ['not beyond the end', 4, 4, 1, 5, 4],
  ['not before the beginning', 0, 0, -1, 5, 0],
  ['to the first where nothing is open', -1, 0, 1, 5, 0],
  ['to what followed the fourth, which was dispatched', -1, 3, 1, 5, 3],
  ['to what stood before the fourth, which was dispatched', -1, 3, -1, 5, 2],
  ['to the last where the last was dispatched', -1, 5, 1, 5, 4],
  ['nowhere in an empty list', -1, 0, 1, 0, undefined],
] as const)('a step leads %s', (_what, at, stood, step, length, next) =>
  expect(stepTo(at, stood, step, length)).toBe(next),
);

describe('a row that went elsewhere while it was open', () => {
  const beside = besideOf(['a', 'b', 'c', 'd'], 1);
  it.each([
    ['it was accepted, and its next clock runs longer', ['a', 'c', 'd', 'b'], true],
    ['it was the last thing looked at, and became urgent', ['b', 'a', 'c', 'd'], true],
    ['others came in beside it', ['a', 'x', 'b', 'y', 'c', 'd'], false],
    ['those beside it are gone', ['b', 'd'], false],
  ])('%s', (_case, ids, moved) => {
    expect(beside).toEqual({ before: 'a', after: 'c' });
    expect(hasMoved(ids, ids.indexOf('b'), beside)).toBe(moved);
  });
});
