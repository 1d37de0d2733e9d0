// Identity providers (OpenID Connect) whose word opens the door to staff: as data, as administrators see them, and the way through.
import { z } from 'zod';
import { bilingualSchema, idSchema, pageOf, roleSchema, timeSchema } from '../platform/contract.ts';

const words = z.string().trim().min(1).max(80);
const code = z.string().trim().min(1).max(200);
/** Where in what a provider says: the name of a claim, or a JSON Pointer (RFC 6901) such as `/realm_access/roles`. */
const place = code;

/** TLS everywhere but on the machine itself, where a provider may be tried out. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const isHere = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return (protocol === 'https:' || isHere) && search === '' && hash === '' && username === '';
}

/** Roles that a provider's word alone does not give. */
const givenRoleSchema = roleSchema.exclude(['admin']);
const needDepartment: readonly z.infer<typeof roleSchema>[] = ['officer', 'lead'];

export const providerDefinitionSchema = z
  .strictObject({
    nameZh: words,
    nameEn: words,
    issuer: z.string().trim().max(300).refine(isIssuer),
    clientId: code,
    /** How the client proves itself where it fetches tokens. */
    clientAuth: z.enum(['client_secret_basic', 'client_secret_post', 'none']),
    scopes: z
      .string()
      .trim()
      .max(300)
      .regex(/^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/),
    /** Which of our accounts somebody is who comes for the first time; null: who is not linked already stays out. */
    link: z.strictObject({ claim: place, to: z.enum(['username', 'email']) }).nullable(),
    /** What counts as a second factor: one of these ways (`amr`, RFC 8176) or levels (`acr`). Empty: ours is asked for. */
    factor: z.strictObject({ amr: z.array(code).max(20), acr: z.array(code).max(20) }),
    /** What somebody without an account gets; null: nothing. */
    create: z
      .strictObject({
        roles: z.array(givenRoleSchema).min(1),
        departmentClaim: place.nullable(),
        departments: z.array(z.strictObject({ value: code, code })).max(500),
        /** Where the claim says nothing that is listed. */
        departmentCode: code.nullable(),
      })
      .refine(
        ({ roles, departmentCode, departmentClaim }) =>
          departmentCode !== null ||
          departmentClaim !== null ||
          !roles.some((role) => needDepartment.includes(role)),
        { path: ['departmentCode'], message: 'a role needs a department' },
      )
      .nullable(),
    /** Who signs out here signs out there, too. */
    endsThere: z.boolean(),
  })
  .refine(({ create, link }) => create === null || link?.to === 'username', {
    path: ['link'],
    message: 'a new account is named by the claim that is its user name',
  });
export type ProviderDefinition = z.infer<typeof providerDefinitionSchema>;

export const providerCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);

/** PUT /api/admin/sign-in/:code; `version` 0 makes a new one. `secret`: null takes it away, absent: as it is. */
export const providerInputSchema = z.object({
  version: z.number().int().min(0),
  isActive: z.boolean(),
  definition: providerDefinitionSchema,
  secret: z.string().min(1).max(500).nullable().optional(),
});

export const providerViewSchema = z.object({
  code: providerCodeSchema,
  version: z.number().int(),
  isActive: z.boolean(),
  definition: providerDefinitionSchema,
  hasSecret: z.boolean(),
  /** Accounts that are linked with it. */
  linked: z.number().int(),
  /** What the provider is to be told of us. */
  addresses: z.object({ signIn: z.string(), signOut: z.string(), backChannel: z.string() }),
});
export type ProviderView = z.infer<typeof providerViewSchema>;
export const providerListSchema = z.object({ items: z.array(providerViewSchema) });
export const providerSavedSchema = z.object({ version: z.number().int() });
/** POST …/:code/revert */
export const providerRevertSchema = z.object({ version: z.number().int(), to: z.number().int().positive() });
export const providerVersionsSchema = z.object({
  items: z.array(
    z.object({
      version: z.number().int(),
      isActive: z.boolean(),
      definition: providerDefinitionSchema,
      editedBy: bilingualSchema.nullable(),
      editedAt: timeSchema,
    }),
  ),
});

/** Why a provider's word is none: of the line, of the provider, of its answer. */
export const providerFaultSchema = z.enum([
  'address_forbidden',
  'too_slow',
  'unreachable',
  'malformed',
  'issuer_differs',
  'no_endpoint',
  'denied',
  'client_unknown',
  'code_refused',
  'clock',
  'token',
  'signature',
]);
export type ProviderFault = z.infer<typeof providerFaultSchema>;

/** What to look at before people rely on it. */
export const providerHintSchema = z.enum([
  'no_pkce',
  'auth_method',
  'no_sign_out',
  'no_userinfo',
  'scope',
  'secret_missing',
]);
/** POST …/:code/try: what discovery says now. */
export const providerTriedSchema = z.object({
  fault: providerFaultSchema.nullable(),
  ms: z.number().int(),
  found: z
    .object({
      issuer: z.string(),
      authorization: z.string().nullable(),
      token: z.string().nullable(),
      userinfo: z.string().nullable(),
      endSession: z.string().nullable(),
      backChannel: z.boolean(),
      /** Keys that its word is signed with. */
      keys: z.number().int(),
      algorithms: z.array(z.string()),
      hints: z.array(providerHintSchema),
    })
    .nullable(),
});

export const linkedAccountsSchema = pageOf(
  z.object({
    userId: idSchema,
    username: z.string(),
    name: bilingualSchema,
    subject: z.string(),
    linkedAt: timeSchema,
    lastUsedAt: timeSchema,
    hadFactor: z.boolean(),
  }),
);

/** POST …/ended, from the provider itself (OpenID Connect Back-Channel Logout 1.0). */
export const logoutTokenSchema = z.object({ logout_token: z.string().min(1).max(8_000) });
