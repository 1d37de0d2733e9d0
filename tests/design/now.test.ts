import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readNow, syncClock } from '../../design/now.ts';

const serverTime = Date.parse('2026-11-30T08:00:00Z');
const answer = (at: number, cache = 'no-store') => ({
  headers: new Headers({ date: new Date(at).toUTCString(), 'cache-control': cache }),
});
const deskIs = (aheadMs: number): void => void vi.setSystemTime(serverTime + aheadMs);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  deskIs(0);
  syncClock(answer(serverTime), 0);
  vi.useRealTimers();
});

it.each([2 * 3_600_000, -40 * 60_000])(
  'a desk whose clock is wrong by %i ms lives by the server’s',
  (wrongMs) => {
    deskIs(wrongMs);
    expect(readNow()).toBe(serverTime + wrongMs);
    syncClock(answer(serverTime), 40);
    expect(readNow()).toBe(serverTime);
  },
);

it('a clock that is right stays as it is: seconds that an answer leaves out move nothing', () => {
  deskIs(1_400);
  syncClock(answer(serverTime), 500);
  expect(readNow()).toBe(serverTime + 1_400);
});

it('what was kept, took long or says no time tells nothing of the present', () => {
  deskIs(0);
  syncClock(answer(serverTime - 3_600_000, 'public, max-age=600'), 1);
  syncClock(answer(serverTime - 10_000), 10_000);
  syncClock({ headers: new Headers({ 'cache-control': 'no-store' }) }, 1);
  expect(readNow()).toBe(serverTime);
});
