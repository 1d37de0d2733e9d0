// A file is looked at first, and brought in when somebody says so.
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';

type Step<R> = UseMutationResult<R, Error, File>;

/** @param look tries the file without writing; `bring` writes it */
export function useTwoSteps<R extends { created: number; updated: number }>(
  look: Step<R>,
  bring: Step<R>,
  onBrought: (report: R) => void,
) {
  const [file, setFile] = useState<File | null>(null);
  return {
    file,
    /** What came of the last step. */
    report: bring.data ?? look.data,
    isDone: bring.data !== undefined,
    error: bring.error ?? look.error,
    /** Whether there is anything to write. */
    mayBring: look.data !== undefined && look.data.created + look.data.updated > 0,
    choose: (chosen: File): void => {
      setFile(chosen);
      bring.reset();
      look.mutate(chosen);
    },
    apply: (): void => {
      if (file) bring.mutate(file, { onSuccess: onBrought });
    },
  };
}
