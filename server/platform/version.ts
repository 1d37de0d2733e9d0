// Versions of what people edit: whoever comes second is told, and overwrites nothing.
import { AppError } from './errors.ts';

/**
 * @param before what is there; null: nothing yet, which is version 0
 * @throws AppError `version_conflict` with the version that is there
 */
export function demandVersion(before: { version: number } | null, version: number): void {
  const present = before?.version ?? 0;
  if (present !== version) throw new AppError('version_conflict', { version: present });
}
