import { isStoredId } from '../../design/stored.ts';

const storageKey = 'onecall.browser';

/** The random name under which the server knows this browser; lasts until the reader clears the browser's storage. */
export function browserId(): string {
  const known = localStorage.getItem(storageKey);
  if (isStoredId(known)) return known;
  const id = crypto.randomUUID();
  localStorage.setItem(storageKey, id);
  return id;
}
