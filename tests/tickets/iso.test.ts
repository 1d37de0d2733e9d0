import { expect, it } from 'vitest';
import { isoOf } from '../../server/tickets/iso.ts';

it.each([
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2028-02-29T00:00:00.001Z',
  '2030-03-06T02:09:08.070Z',
  '2030-12-31T23:59:59.999Z',
  '+010000-01-01T10:20:30.400Z',
])('%s is written as the language writes it', (text) => {
  expect(isoOf(Date.parse(text))).toBe(text);
});
