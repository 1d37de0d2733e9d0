// Sign-in, people, and the lists that every screen chooses from.
import { z } from 'zod';
import { bilingualSchema, idSchema, langSchema, roleSchema } from '../platform/contract.ts';
import { ticketKindSchema, urgencySchema } from '../tickets/contract.ts';

/** POST /api/session */
export const signInSchema = z.object({
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
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
export const sessionSchema = z.object({ user: userViewSchema });

/** GET /api/lists: small lists that forms and labels need, loaded once. */
export const listsSchema = z.object({
  departments: z.array(
    z.object({
      code: z.string(),
      parentCode: z.string().nullable(),
      name: bilingualSchema,
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
  items: z.array(userViewSchema.extend({ isActive: z.boolean() })),
  nextCursor: z.string().nullable(),
});
export const apiKeyCreateSchema = z.object({
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
