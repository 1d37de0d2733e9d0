// Shapes that every room's contract uses. Contracts are zod schemas only: the front ends import them too.
import { z } from 'zod';
import { tongueCodes } from './tongue.ts';

export const idSchema = z.uuid();
export const timeSchema = z.iso.datetime();
/** Of what a row says: another mark, other words. Whoever writes sends the one that they have seen. */
export const markSchema = z.string().length(16);
/** Figures read from a replica: everything up to then is in them. Null: everything up to now. */
export const asOfSchema = timeSchema.nullable();
/** A text in both languages of the interface. */
export const bilingualSchema = z.object({ zh: z.string(), en: z.string() });
/** A place on the grid of a map: columns from the left, rows from the top, from 0. */
export const mapCellSchema = z.object({ x: z.number().int(), y: z.number().int() });
export type MapCell = z.infer<typeof mapCellSchema>;
export type Bilingual = z.infer<typeof bilingualSchema>;

/** What every refused request answers; `message` is in the reader's language. */
export const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The five grades of every rating, a ticket's, too: 5 非常满意 … 1 非常不满意. Best first. */
export const scores = [5, 4, 3, 2, 1] as const;
export const scoreSchema = z.number().int().min(1).max(5);
/** 4 (满意) and 5 (非常满意) are satisfied; 3 (一般) is not. */
export const satisfiedFrom = 4;
/** 2 (不满意) and 1 (非常不满意) are poor: somebody looks at what was said. */
export const poorUpTo = 2;

export const channelSchema = z.enum(['voice', 'chat', 'sms', 'web', 'email']);
export const langSchema = z.enum(['zh', 'en']);
/** A citizen's language and script: what the city writes to their telephone. */
export const tongueSchema = z.enum(tongueCodes);
export const roleSchema = z.enum([
  'agent',
  'dispatcher',
  'officer',
  'lead',
  'supervisor',
  'editor',
  'reviewer',
  'admin',
  'observer',
]);
export type Role = z.infer<typeof roleSchema>;

/** Keyset paging: `cursor` is opaque and comes from the answer before. */
export const pageQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** One page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const okSchema = z.object({ ok: z.literal(true) });

/** Which of a citizen's data somebody asks to see: the telephone numbers, or what stands in the texts. */
export const revealSchema = z.object({ what: z.enum(['phone', 'words']) });
/** Why somebody may see them. Written down with each look. */
export const revealGroundSchema = z.enum([
  'in_conversation',
  'lead_department',
  'dispatch_desk',
  'follow_up',
  'supervision',
]);
export type RevealGround = z.infer<typeof revealGroundSchema>;
/** What was hidden: `masked` as it stands on the page, `kind` of knowledge/personal. */
export const revealedSchema = z.object({
  ground: revealGroundSchema,
  items: z.array(z.object({ kind: z.string(), masked: z.string(), value: z.string() })),
});
export type Revealed = z.infer<typeof revealedSchema>;

/** The classifier's model that a process asks. */
export const modelStateSchema = z.object({
  madeAt: z.iso.datetime(),
  isShipped: z.boolean(),
  /** Why the city's newer file is not taken; null: nothing is wrong. */
  fault: z.string().nullable(),
});
export type ModelState = z.infer<typeof modelStateSchema>;
