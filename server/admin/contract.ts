// Sign-in, people, and the lists that every screen chooses from.
import { z } from 'zod';
import { passkeyMadeSchema, passkeyProofSchema } from '../platform/auth/contract.ts';
import {
  bilingualSchema,
  mapCellSchema,
  idSchema,
  langSchema,
  okSchema,
  roleSchema,
  timeSchema,
} from '../platform/contract.ts';
import { ticketKindSchema, urgencySchema } from '../tickets/contract.ts';

/** POST /api/session */
export const signInSchema = z.object({
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
  /** Six digits of an authenticator, or a recovery code; asked for by `second_factor_required`. */
  code: z.string().trim().min(6).max(20).optional(),
});
export const userViewSchema = z.object({
  id: idSchema,
  username: z.string(),
  displayName: bilingualSchema,
  roles: z.array(roleSchema),
  departmentCode: z.string().nullable(),
  locale: langSchema,
});
export type UserView = z.infer<typeof userViewSchema>;
/** GET and POST /api/session */
export const sessionSchema = z.object({
  user: userViewSchema,
  /** Their role wants a second factor: nothing else is open to them before it is set up. */
  mustEnrol: z.boolean(),
  /** Their password was given by somebody else: nothing else is open before they have changed it. */
  mustChangePassword: z.boolean(),
});

/** DELETE /api/session. `next`: where the browser signs out at the identity provider, too. */
export const signedOutSchema = okSchema.extend({ next: z.url().nullable() });

/** GET /api/session/providers: identity providers whose word opens the door. */
export const doorsSchema = z.object({
  items: z.array(z.object({ code: z.string(), name: bilingualSchema })),
});
/** POST /api/session/providers/:code/begin: where the browser goes now. */
export const doorBegunSchema = z.object({ url: z.string() });
/** POST /api/session/providers/:code/finish: the query string that the provider sent the browser back with, as it is. */
export const doorAnswerSchema = z.object({ answer: z.string().max(8_000) });
/** POST /api/session/providers/:code/code: the local second factor, where the provider's does not count. */
export const doorCodeSchema = z.object({ code: z.string().trim().min(6).max(20) });
/** GET /api/lists: small lists that forms and labels need, loaded once. */
export const listsSchema = z.object({
  departments: z.array(
    z.object({
      code: z.string(),
      parentCode: z.string().nullable(),
      name: bilingualSchema,
      /** How its Chinese name is typed: in pinyin, and by first letters. */
      letters: z.string(),
      kind: z.string(),
      areaCode: z.string().nullable(),
      takesTickets: z.boolean(),
      isFallback: z.boolean(),
    }),
  ),
  areas: z.array(
    z.object({
      code: z.string(),
      parentCode: z.string().nullable(),
      level: z.string(),
      name: bilingualSchema,
      cells: z.array(mapCellSchema),
    }),
  ),
  categories: z.array(
    z.object({
      code: z.string(),
      parentCode: z.string().nullable(),
      level: z.number().int(),
      name: bilingualSchema,
      departmentCode: z.string().nullable(),
      defaultKind: ticketKindSchema.nullable(),
      defaultUrgency: urgencySchema.nullable(),
    }),
  ),
  queues: z.array(z.object({ code: z.string(), name: bilingualSchema })),
  skills: z.array(z.object({ code: z.string(), name: bilingualSchema })),
  reasons: z.array(
    z.object({ list: z.string(), code: z.string(), label: bilingualSchema, basis: z.string().nullable() }),
  ),
});
export type Lists = z.infer<typeof listsSchema>;

/** Users as administrators see them. */
export const userListSchema = z.object({
  items: z.array(
    userViewSchema.extend({
      isActive: z.boolean(),
      hasSecondFactor: z.boolean(),
      /** Where reports may be sent to. */
      email: z.string().nullable(),
      /** Open sessions. */
      sessions: z.number().int(),
      /** Shut after too many wrong passwords, until then. */
      lockedUntil: timeSchema.nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
/** PUT /api/admin/users/:id/email. Null takes it away. */
export const userEmailSchema = z.object({ email: z.email().max(200).nullable() });
/** POST /api/admin/keys. The same `commandId` of the same person again is the same key, once. */
export const apiKeyCreateSchema = z.object({
  commandId: idSchema.optional(),
  name: z.string().trim().min(2).max(60),
  roles: z.array(roleSchema).min(1),
  departmentCode: z.string().nullable().default(null),
});
export const apiKeyViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  prefix: z.string(),
  roles: z.array(roleSchema),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});
/** The key itself is shown once. */
export const apiKeyCreatedSchema = apiKeyViewSchema.extend({ key: z.string() });

/** GET /api/account/sessions: where one is signed in, the latest used first. */
export const ownSessionsSchema = z.object({
  items: z.array(
    z.object({
      id: idSchema,
      /** As the browser calls itself. */
      device: z.string(),
      ip: z.string(),
      since: timeSchema,
      /** To the minute. */
      lastUsedAt: timeSchema,
      /** When a person last acted in it, and when it ends if nobody does; null: it lasts its hours. */
      actedAt: timeSchema,
      idleEndsAt: timeSchema.nullable(),
      /** When it ends in any case. */
      expiresAt: timeSchema,
      /** The one that asks. */
      isCurrent: z.boolean(),
    }),
  ),
});
export type OwnSession = z.infer<typeof ownSessionsSchema>['items'][number];
export const endedSchema = z.object({ ended: z.number().int() });

/** GET /api/account/second-factor. `since`: null without one. */
export const secondFactorSchema = z.object({
  since: timeSchema.nullable(),
  /** Recovery codes that were not used yet. */
  recoveryLeft: z.number().int(),
  /** A role of theirs wants it: it cannot be put away. */
  isRequired: z.boolean(),
});
/** POST /api/account/second-factor and …/off: at an open session, somebody else may sit. */
export const ownPasswordSchema = z.object({ password: z.string().min(1).max(256) });
/** POST /api/account/password. What `next` must be is in platform/auth/password.ts: `weak_password` names the faults. */
export const changePasswordSchema = z.object({
  password: z.string().min(1).max(256),
  next: z.string().min(1).max(1_000),
});
/** POST /api/admin/users/:id/temporary-password: told once, to be changed at the first sign-in before `until`. */
export const temporaryPasswordSchema = z.object({ password: z.string(), until: timeSchema });
/** `address` is what an authenticator reads as a QR code (otpauth:), `secret` the same to be typed. */
export const secondFactorBegunSchema = z.object({ secret: z.string(), address: z.string() });
/** POST /api/account/second-factor/confirm */
export const secondFactorConfirmSchema = z.object({ code: z.string().trim().min(6).max(10) });
/** Each opens the door once, without the telephone. Shown once. */
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) });
const passkeyName = z.string().trim().min(1).max(60);
/** GET /api/account/passkeys: `origin` is the address under which they work. */
export const passkeysSchema = z.object({
  origin: z.string(),
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      isSynced: z.boolean(),
      since: timeSchema,
      lastUsedAt: timeSchema.nullable(),
    }),
  ),
});
/** POST /api/account/passkeys */
export const passkeyKeepSchema = z.object({ name: passkeyName, made: passkeyMadeSchema });
/** PUT /api/account/passkeys/:id */
export const passkeyRenameSchema = z.object({ name: passkeyName });
/** POST /api/session/passkey */
export const passkeySignInSchema = z.object({ proof: passkeyProofSchema });
export { passkeyToMakeSchema, passkeyToProveSchema } from '../platform/auth/contract.ts';

/** GET and PUT /api/admin/second-factor: whose people sign in with a second factor. */
export const secondFactorRolesSchema = z.object({ roles: z.array(roleSchema).max(20) });
