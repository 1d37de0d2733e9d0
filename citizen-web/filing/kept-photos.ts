// Photos of a draft: on a small telephone the camera pushes the page out of memory before anything is sent.
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
export async function keepPhotos(photos: readonly File[]): Promise<void> {
  await inStore('readwrite', (store) => store.put(photos, key)).catch(() => undefined);
}

/** What was kept; nothing when nothing was. */
export async function keptPhotos(): Promise<File[]> {
  const kept = await inStore('readonly', (store) => store.get(key)).catch(() => undefined);
  return Array.isArray(kept) ? kept.filter((one) => one instanceof File) : [];
}
