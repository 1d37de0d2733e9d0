import { expect, it } from 'vitest';
import { stepTo } from '../../agent-console/tickets/step.ts';

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
