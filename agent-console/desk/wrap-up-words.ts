// What an agent has written of a contact that is over, until it is finished: it outlives a look at another contact and a
// reload, and is finished with when the time runs out.
import { useEffect } from 'react';
import { z } from 'zod';
import type { Desk } from '../../server/desk/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { useLine } from '../realtime/line.tsx';
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

/** When the time has run out the contact is gone, and with it the key that finishes: what was written is sent all the same. */
export function useLeftWrapUps(desk: Desk | undefined): void {
  const line = useLine();
  const inHand = desk?.inbox.map(({ interaction }) => interaction.id).join();
  useEffect(() => {
    if (!line || inHand === undefined) return;
    for (const id of wrapUpsBeside(inHand.split(','))) {
      const words = takeWrapUpWords(id);
      if (!words) continue;
      line.call('interaction:wrap_up', wrapUpRequest(id, words)).catch((error: unknown) => {
        if (error instanceof ApiFailure && error.code === 'offline') keepWrapUpWords(id, words);
      });
    }
  }, [line, inHand]);
}
