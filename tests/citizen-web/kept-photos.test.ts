import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { keepPhotos, keptPhotos } from '../../citizen-web/filing/kept-photos.ts';

/** As much of IndexedDB as keeps one value, and answers a moment later. */
let kept: unknown;
const answered = (result: unknown) => {
  const request = { result, onsuccess: (): void => undefined };
  queueMicrotask(() => request.onsuccess());
  return request;
};
const store = {
  get: () => answered(kept),
  put: (value: unknown) => {
    kept = value;
    return answered(undefined);
  },
  delete: () => store.put(undefined),
};
vi.stubGlobal('indexedDB', {
  open: () => answered({ transaction: () => ({ objectStore: () => store }), close: () => undefined }),
});
afterEach(() => {
  kept = undefined;
});
afterAll(() => vi.unstubAllGlobals());

const photo = new File(['…'], '路灯.jpg', { type: 'image/jpeg' });
const now = Date.parse('2026-11-30T08:00:00Z');
const day = 24 * 3_600_000;

it('the photos of a draft are there again for a day, and then gone for good', async () => {
  await keepPhotos([photo], now);
  expect(await keptPhotos(now + day - 1)).toEqual([photo]);
  expect(await keptPhotos(now + day)).toEqual([]);
  expect(kept).toBeUndefined();
});

it('what is taken out of a draft is kept nowhere', async () => {
  await keepPhotos([photo], now);
  await keepPhotos([], now);
  expect(kept).toBeUndefined();
});

it('photos that were kept without a time are thrown away', async () => {
  kept = [photo];
  expect(await keptPhotos(now)).toEqual([]);
  expect(kept).toBeUndefined();
});
