// The state of the line to the server, for the banner and for pages that hold back while it is down.
import { useSyncExternalStore } from 'react';

/** `idle`: nobody is signed in. `offline`: the browser itself has no network. */
export type Connection = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline';

let line: Exclude<Connection, 'offline'> = 'idle';
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

export function setConnection(next: Exclude<Connection, 'offline'>): void {
  if (line === next) return;
  line = next;
  notify();
}

/** The line was there and is not now. */
export const isDown = (state: Connection): state is 'reconnecting' | 'offline' =>
  state === 'reconnecting' || state === 'offline';

export function readConnection(): Connection {
  return navigator.onLine ? line : 'offline';
}

/** Calls the listener at every change; returns what stops it. */
export function subscribeConnection(listener: () => void): () => void {
  // Added twice it is still heard once.
  for (const change of ['online', 'offline']) window.addEventListener(change, notify);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The state of the line, live. */
export function useConnection(): Connection {
  return useSyncExternalStore(subscribeConnection, readConnection);
}
