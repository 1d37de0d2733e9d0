// The board on a wall, where nobody presses keys.
import { useSyncExternalStore } from 'react';
import { useActingWhile } from '../session/idle.ts';

/** By F11 or as a kiosk, or by a page's own button: browsers tell the two apart. */
const fullScreen = window.matchMedia('(display-mode: fullscreen)');
const fillsScreen = (): boolean => fullScreen.matches || document.fullscreenElement !== null;
const hearScreen = (tell: () => void): (() => void) => {
  fullScreen.addEventListener('change', tell);
  document.addEventListener('fullscreenchange', tell);
  return () => {
    fullScreen.removeEventListener('change', tell);
    document.removeEventListener('fullscreenchange', tell);
  };
};

/** A page that fills a screen on the wall has nobody at its keys, and stays for the hours of its session. */
export function useStayingOnWall(): void {
  useActingWhile(useSyncExternalStore(hearScreen, fillsScreen));
}
