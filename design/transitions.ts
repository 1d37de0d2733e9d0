// React Aria keeps each element whose colours change until they have, and what leaves the page meanwhile for good: of
// several properties only the first end is heard. With it stays all that it stood in. It looks for such elements when asked
// whether something still moves.
import { useEffect } from 'react';
import { runAfterTransition } from 'react-aria/private/utils/runAfterTransition';

/** Lets go of what left the page with the one that was shown before. @param shown what is shown, by a name of its own */
export function useForgetTransitions(shown: string | null | undefined): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of what is shown is the occasion
  useEffect(() => runAfterTransition(() => undefined), [shown]);
}
