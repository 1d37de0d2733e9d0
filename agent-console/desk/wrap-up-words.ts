// What an agent has written of a contact that is over, until it is finished: it outlives a look at another contact and a
// reload, and is sent when the time runs out (left-wrap-ups.tsx).
import { z } from 'zod';
import { forget, keep, keptNames, readKept } from '../session/kept.ts';

const wordsSchema = z.object({ disposition: z.string(), note: z.string() });
export type WrapUpWords = z.infer<typeof wordsSchema>;

const beginning = 'wrap-up.';
const nameOf = (interactionId: string): string => beginning + interactionId;

export const readWrapUpWords = (interactionId: string): WrapUpWords | undefined =>
  readKept(nameOf(interactionId), wordsSchema);

export const keepWrapUpWords = (interactionId: string, words: WrapUpWords): void =>
  keep(nameOf(interactionId), words);

/** @returns what was written; it is kept no longer */
export function takeWrapUpWords(interactionId: string): WrapUpWords | undefined {
  const words = readWrapUpWords(interactionId);
  forget(nameOf(interactionId));
  return words;
}

/** As the server takes it. */
export const wrapUpRequest = (interactionId: string, { disposition, note }: WrapUpWords) => ({
  interactionId,
  disposition,
  ...(note ? { note } : {}),
});

/** Contacts of which something was written, beside these. */
export function wrapUpsBeside(interactionIds: readonly string[]): string[] {
  const written = keptNames(beginning).map((name) => name.slice(beginning.length));
  return written.filter((id) => !interactionIds.includes(id));
}
