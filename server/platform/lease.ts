// What one process has in hand for a while, so that others take it up when that process dies.
import type { Log } from './log.ts';

/**
 * Works on what is leased, and renews the lease for as long as that takes: three times before it would end. When this
 * returns nothing renews it any more.
 */
export async function whileLeased<T>(
  lease: { ms: number; renew: () => Promise<unknown>; log: Log },
  work: () => Promise<T>,
): Promise<T> {
  let renewing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing
      .then(lease.renew)
      .catch((error: unknown) => lease.log.warn({ err: error }, 'a lease is not renewed'));
  }, lease.ms / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewing;
  }
}
