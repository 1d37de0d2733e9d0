import { z } from 'zod';
import { bilingualSchema } from '../../server/platform/contract.ts';

/** GET /api/citizen/rating-reasons. */
export const reasonsSchema = z.object({
  items: z.array(z.object({ code: z.string(), label: bilingualSchema })),
});
