// News that come within one picture are told in one go, in their order: a burst draws the page once.
import { notifyManager } from '@tanstack/react-query';

/** One picture at 60 in a second. A timer, since a hidden tab draws none and must hear all the same. */
const frameMs = 16;

/** @returns `add` takes what is to be told; `deliver` tells at once what waits */
export function gather(): { add: (tell: () => void) => void; deliver: () => void } {
  let waiting: (() => void)[] = [];
  const deliver = (): void => {
    const now = waiting;
    waiting = [];
    notifyManager.batch(() => {
      for (const tell of now) {
        try {
          tell();
        } catch (error) {
          // One that fails keeps nothing from the others.
          reportError(error);
        }
      }
    });
  };
  return {
    deliver,
    add: (tell) => {
      if (waiting.push(tell) === 1) setTimeout(deliver, frameMs);
    },
  };
}
