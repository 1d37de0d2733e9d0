// Warnings and notices to everybody: what staff write, what the portal shows, what telephones ask for.
import { z } from 'zod';
import { bilingualSchema, idSchema, mapCellSchema, timeSchema, tongueSchema } from '../platform/contract.ts';

export const broadcastKindSchema = z.enum(['weather', 'emergency', 'service']);
export type BroadcastKind = z.infer<typeof broadcastKindSchema>;
/** 红、橙、黄、蓝 of China's warnings, the gravest first. */
export const broadcastLevelSchema = z.enum(['red', 'orange', 'yellow', 'blue']);
export type BroadcastLevel = z.infer<typeof broadcastLevelSchema>;
export const broadcastMessageSchema = z.enum(['alert', 'update', 'cancel']);

const mostDays = 30;
const dayMs = 86_400_000;
const title = z.string().trim().min(2).max(60);
const text = z.string().trim().min(2).max(1_000);

/** What a warning says, to whom and how long. */
export const broadcastContentSchema = z
  .object({
    kind: broadcastKindSchema,
    level: broadcastLevelSchema,
    titleZh: title,
    titleEn: title,
    textZh: text,
    textEn: text,
    /** Codes of districts, streets or communities; none: the whole city. */
    areaCodes: z
      .array(z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/))
      .max(100)
      .default([]),
    effectiveAt: timeSchema,
    expiresAt: timeSchema,
    /** Callers hear it before they wait. */
    isSpoken: z.boolean(),
    /** Goes to the telephones that asked for warnings of these areas. */
    sendsSms: z.boolean(),
  })
  .refine(({ effectiveAt, expiresAt }) => Date.parse(expiresAt) > Date.parse(effectiveAt), {
    path: ['expiresAt'],
    message: 'ends before it begins',
  })
  .refine(
    ({ effectiveAt, expiresAt }) => Date.parse(expiresAt) - Date.parse(effectiveAt) <= mostDays * dayMs,
    { path: ['expiresAt'], message: `lasts longer than ${mostDays} days` },
  );
export type BroadcastContent = z.infer<typeof broadcastContentSchema>;
/** POST /api/broadcasts and /api/broadcasts/:id/update. The id is the caller's: the same again is one warning. */
export const issueBroadcastSchema = z.object({ id: idSchema, content: broadcastContentSchema });

/** As everybody sees it. */
export const publicBroadcastSchema = z.object({
  id: idSchema,
  kind: broadcastKindSchema,
  level: broadcastLevelSchema,
  title: bilingualSchema,
  text: bilingualSchema,
  area: bilingualSchema,
  /** Who says so, where that is somebody else. */
  source: bilingualSchema.nullable(),
  effectiveAt: timeSchema,
  expiresAt: timeSchema,
});
export type PublicBroadcast = z.infer<typeof publicBroadcastSchema>;
export const publicBroadcastsSchema = z.object({ items: z.array(publicBroadcastSchema) });

export const broadcastViewSchema = publicBroadcastSchema.extend({
  areaCodes: z.array(z.string()),
  isSpoken: z.boolean(),
  sendsSms: z.boolean(),
  /** Text messages that went out so far. */
  smsCount: z.number().int(),
  state: z.enum(['planned', 'in_force', 'expired', 'replaced', 'cancelled']),
  isOurs: z.boolean(),
  identifier: z.string(),
  sentAt: timeSchema,
  by: bilingualSchema.nullable(),
});
export type BroadcastView = z.infer<typeof broadcastViewSchema>;
/** GET /api/broadcasts: in force and planned first, then the latest that are over. */
export const broadcastListSchema = z.object({
  items: z.array(broadcastViewSchema),
  subscribers: z.number().int(),
});

/** POST /api/broadcasts/cap: what became of a message. */
export const capReceiptSchema = z.object({
  /** `ignored`: a test, an exercise, not public, or an acknowledgement. `known`: it had come before. */
  outcome: z.enum(['issued', 'updated', 'cancelled', 'known', 'ignored']),
  id: idSchema.nullable(),
});
export type CapReceipt = z.infer<typeof capReceiptSchema>;

const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d -]{7,20}$/);
const code = z.string().regex(/^\d{6}$/);
/** POST /api/citizen/broadcasts/codes: sends a code to the telephone. */
export const subscriptionCodeSchema = z.object({ phone, lang: tongueSchema.default('zh') });
/** POST /api/citizen/broadcasts/subscriptions; again it replaces the areas. */
export const subscribeSchema = z.object({
  phone,
  code,
  areaCodes: broadcastContentSchema.shape.areaCodes,
  lang: tongueSchema.default('zh'),
});
/** POST /api/citizen/broadcasts/subscriptions/end */
export const unsubscribeSchema = z.object({ phone, code });
/** GET /api/citizen/areas: districts, streets below them and, if asked for, communities below those, to choose from. */
export const publicAreasQuerySchema = z.object({ communities: z.stringbool().default(false) });
export const publicAreasSchema = z.object({
  items: z.array(
    z.object({
      code: z.string(),
      parentCode: z.string().nullable(),
      name: bilingualSchema,
      /** Where it stands on the map of the area above; left out when nothing says where. */
      cells: z.array(mapCellSchema).optional(),
    }),
  ),
});

/** Rows of a pack's broadcasts.json: hours count from when the pack is applied. */
export const broadcastPackSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  kind: broadcastKindSchema,
  level: broadcastLevelSchema,
  titleZh: title,
  titleEn: title,
  textZh: text,
  textEn: text,
  areaCodes: z.array(z.string()),
  lastsHours: z
    .number()
    .int()
    .min(1)
    .max(mostDays * 24),
});
