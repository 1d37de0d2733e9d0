// Whose house this is, as everybody may know.
import { z } from 'zod';
import { bilingualSchema } from '../../platform/contract.ts';

/** GET /api/citizen/city: the city's name; null before its areas are there. */
export const citySchema = z.object({ name: bilingualSchema.nullable() });
export type City = z.infer<typeof citySchema>;
