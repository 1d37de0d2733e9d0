// Whose house this is, as everybody may know.
import { z } from 'zod';
import { bilingualSchema } from '../../platform/contract.ts';

/** GET /api/citizen/city */
export const citySchema = z.object({
  /** Null before the city's areas are there. */
  name: bilingualSchema.nullable(),
  /** Whether somebody answers the telephone at every hour. */
  answersAlways: z.boolean(),
});
export type City = z.infer<typeof citySchema>;
