import { useEffect } from 'react';

/** Leaving the page asks first while something would be lost with it: unsaved words, a call, photos on their way. */
export function useLeaveGuard(isAtStake: boolean): void {
  useEffect(() => {
    if (!isAtStake) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isAtStake]);
}
