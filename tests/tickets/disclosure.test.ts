// Sharing classes, staleness, and the limit of the law on requests for disclosure, over plain data.
import { expect, it } from 'vitest';
import { seesEntry, staleDays } from '../../server/catalogue/core.ts';

const officer = (departmentCode: string) => ({ roles: ['officer' as const], departmentCode });
const agent = { roles: ['agent' as const], departmentCode: null };
const editor = { roles: ['editor' as const], departmentCode: null };
const resource = (sharing: 'unconditional' | 'conditional' | 'none') => ({
  kind: 'resource' as const,
  sharing,
  departmentCode: 'police',
});

it.each([
  ['a citizen', null, 'nothing', 'nothing', 'nothing'],
  ['another department', officer('water'), 'all', 'head', 'nothing'],
  ['its own department', officer('police'), 'all', 'all', 'all'],
  ['an agent', agent, 'all', 'head', 'nothing'],
  ['an editor', editor, 'all', 'all', 'all'],
] as const)('%s sees of a resource by its sharing class', (_who, reader, shared, conditional, none) => {
  expect(seesEntry(reader, resource('unconditional'))).toBe(shared);
  expect(seesEntry(reader, resource('conditional'))).toBe(conditional);
  expect(seesEntry(reader, resource('none'))).toBe(none);
  expect(seesEntry(reader, { kind: 'disclosure', sharing: null, departmentCode: 'police' })).toBe('all');
});

it('data are stale from the day after their interval, and for want of a date', () => {
  const now = new Date('2026-11-27T08:00:00Z');
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  expect(staleDays(7, daysAgo(7), now)).toBeNull();
  expect(staleDays(7, daysAgo(8), now)).toBe(1);
  expect(staleDays(7, null, now)).toBe(7);
  expect(staleDays(null, daysAgo(900), now)).toBeNull();
  // A week from 20 November is over when the 28th begins in the city, where it is still the 27th in Greenwich.
  const dataAt = new Date('2026-11-20T00:00:00Z');
  expect(staleDays(7, dataAt, new Date('2026-11-27T15:59:59Z'))).toBeNull();
  expect(staleDays(7, dataAt, new Date('2026-11-27T16:00:00Z'))).toBe(1);
});
