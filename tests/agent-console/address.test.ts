import { expect, it } from 'vitest';
import { askedIn } from '../../agent-console/api/address.ts';
import { reviewQuerySchema } from '../../server/quality/contract.ts';
import { shiftQuerySchema } from '../../server/reports/shift/contract.ts';

const query = reviewQuerySchema.pick({ agent: true, from: true, random: true });

it.each([
  ['', {}],
  ['from=2026-11-24&random=true', { from: '2026-11-24', random: true }],
  ['from=yesterday&random=true', { random: true }],
  ['agent=%27&from=2026-02-30&random=maybe&colour=red', {}],
])('an address is read field by field: %s', (address, asked) => {
  expect(askedIn(new URLSearchParams(address), query)).toEqual(asked);
});

it('a shift is asked for by a moment and a person, or it is one’s own of now', () => {
  expect(askedIn(new URLSearchParams('agent=agent1&from=2026-11-24'), shiftQuerySchema)).toEqual({});
});
