// Numbers that are not to be called, on the wire.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../../platform/contract.ts';
import { shownNumberSchema } from '../contract.ts';

/** How the citizen asked for it: on the telephone, by text message, or otherwise to somebody at a desk. */
const sourceSchema = z.enum(['voice', 'sms', 'console']);

export const doNotCallSchema = z.object({
  number: z.string(),
  source: sourceSchema,
  by: bilingualSchema.nullable(),
  note: z.string().nullable(),
  since: timeSchema,
});
export type DoNotCall = z.infer<typeof doNotCallSchema>;
/** GET /api/do-not-call: the latest first; `q` is a part of the number. */
export const doNotCallListSchema = z.object({ items: z.array(doNotCallSchema), total: z.number().int() });
/** POST /api/do-not-call. With `citizenId`, the number is one of that citizen's, as the page shows it. */
export const markDoNotCallSchema = z.object({
  number: shownNumberSchema,
  citizenId: idSchema.optional(),
  source: sourceSchema.exclude(['sms']),
  note: z.string().trim().max(300).optional(),
});
/** POST /api/do-not-call/lift: the citizen may be called again. */
export const liftDoNotCallSchema = z.object({
  number: shownNumberSchema,
  citizenId: idSchema.optional(),
  reason: z.string().trim().min(2).max(300),
});
