import { expect, it } from 'vitest';
import { nextPull } from '../../server/imports/schedule.ts';
import { isAllowed } from '../../server/platform/outward.ts';

it.each([
  ['2026-11-27T18:59:59Z', 3, '2026-11-27T19:00:00.000Z'],
  ['2026-11-27T19:00:00Z', 3, '2026-11-28T19:00:00.000Z'],
  ['2026-11-27T15:00:00Z', 0, '2026-11-27T16:00:00.000Z'],
])('after %s, %i o’clock in the city is next at %s', (now, hour, at) => {
  expect(nextPull(hour, new Date(now)).toISOString()).toBe(at);
});

it.each([
  ['93.184.216.34', true],
  ['2606:2800:220:1::1', true],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['::1', false],
  ['fd00::1', false],
  ['::ffff:192.168.0.1', false],
  ['64:ff9b::a00:1', false],
  ['::7f00:1', false],
  ['2002:7f00:1::', false],
])('%s may be reached: %s', (address, may) => {
  expect(isAllowed(address, [])).toBe(may);
  expect(isAllowed(address, ['10.1.0.0/16'])).toBe(may || address === '10.1.2.3');
});
