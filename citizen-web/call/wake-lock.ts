// A screen that goes dark takes the microphone with it on telephones: it stays on during a call, where the browser can.
import { useEffect } from 'react';

export function useWakeLock(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let isStill = true;
    const take = (): void => {
      if (document.hidden) return;
      navigator.wakeLock.request('screen').then(
        (taken) => {
          if (isStill) lock = taken;
          else void taken.release();
        },
        // A battery that runs low: the call goes on without it.
        () => undefined,
      );
    };
    take();
    // The browser takes it back when the page is hidden.
    document.addEventListener('visibilitychange', take);
    return () => {
      isStill = false;
      document.removeEventListener('visibilitychange', take);
      void lock?.release();
    };
  }, [isOn]);
}
