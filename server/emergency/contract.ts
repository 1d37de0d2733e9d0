// The emergency command: how it is reached, what it gets, what it answers, and what administrators and supervisors see.
import { z } from 'zod';
import { bilingualSchema, idSchema, pageOf, timeSchema } from '../platform/contract.ts';
import { webhookFailureSchema } from '../webhooks/contract.ts';
import { overdueNewsSchema } from './notice.ts';
import { dangerSchema, handOffNewsSchema, placeSchema, urgencySchema } from '../tickets/contract.ts';

const words = z.string().trim().min(1).max(80);
const address = z.url({ protocol: /^https?$/ }).max(500);

const centreShape = {
  nameZh: words,
  nameEn: words,
  phone: z.string().regex(/^\+?\d{3,15}$/),
  url: address,
  /** Takes messages of CAP 1.2; null: it takes none. */
  capUrl: address.nullable(),
  /** Seconds until the supervisor is told that nobody has confirmed. */
  ackWithinS: z.number().int().min(5).max(3_600),
};
/** The command as a city's pack brings it. */
export const centrePackSchema = z.strictObject(centreShape);
/** PUT /api/admin/emergency; `version` 0 where there is none yet. */
export const centreInputSchema = z.object({
  ...centreShape,
  isActive: z.boolean(),
  version: z.number().int().min(0),
});
export type CentreInput = z.infer<typeof centreInputSchema>;
export const centreViewSchema = centreInputSchema.extend({
  /** Answered by the demonstration's own double. */
  isDemo: z.boolean(),
  failingSince: timeSchema.nullable(),
  waiting: z.number().int(),
});
export type CentreView = z.infer<typeof centreViewSchema>;
/** GET /api/admin/emergency */
export const centrePageSchema = z.object({ centre: centreViewSchema.nullable() });

/** POST …/keys: the new key, shown once. `ours` signs what we send, `theirs` what they send. */
export const keySideSchema = z.enum(['ours', 'theirs']);
export const newKeySchema = z.object({ side: keySideSchema });
export const madeKeySchema = z.object({ key: z.string() });

export const formatSchema = z.enum(['json', 'cap']);
export const deliverySchema = z.object({
  id: idSchema,
  number: z.string(),
  format: formatSchema,
  attempts: z.number().int(),
  status: z.number().int().nullable(),
  failure: webhookFailureSchema.nullable(),
  createdAt: timeSchema,
  nextAt: timeSchema.nullable(),
  deliveredAt: timeSchema.nullable(),
  acknowledgedAt: timeSchema.nullable(),
  theirNumber: z.string().nullable(),
});
export type EmergencyDelivery = z.infer<typeof deliverySchema>;
export const deliveryLogSchema = pageOf(deliverySchema);

/** What the command gets, signed as webhooks are. The same `handOffId` again is the same case. */
export const handOffBodySchema = z.object({
  type: z.literal('emergency.hand_off'),
  timestamp: timeSchema,
  data: z.object({
    handOffId: idSchema,
    /** More about a case that was handed over before: that one's id. */
    updates: idSchema.nullable(),
    number: z.string(),
    danger: dangerSchema,
    urgency: urgencySchema,
    kind: z.string(),
    title: z.string(),
    text: z.string(),
    note: z.string(),
    persons: z.number().int().nullable(),
    place: placeSchema.extend({ names: bilingualSchema }),
    callbackNumber: z.string().nullable(),
    callerName: z.string().nullable(),
    /** The reporter wants to stay unnamed: nothing says who it is. */
    isSealed: z.boolean(),
    channel: z.string(),
    lang: z.string(),
    /** Where the words and the recording lie here. */
    records: z.object({
      ticket: z.url(),
      conversationId: idSchema.nullable(),
      interactionId: idSchema.nullable(),
    }),
    confirmWithinS: z.number().int(),
  }),
});
export type HandOffBody = z.infer<typeof handOffBodySchema>;

/** POST /api/emergency/callback, signed with `theirs`. `webhook-id` names the message: twice, it changes nothing. */
export const callbackSchema = z.object({
  type: handOffNewsSchema.extract(['acknowledged', 'status', 'closed']),
  handOffId: idSchema,
  theirNumber: z.string().trim().min(1).max(60).optional(),
  text: z.string().trim().max(500).optional(),
});

/** GET /api/emergency/unconfirmed: what supervisors must ring about. */
export const unconfirmedSchema = z.object({ items: z.array(overdueNewsSchema) });
export type Unconfirmed = z.infer<typeof overdueNewsSchema>;
