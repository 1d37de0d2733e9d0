// What a browser is asked for while a door is flooded, and what it answers.
import { z } from 'zod';

/** Where somebody who is not known can write something. */
export const doorSchema = z.enum([
  'chat',
  'filing',
  'codes',
  'follow_up',
  'callback',
  'disclosure',
  'petition',
  'participation',
]);
export type Door = z.infer<typeof doorSchema>;

const hex = z.string().regex(/^[0-9a-f]{2,200}$/);

/** A puzzle of ALTCHA's second version. What is not named here is in none of ours. */
export const challengeSchema = z.object({
  parameters: z.object({
    algorithm: z.literal('PBKDF2/SHA-256'),
    nonce: hex,
    salt: hex,
    cost: z.number().int(),
    keyLength: z.number().int(),
    keyPrefix: hex,
    keySignature: hex,
    expiresAt: z.number(),
    data: z.object({ door: doorSchema }),
  }),
  signature: hex,
});
export type Challenge = z.infer<typeof challengeSchema>;

/** What is refused with `work_required` (428) carries the puzzle. */
export const workAskedSchema = z.object({
  error: z.object({ details: z.object({ challenge: challengeSchema }) }),
});

/** The header that the second try carries: this, as JSON in base64. */
export const workHeader = 'x-onecall-work';
export const workSchema = z.object({
  challenge: challengeSchema,
  solution: z.object({ counter: z.number().int(), derivedKey: hex }),
});
