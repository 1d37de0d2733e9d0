// What browsers and we say to each other of passkeys (WebAuthn, level 2, in its JSON form).
import { z } from 'zod';

export const base64url = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]+$/);
const descriptorSchema = z.object({ id: z.string(), type: z.literal('public-key') });

/** What a browser is asked to make. */
export const passkeyToMakeSchema = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number() })),
  timeout: z.number(),
  excludeCredentials: z.array(descriptorSchema),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.boolean(),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
});
/** What a browser is asked to prove. */
export const passkeyToProveSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.literal('required'),
});
const credentialSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  // Nothing was asked for beside the key.
  clientExtensionResults: z.unknown().transform(() => ({})),
});
/** What it made. */
export const passkeyMadeSchema = credentialSchema.extend({
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url }),
});
/** What it proved. */
export const passkeyProofSchema = credentialSchema.extend({
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.exactOptional(),
  }),
});
