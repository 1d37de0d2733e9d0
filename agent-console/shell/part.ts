// Parts of a page whose code comes when it is needed. A network that is away for a moment must not take the page with it:
// what could not come is asked for again when the line is back.
import { lazy } from 'react';
import { isDown, readConnection, subscribeConnection } from '../realtime/connection.ts';

const againAfterMs = 2_000;

const isCut = (): boolean => isDown(readConnection());

async function untilBack(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, againAfterMs));
  if (!isCut()) return;
  await new Promise<void>((resolve) => {
    const stop = subscribeConnection(() => {
      if (isCut()) return;
      stop();
      resolve();
    });
  });
}

/** What `load` imports. @throws what the import threw, twice in a row with the line there: another version has taken the place of its files */
export async function loaded<T>(load: () => Promise<T>, isLast = false): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const wasCut = isCut();
    if (isLast && !wasCut) throw error;
    await untilBack();
    return loaded(load, !wasCut);
  }
}

/** A component that is loaded when it is first shown. */
export const part: typeof lazy = (load) => lazy(() => loaded(load));
