import { z } from 'zod';

/** What every refused request answers. */
export const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
