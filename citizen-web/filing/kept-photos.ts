// Photos of a draft: on a small telephone the camera pushes the page out of memory before anything is sent. They are kept
// as long as the draft's words.
import { keptMs } from '../shell/draft.ts';

const storeName = 'photos';
const key = 'filing';

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('onecall.filing', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const request = ask(database.transaction(storeName, mode).objectStore(storeName));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

/** Keeps the photos instead of those before. A browser that keeps nothing (private windows) is none the worse. */
export async function keepPhotos(photos: readonly File[], now: number): Promise<void> {
  const change = (store: IDBObjectStore): IDBRequest =>
    photos.length > 0 ? store.put({ at: now, photos }, key) : store.delete(key);
  await inStore('readwrite', change).catch(() => undefined);
}

/** What was kept; nothing when nothing was, or what was kept is a day old: that is thrown away. */
export async function keptPhotos(now: number): Promise<File[]> {
  const found = await inStore('readonly', (store) => store.get(key)).catch(() => undefined);
  if (found === undefined) return [];
  const photos = photosSince(found, now - keptMs);
  if (photos.length === 0) await keepPhotos([], now);
  return photos;
}

/** Of what was kept later than that; an older page kept them without a time. */
function photosSince(kept: unknown, since: number): File[] {
  if (typeof kept !== 'object' || kept === null || !('at' in kept) || !('photos' in kept)) return [];
  if (typeof kept.at !== 'number' || kept.at <= since || !Array.isArray(kept.photos)) return [];
  return kept.photos.filter((one) => one instanceof File);
}
