// Work that the browser does while the city is flooded with what programs send; whether it is at it now.
import { useSyncExternalStore } from 'react';

let underWay = 0;
const listeners = new Set<() => void>();
function count(change: 1 | -1): void {
  underWay += change;
  for (const tell of listeners) tell();
}

/** Whether the browser is working for something that is being sent. */
export const useChecking = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => underWay > 0,
  );

/** What the second try sends along for this refusal, or undefined where this browser cannot work. Never throws. */
export async function checked(refusal: string): Promise<string | undefined> {
  count(1);
  try {
    const { work } = await import('./work.ts');
    return await work(refusal);
  } catch {
    return undefined;
  } finally {
    count(-1);
  }
}
