// Changes that many ask for at the same moment, made in one transaction: one commit serves them all.
import type { Change, Database } from './database.ts';
import { gathered } from './gathered.ts';
import type { Log } from './log.ts';
import { inThisTrace } from './traces.ts';

type Work<T> = (change: Change) => Promise<T>;

/** So many share one transaction at most: what fails is done again for each of them. */
const mostTogether = 64;
/** Longer than this nobody is waited for whom another holds up: then each is done alone, and only one of them waits. */
const lockWait = `SET LOCAL lock_timeout = '250ms'`;

/**
 * Makes changes as `Database.change` does, those that came while others were committed in one transaction. When one of
 * them fails, nothing of them is kept, and each is made alone: so a work may be called more than once, and must write
 * by hand (`sql`) what it writes often. Alone it is made at once.
 */
export function together(database: Database, log: Log): <T>(work: Work<T>) => Promise<T> {
  const isDone = gathered(
    async (works: readonly Work<unknown>[]) => {
      const all = async (change: Change): Promise<void> => {
        if (works.length > 1) change.sql.send(lockWait);
        // All have ended when the connection is given back, also those that did not fail.
        const ends = await Promise.allSettled(works.map((work) => work(change)));
        for (const end of ends) if (end.status === 'rejected') throw end.reason;
      };
      if (works.length === 1) await database.change(all);
      else {
        try {
          await database.change(all);
        } catch (error) {
          log.debug({ err: error, changes: works.length }, 'changes are made one by one');
          return new Map<Work<unknown>, true>();
        }
      }
      return new Map(works.map((work) => [work, true as const]));
    },
    { most: mostTogether },
  );
  return async (work) => {
    let made: { value: Awaited<ReturnType<typeof work>> } | undefined;
    const keeping = inThisTrace(async (change: Change): Promise<void> => {
      made = { value: await work(change) };
    });
    if (!(await isDone(keeping))) await database.change(keeping);
    if (!made) throw new Error('a change was made without its work');
    return made.value;
  };
}
