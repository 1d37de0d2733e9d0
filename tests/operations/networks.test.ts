import { expect, it } from 'vitest';
import { networkOf } from '../../server/platform/network.ts';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:7:1::1', '2001:db8:7:1::/64'],
  ['2001:db8:7:1:ffff:ffff:ffff:ffff', '2001:db8:7:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unix', 'unix'],
])('limits count %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
