// What an editor has written of an article and not saved yet: a look at another page or a reload does not lose it.
import { z } from 'zod';
import { forget, keep, readKept } from '../session/kept.ts';
import { draftSchema } from './draft.ts';

const keptSchema = z.object({
  draft: draftSchema,
  /** Of the article that it was written over. */
  seen: z.number(),
});
type Kept = z.infer<typeof keptSchema>;

const nameOf = (id: string | null): string => `article.${id ?? 'new'}`;

/** @param id the article's; null for a new one */
export const keptDraftOf = (id: string | null): Kept | undefined => readKept(nameOf(id), keptSchema);

export function keepDraft(id: string | null, kept: Kept): void {
  keep(nameOf(id), kept);
}

/** It was saved, or its writer does not want it. */
export function forgetDraft(id: string | null): void {
  const name = nameOf(id);
  forget(name, (each) => each === name);
}
