// What a sweep looks after, one by one: one that cannot be done keeps nobody else from theirs.
import type { Log } from './log.ts';
import { notNow } from './outage.ts';

/**
 * Does the work for each id in turn. What fails for one is logged, and the next sweep meets it again.
 * @param words of the log line
 * @throws where a server is away: the others would only wait for it, too
 */
export async function eachAlone(
  ids: Iterable<string>,
  work: (id: string) => Promise<unknown>,
  { log, words }: { log: Log; words: string },
): Promise<void> {
  for (const id of ids) {
    try {
      await work(id);
    } catch (error) {
      if (notNow(error)) throw error;
      log.warn({ err: error, id }, words);
    }
  }
}
