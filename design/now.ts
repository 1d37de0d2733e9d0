// The present, shared: one timer per rhythm for everything on the page that shows a time, in the server's time.
import { useSyncExternalStore } from 'react';

interface Rhythm {
  subscribe: (listener: () => void) => () => void;
  read: () => number;
}

let serverAheadMs = 0;

/** Tells what time the server has, so that a wrong clock on a desk shows no wrong deadline. */
export function syncClock(serverNowMs: number): void {
  serverAheadMs = serverNowMs - Date.now();
}

/** The server's time now, in epoch milliseconds. */
export function readNow(): number {
  return Date.now() + serverAheadMs;
}

function createRhythm(everyMs: number): Rhythm {
  const listeners = new Set<() => void>();
  let nowMs = readNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(() => {
        nowMs = readNow();
        for (const notify of listeners) notify();
      }, everyMs);
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
