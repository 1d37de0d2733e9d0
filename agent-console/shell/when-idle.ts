// What a page needs soon but not to be usable waits until the page is there and the browser has nothing to do.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

let tellShown = (): void => undefined;
const shown = new Promise<void>((resolve) => {
  tellShown = resolve;
});
/** Resolves after the first page is shown. */
export const whenShown = (): Promise<void> => shown;

/** Stands beside the first page, inside its Suspense: the page is there when all that it asked of the server is. */
export function PageShown() {
  const client = useQueryClient();
  useEffect(() => {
    const look = (): void => {
      if (client.isFetching() === 0) tellShown();
    };
    look();
    return client.getQueryCache().subscribe(look);
  }, [client]);
  return null;
}

/** Resolves after the first page is shown, when the browser is idle. */
export async function whenIdle(): Promise<void> {
  await shown;
  await new Promise<void>((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 3_000 });
    else setTimeout(resolve, 300);
  });
}

let isIdle = false;
void whenIdle().then(() => {
  isIdle = true;
});

/** Whether that moment has come. */
export function useIsIdle(): boolean {
  const [is, setIs] = useState(isIdle);
  useEffect(() => void whenIdle().then(() => setIs(true)), []);
  return is;
}
