// Long work on the thread that everybody shares, in slices of time.
import { setImmediate as breathe } from 'node:timers/promises';

/** So long, in ms, work goes on without a pause: whoever calls or searches meanwhile does not notice. */
const sliceMs = 8;

/**
 * A pace for one piece of work: called between its steps, it pauses when the slice is used up. A step should take
 * little against a slice, which is 8 ms.
 */
export function pace(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await breathe();
    since = performance.now();
  };
}
