// How a form goes on after somebody else has saved: from what stands now, with what is written here or with theirs.
import { useState } from 'react';
import { isOvertaken } from './overtaken.tsx';

/** Saving, removing. */
interface Attempt {
  error: Error | null;
  reset: () => void;
}

/**
 * @param opened what the words were a change of when the form was opened; undefined: nothing yet
 * @param standing what stands there now; undefined: it is not there
 * @param take puts theirs in the place of what is written here
 * @param onClose theirs is that it is gone: the form goes, too
 * @returns `seen`: what the words are a change of, which the next save names; the rest is for `Overtaken`
 */
export function useGoingOn<Seen, T extends Seen>(
  opened: Seen | undefined,
  standing: T | undefined,
  {
    attempts,
    take,
    onClose,
  }: { attempts: readonly Attempt[]; take: (theirs: T) => void; onClose: () => void },
) {
  const [seen, setSeen] = useState(opened);
  const goOnFrom = (now: Seen | undefined): void => {
    setSeen(() => now);
    for (const attempt of attempts) attempt.reset();
  };
  return {
    seen,
    goOnFrom,
    error: attempts.map(({ error }) => error).find(isOvertaken) ?? null,
    onKeepMine: () => goOnFrom(standing),
    onTakeTheirs: () => {
      if (standing === undefined) return onClose();
      take(standing);
      goOnFrom(standing);
    },
  };
}
