// Rows of Interaction and Offer as hand-written statements give them.
import { z } from 'zod';
import { channelSchema } from '../platform/contract.ts';
import { interactionStateSchema } from './contract.ts';

export const interactionRow = z.object({
  id: z.string(),
  conversationId: z.string(),
  citizenId: z.string(),
  channel: channelSchema,
  queueCode: z.string(),
  state: interactionStateSchema,
  priority: z.number().int(),
  lang: z.string(),
  requiredSkills: z.record(z.string(), z.number().int()),
  preferredAgentId: z.string().nullable(),
  agentId: z.string().nullable(),
  offerId: z.string().nullable(),
  arrivedAt: z.date(),
  offeredAt: z.date().nullable(),
  acceptedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  wrapUpEndsAt: z.date().nullable(),
  closedAt: z.date().nullable(),
  disposition: z.string().nullable(),
  wrapUpNote: z.string().nullable(),
  passOnNote: z.string().nullable(),
  passOnById: z.string().nullable(),
  callRef: z.string().nullable(),
  refusal: z.enum(['closed', 'full']).nullable(),
  notBefore: z.date().nullable(),
  isCallback: z.boolean(),
});
export type InteractionRow = z.infer<typeof interactionRow>;

/** Queue.rings */
export const ringsSchema = z.array(
  z.object({
    afterS: z.number().int().positive(),
    dropSkills: z.array(z.string()).default([]),
    addQueues: z.array(z.string()).default([]),
  }),
);

/** Times come as text when the row is joined as one value. */
export const offerRow = z.object({
  id: z.string(),
  interactionId: z.string(),
  agentId: z.string(),
  outcome: z.enum(['pending', 'accepted', 'declined', 'timed_out', 'withdrawn']),
  offeredAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
});
export type OfferRow = z.infer<typeof offerRow>;
