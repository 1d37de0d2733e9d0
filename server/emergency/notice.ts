// What supervisors are told of a case that nobody has confirmed: the one part of the room's contract that every page needs.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../platform/contract.ts';

export const overdueNewsSchema = z.object({
  handOffId: idSchema,
  ticketId: idSchema,
  number: z.string(),
  since: timeSchema,
  centre: bilingualSchema,
  /** To be rung. */
  phone: z.string(),
});
