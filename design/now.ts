// The present, shared: one timer per rhythm for everything on the page that shows a time, in the server's time.
import { useSyncExternalStore } from 'react';

interface Rhythm {
  /** The time is another than it was. */
  renew: () => void;
  subscribe: (listener: () => void) => () => void;
  read: () => number;
}

let serverAheadMs = 0;

/** What whole seconds and the way to the server explain is no wrong clock. */
const toleranceMs = 2_000;

/**
 * Takes the server's time from its answer, so that a wrong clock on a desk shows no wrong deadline.
 * @param tookMs since it was asked for: a slow answer tells the time of a moment ago
 */
export function syncClock({ headers }: Pick<Response, 'headers'>, tookMs: number): void {
  // What a cache has kept tells the time of then.
  if (tookMs > toleranceMs || headers.get('cache-control') !== 'no-store') return;
  const aheadMs = Date.parse(headers.get('date') ?? '') - Date.now();
  if (!(Math.abs(aheadMs - serverAheadMs) > toleranceMs)) return;
  serverAheadMs = aheadMs;
  for (const rhythm of Object.values(rhythms)) rhythm.renew();
}

/** The server's time now, in epoch milliseconds. */
export function readNow(): number {
  return Date.now() + serverAheadMs;
}

function createRhythm(everyMs: number): Rhythm {
  const listeners = new Set<() => void>();
  let nowMs = readNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  const renew = (): void => {
    nowMs = readNow();
    for (const notify of listeners) notify();
  };
  return {
    renew,
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(renew, everyMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => {
      if (timer === undefined && readNow() - nowMs >= everyMs) nowMs = readNow();
      return nowMs;
    },
  };
}

const rhythms = { 1000: createRhythm(1_000), 30000: createRhythm(30_000) };

/** The time now in epoch milliseconds, renewed every `everyMs`. */
export function useNow(everyMs: keyof typeof rhythms): number {
  const rhythm = rhythms[everyMs];
  return useSyncExternalStore(rhythm.subscribe, rhythm.read);
}
