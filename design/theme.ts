// Which theme the reader chose, kept in this browser. Importing this file applies it before the first paint.
import './storage.ts';
import { useSyncExternalStore } from 'react';

export const themeChoices = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const storageKey = 'onecall.theme';
const listeners = new Set<() => void>();
const wantsContrast = window.matchMedia('(prefers-contrast: more)');

function isThemeChoice(value: unknown): value is ThemeChoice {
  return themeChoices.some((choice) => choice === value);
}

/** The choice that is in force; `system` follows the system's light, dark and contrast settings. */
export function readTheme(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return isThemeChoice(stored) ? stored : 'system';
}

function applyTheme(): void {
  const choice = readTheme();
  const theme = choice === 'system' && wantsContrast.matches ? 'contrast' : choice;
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
  for (const listener of listeners) listener();
}

/** Chooses a theme for this browser, in every open tab. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(storageKey, choice);
  applyTheme();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The theme in force, live. */
export function useTheme(): ThemeChoice {
  return useSyncExternalStore(subscribe, readTheme);
}

wantsContrast.addEventListener('change', applyTheme);
window.addEventListener('storage', (event) => {
  if (event.key === storageKey) applyTheme();
});
applyTheme();
