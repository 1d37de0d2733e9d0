// What somebody is filling in. Faults show once they have tried to keep it, not while they are still writing.
import { useState } from 'react';
import type { z } from 'zod';

/** @param read what the draft says, checked */
export function useCheckedDraft<D extends object, T>(
  start: () => D,
  read: (draft: D) => z.ZodSafeParseResult<T>,
) {
  const [draft, setDraft] = useState(start);
  const [isTried, setTried] = useState(false);
  const parsed = read(draft);
  return {
    draft,
    change: (part: Partial<D>): void => setDraft((before) => ({ ...before, ...part })),
    /** What it says; undefined while something is wrong. */
    ready: parsed.data,
    isTried,
    markTried: (): void => setTried(true),
    /** Whether something is wrong at a field, or below it. */
    isFaultAt: (start: string): boolean =>
      isTried && !parsed.success && parsed.error.issues.some(({ path }) => path.join('.').startsWith(start)),
  };
}
