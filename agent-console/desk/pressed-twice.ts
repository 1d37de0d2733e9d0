// Keys that count only when they are pressed twice: a hand may slip.
import { useEffect, useState } from 'react';

/** In which a second press means it. */
const meantWithinMs = 3_000;

export interface Twice {
  /** What the next press of the same key does. */
  armed: string | null;
  press: (id: string, run: () => void) => void;
}

export function usePressedTwice(): Twice {
  const [armed, setArmed] = useState<string | null>(null);
  useEffect(() => {
    if (armed === null) return;
    const timer = setTimeout(() => setArmed(null), meantWithinMs);
    return () => clearTimeout(timer);
  }, [armed]);
  return {
    armed,
    press: (id, run) => {
      if (armed === id) run();
      setArmed(armed === id ? null : id);
    },
  };
}
