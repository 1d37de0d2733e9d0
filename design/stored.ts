// What is read back from the browser's storage: somebody else, or another version, may have written there.

/** A number that was kept, if it is one between the two; what somebody else wrote there is as if it were not. */
export function storedNumber(key: string, least: number, most: number): number | undefined {
  const stored = localStorage.getItem(key);
  const value = stored === null ? Number.NaN : Number(stored);
  return value >= least && value <= most ? value : undefined;
}

/** Whether a text that was kept is an id as browsers and the server make them. */
export const isStoredId = (text: string | null): text is string =>
  text !== null && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
