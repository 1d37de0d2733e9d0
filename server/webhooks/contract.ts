// What administrators see of webhooks, and what receivers get.
import { z } from 'zod';
import { idSchema, pageOf, pageQuerySchema, timeSchema } from '../platform/contract.ts';

/** Lines of a ticket's timeline that others can be told of. */
export const webhookEventSchema = z.enum([
  'create',
  'dispatch',
  'force_dispatch',
  'accept',
  'return',
  'contact',
  'reply',
  'approve',
  'send_back',
  'extend',
  'ask_citizen',
  'citizen_answered',
  'follow_up',
  'close',
  'rework',
  'decline',
  'refer',
  'merge',
  'unmerge',
  'split',
  'urge',
  'supervise',
  'co_handle',
  'co_answer',
  'clock_warning',
  'clock_breach',
]);

/** POST and PUT /api/admin/webhooks: without events it is told of all, without a department of all departments. */
export const webhookInputSchema = z.object({
  name: z.string().trim().min(2).max(60),
  url: z.url({ protocol: /^https?$/ }).max(500),
  events: z.array(webhookEventSchema).max(webhookEventSchema.options.length),
  departmentCode: z.string().max(60).nullable(),
  isActive: z.boolean(),
});
/** The same `commandId` of the same person again is the same webhook, once. */
export const webhookMakeSchema = webhookInputSchema.extend({ commandId: idSchema.optional() });
/** `version`: the one that was read. */
export const webhookChangeSchema = webhookInputSchema.extend({ version: z.number().int() });
export const webhookViewSchema = webhookInputSchema.extend({
  id: idSchema,
  version: z.number().int(),
  createdAt: timeSchema,
  /** The address answers nothing, or failures, since then. */
  failingSince: timeSchema.nullable(),
  /** Not asked again before. */
  pausedUntil: timeSchema.nullable(),
  /** News that are still to be delivered. */
  waiting: z.number().int(),
});
export type WebhookView = z.infer<typeof webhookViewSchema>;
export const webhookListSchema = z.object({ items: z.array(webhookViewSchema) });
/** The secret is shown once: `whsec_` and base64, as Standard Webhooks has it. */
export const webhookSecretSchema = z.object({ id: idSchema, secret: z.string() });
/** Why something was not delivered; `refused`: its status says more. */
export const webhookFailureSchema = z.enum(['address_forbidden', 'too_slow', 'unreachable', 'refused']);
export type WebhookFailure = z.infer<typeof webhookFailureSchema>;
/** POST …/:id/test: what the address answered to an event of type `ping`. */
export const webhookTestSchema = z.object({
  status: z.number().int().nullable(),
  failure: webhookFailureSchema.nullable(),
  ms: z.number().int(),
});

export const deliveryStateSchema = z.enum(['waiting', 'retrying', 'delivered', 'skipped']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;
export const deliveryQuerySchema = pageQuerySchema.extend({ state: deliveryStateSchema.optional() });
export const deliveryViewSchema = z.object({
  id: idSchema,
  ticketId: idSchema,
  /** The ticket's number. */
  number: z.string(),
  seq: z.number().int(),
  type: z.string(),
  state: deliveryStateSchema,
  attempts: z.number().int(),
  status: z.number().int().nullable(),
  failure: webhookFailureSchema.nullable(),
  createdAt: timeSchema,
  nextAt: timeSchema.nullable(),
  deliveredAt: timeSchema.nullable(),
});
export type DeliveryView = z.infer<typeof deliveryViewSchema>;
export const deliveryPageSchema = pageOf(deliveryViewSchema);
/** POST …/:id/replay: everything since then is sent once more. */
export const replaySchema = z.object({ since: timeSchema });
export const replayedSchema = z.object({ count: z.number().int() });

/** What a receiver gets. Its `webhook-id` stays the same when it comes again. */
export const webhookBodySchema = z.object({
  type: z.string(),
  timestamp: timeSchema,
  data: z.object({
    ticketId: idSchema,
    number: z.string(),
    seq: z.number().int(),
    fromState: z.string().nullable(),
    toState: z.string(),
    kind: z.string(),
    urgency: z.string(),
    categoryCode: z.string().nullable(),
    departmentCode: z.string().nullable(),
    districtCode: z.string().nullable(),
    /** The earliest time limit that runs. */
    dueAt: timeSchema.nullable(),
  }),
});
