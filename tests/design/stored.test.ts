import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { browserId } from '../../citizen-web/chat/browser-id.ts';
import { isStoredId, storedNumber } from '../../design/stored.ts';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
});
afterEach(() => kept.clear());
afterAll(() => vi.unstubAllGlobals());

it.each([
  ['48', 48],
  ['0', 0],
  ['-1', undefined],
  ['2001', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['tall', undefined],
])('a number that was kept counts between its bounds: %s', (text, value) => {
  kept.set('height', text);
  expect(storedNumber('height', 0, 2_000)).toBe(value);
});

it('a number that was never kept is none', () => {
  expect(storedNumber('height', 0, 2_000)).toBeUndefined();
});

it('a browser whose name was overwritten takes a new one: the server would refuse it for ever', () => {
  kept.set('onecall.browser', 'me');
  const id = browserId();
  expect(isStoredId(id)).toBe(true);
  expect(browserId()).toBe(id);
});
