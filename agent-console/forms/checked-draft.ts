// What somebody is filling in. Faults show once they have tried to keep it, not while they are still writing.
import { useState } from 'react';
import type { z } from 'zod';
import { type Faults, useFaults } from './faults.ts';

/** @param read what the draft says, checked */
export function useCheckedDraft<D extends object, T>(
  start: () => D,
  read: (draft: D) => z.ZodSafeParseResult<T>,
): Faults<T> & { draft: D; change: (part: Partial<D>) => void } {
  const [draft, setDraft] = useState(start);
  const faults = useFaults(read(draft));
  return {
    ...faults,
    draft,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
  };
}
