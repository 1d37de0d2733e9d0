// What an agent has written of a contact that is over, until it is finished: it outlives a look at another contact and a
// reload, and is sent when the time runs out (left-wrap-ups.tsx).
import { z } from 'zod';
import { idSchema } from '../../server/platform/contract.ts';
import { forget, keep, keptNames, readKept } from '../session/kept.ts';

const wordsSchema = z.object({ conversationId: idSchema, disposition: z.string(), note: z.string() });
export type WrapUpWords = z.infer<typeof wordsSchema>;

const beginning = 'wrap-up.';
const nameOf = (interactionId: string): string => beginning + interactionId;

export const readWrapUpWords = (interactionId: string): WrapUpWords | undefined =>
  readKept(nameOf(interactionId), wordsSchema);

export const keepWrapUpWords = (interactionId: string, words: WrapUpWords): void =>
  keep(nameOf(interactionId), words);

/** Only when the server has them: the page may be left at any moment. */
export const forgetWrapUpWords = (interactionId: string): void => forget(nameOf(interactionId));

/** As the server takes it. */
export const wrapUpRequest = (interactionId: string, { disposition, note }: WrapUpWords) => ({
  interactionId,
  disposition,
  ...(note ? { note } : {}),
});

const written = (): string[] => keptNames(beginning).map((name) => name.slice(beginning.length));

/** Contacts of which something was written, beside these. */
export const wrapUpsBeside = (interactionIds: readonly string[]): string[] =>
  written().filter((id) => !interactionIds.includes(id));

export const wrapUpConversations = (): string[] =>
  written().flatMap((id) => readWrapUpWords(id)?.conversationId ?? []);
