// Who has a ticket or a conversation before them right now, as the consoles hear of it.
import { z } from 'zod';
import { bilingualSchema, idSchema } from '../platform/contract.ts';

export const matterSchema = z.object({ of: z.enum(['ticket', 'conversation']), id: idSchema });
export type Matter = z.infer<typeof matterSchema>;

/** More than anybody has before them, or in a list that is looked at. */
const mostOpen = 20;
export const mostListed = 200;

/** What one console has before it, all of it: each time anew, so that it may be said again after any interruption. */
export const attentionSchema = z.object({
  open: z.array(matterSchema.extend({ isWriting: z.boolean() })).max(mostOpen),
  /** Tickets of a list that is on screen: heard of, not entered. */
  listed: z.array(idSchema).max(mostListed),
});

export const attendantSchema = z.object({
  id: idSchema,
  name: bilingualSchema,
  /** Writes an answer or fills in a step, and does not only read. */
  isWriting: z.boolean(),
});
export type Attendant = z.infer<typeof attendantSchema>;

/** Everybody who has a matter before them, whoever came first before the others. The reader may be one of them. */
export const companySchema = matterSchema.extend({ people: z.array(attendantSchema) });
export type Company = z.infer<typeof companySchema>;

/** Of all matters that were said and may be seen; those with nobody at them are left out of `listed`. */
export const companiesSchema = z.object({ items: z.array(companySchema) });
