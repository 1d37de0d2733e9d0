// Erasing at a citizen's wish, as a page asks for it: whom a telephone reaches, what would go and what keeps it.
import { z } from 'zod';
import { idSchema, timeSchema } from '../platform/contract.ts';

/** What keeps a citizen's data where they are: numbers of tickets, and whether they wait or talk just now. */
export const standingSchema = z.object({
  openTickets: z.array(z.string()),
  heldTickets: z.array(z.string()),
  isTalking: z.boolean(),
});
export type Standing = z.infer<typeof standingSchema>;

/** How much goes, or went. */
export const erasedSchema = z.object({
  tickets: z.number().int(),
  conversations: z.number().int(),
  files: z.number().int(),
  recordings: z.number().int(),
});
export type Erased = z.infer<typeof erasedSchema>;

const phoneSchema = z.string().trim().min(3).max(30);

/** POST /api/erasure/look-up: the telephone is in no address and in no log. It is written down who asked. */
export const erasureLookUpSchema = z.object({ phone: phoneSchema });
export const erasureFoundSchema = z.object({
  items: z.array(
    z.object({
      citizenId: idSchema,
      /** Starred out. */
      name: z.string().nullable(),
      since: timeSchema,
      /** Their last word, or the last deed in a matter of theirs. */
      lastAt: timeSchema.nullable(),
      goes: erasedSchema,
      standing: standingSchema,
      isErasable: z.boolean(),
    }),
  ),
});
export type ErasureFound = z.infer<typeof erasureFoundSchema>['items'][number];

/** POST /api/erasure: all whom the telephone reaches. `password`: at an open session, somebody else may sit. */
export const eraseSchema = erasureLookUpSchema.extend({
  reason: z.string().trim().min(2).max(500),
  password: z.string().min(1).max(256),
});
export const erasureDoneSchema = z.object({
  items: z.array(
    z.object({
      citizenId: idSchema,
      /** Null: something keeps them, `standing` says what. */
      erased: erasedSchema.nullable(),
      standing: standingSchema.nullable(),
    }),
  ),
});
export type ErasureDone = z.infer<typeof erasureDoneSchema>;
