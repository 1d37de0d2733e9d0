import { z } from 'zod';
import { ApiFailure } from '../api/failure.ts';

const methodsSchema = z.object({ code: z.boolean(), passkey: z.boolean() });

/** What somebody has for the second step, where an answer says that one is wanted. */
export function methodsOf(error: unknown): z.infer<typeof methodsSchema> | undefined {
  return error instanceof ApiFailure ? methodsSchema.safeParse(error.details).data : undefined;
}
