// The audit trail as administrators read it: who did or looked at what, and when.
import { z } from 'zod';
import {
  asOfSchema,
  bilingualSchema,
  idSchema,
  pageOf,
  pageQuerySchema,
  timeSchema,
} from '../../platform/contract.ts';

/** GET /api/admin/audit: the latest first. Filters narrow each other. */
export const auditQuerySchema = pageQuerySchema.extend({
  /** A part of a user name or of a name; also of the name that somebody tried to sign in with. */
  who: z.string().trim().min(1).max(60).optional(),
  action: z.string().max(60).optional(),
  /** Everything about one thing. */
  subjectId: z.string().max(100).optional(),
  /** From this moment on, and before that one. */
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

/** GET /api/reveals: who looked at what is otherwise starred out or sealed, why, and when; for supervisors. */
export const revealsQuerySchema = auditQuerySchema.omit({ action: true });

export const auditEntrySchema = z.object({
  id: z.string(),
  at: timeSchema,
  /** Null: the system itself, or somebody who did not get in. */
  actor: z
    .object({
      id: idSchema,
      kind: z.enum(['person', 'key']),
      name: bilingualSchema,
      username: z.string().nullable(),
    })
    .nullable(),
  action: z.string(),
  /** `label` is what people know it by, if it still exists: a ticket's number, an article's title. */
  subject: z.object({ type: z.string(), id: z.string(), label: bilingualSchema.nullable() }),
  detail: z.record(z.string(), z.unknown()),
  ip: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = pageOf(auditEntrySchema).extend({ asOf: asOfSchema });
export type AuditPage = z.infer<typeof auditPageSchema>;

/** GET /api/admin/audit/actions: the deeds that the trail holds, to choose from. */
export const auditActionsSchema = z.object({ items: z.array(z.string()) });
