// Who of those at a matter is named to whom. Pure.
import { z } from 'zod';
import { bilingualSchema, idSchema } from '../platform/contract.ts';
import type { Attendant } from './contract.ts';

/** One browser tab at a matter, as Redis keeps it. */
export const entrySchema = z.object({
  userId: idSchema,
  name: bilingualSchema,
  isWriting: z.boolean(),
  /** ms */
  since: z.number(),
  /** Whose tickets alone this person sees; null: not bound to a department. */
  boundTo: z.string().nullable(),
});
export type Entry = z.infer<typeof entrySchema>;

/**
 * The people of some tabs, once each, whoever came first before the others.
 * @param departments whose ticket it is now: whoever came in for another is no longer there; null: no ticket
 */
export function attendantsOf(entries: readonly Entry[], departments: readonly string[] | null): Attendant[] {
  const people = new Map<string, Attendant>();
  for (const { userId, name, isWriting, boundTo } of entries.toSorted((a, b) => a.since - b.since)) {
    const isSeen = boundTo === null || departments === null || departments.includes(boundTo);
    if (!isSeen) continue;
    const known = people.get(userId);
    people.set(userId, { id: userId, name, isWriting: isWriting || known?.isWriting === true });
  }
  return [...people.values()];
}
