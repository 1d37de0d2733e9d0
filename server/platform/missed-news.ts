// News goes from process to process through one stream that is bounded. A process that could not read it for long goes
// on with what is left, and nobody tells its pages what has passed them by: they have to ask.
import type { Redis } from 'ioredis';

/** News arrives within milliseconds. What is older was waiting: the stream was not being read. */
const lateMs = 2_000;

/**
 * Watches over the entries that a process reads.
 * @returns to be called with the id of each entry; `onMissed` is called when entries before it are no longer there
 */
export function watchForMissed(
  redis: Pick<Redis, 'xrange'>,
  stream: string,
  onMissed: () => void,
): (id: string) => void {
  let last: string | undefined;
  let isAsking = false;
  return (id) => {
    const before = last;
    last = id;
    if (before === undefined || isAsking || Date.now() - placeOf(id)[0] < lateMs) return;
    isAsking = true;
    redis
      .xrange(stream, '-', '+', 'COUNT', 1)
      .then(([first]) => {
        if (first && isBefore(before, first[0])) onMissed();
      })
      // Without an answer nobody knows: asking once too often harms nobody.
      .catch(onMissed)
      .finally(() => {
        isAsking = false;
      });
  };
}

/** `<ms>-<number>`, as Redis names entries. */
function placeOf(id: string): [ms: number, number: number] {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  return [ms, number];
}

function isBefore(one: string, other: string): boolean {
  const [[ms, number], [otherMs, otherNumber]] = [placeOf(one), placeOf(other)];
  return ms < otherMs || (ms === otherMs && number < otherNumber);
}
