// Where notices wait to be shown. Apart from their looks, so that a page can say something before those are loaded.
import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components';

export type ToastTone = 'accent' | 'ok' | 'warn' | 'danger';

export interface ToastText {
  tone: ToastTone;
  title: string;
  description?: string;
  action?: { label: string; run: () => void };
  /** Trouble, too, leaves by itself: it can be read again elsewhere. */
  leaves?: boolean;
}

export const toastQueue = new ToastQueue<ToastText>({ maxVisibleToasts: 3 });

let hasBeen = false;
toastQueue.subscribe(() => {
  hasBeen = true;
});

/** Whether there has been any notice yet: before the first, nothing need be there to show it. */
export function hasToasted(): boolean {
  return hasBeen;
}

/** @returns what stops the listener */
export function subscribeToasts(listener: () => void): () => void {
  const stop = toastQueue.subscribe(listener);
  return () => void stop();
}

/**
 * Shows a short notice in the corner. Good news leaves after 5 s; trouble, and what can be acted on, stays until closed.
 * @returns closes it
 */
export function showToast(toast: ToastText): () => void {
  const stays = !toast.leaves && (toast.tone === 'danger' || toast.action !== undefined);
  const key = toastQueue.add(toast, stays ? {} : { timeout: 5_000 });
  return () => toastQueue.close(key);
}
