// How large the reader wants all text, kept in this browser. Importing this file applies it before the first paint.
import { useSyncExternalStore } from 'react';

export const textSizes = ['standard', 'large', 'extra'] as const;
export type TextSize = (typeof textSizes)[number];

const storageKey = 'onecall.text-size';
const listeners = new Set<() => void>();

function isTextSize(value: unknown): value is TextSize {
  return textSizes.some((size) => size === value);
}

function readTextSize(): TextSize {
  const stored = localStorage.getItem(storageKey);
  return isTextSize(stored) ? stored : 'standard';
}

/** Everything is measured in rem: the root's size moves text, targets and space together. */
function applyTextSize(): void {
  document.documentElement.dataset.textSize = readTextSize();
  for (const listener of listeners) listener();
}

export function chooseTextSize(size: TextSize): void {
  localStorage.setItem(storageKey, size);
  applyTextSize();
}

export function useTextSize(): TextSize {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, readTextSize);
}

window.addEventListener('storage', (event) => {
  if (event.key === storageKey) applyTextSize();
});
applyTextSize();
