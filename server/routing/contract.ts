// Interactions, offers and presence as people and programs see them.
import { z } from 'zod';
import { bilingualSchema, channelSchema, idSchema, langSchema, timeSchema } from '../platform/contract.ts';

/** States that an agent may choose. `offline` and `not_responding` are set by the system. */
export const chosenPresenceSchema = z.enum(['available', 'away', 'break', 'training']);
export const presenceStateSchema = z.enum([...chosenPresenceSchema.options, 'offline', 'not_responding']);
export type PresenceState = z.infer<typeof presenceStateSchema>;

export const presenceViewSchema = z.object({
  agentId: idSchema,
  name: bilingualSchema,
  state: presenceStateSchema,
  reason: z.string().nullable(),
  since: timeSchema,
  /** Shares in use and in all: a call takes all, a chat or text message one. */
  load: z.number().int(),
  capacity: z.number().int(),
});
export type PresenceView = z.infer<typeof presenceViewSchema>;

export const interactionStateSchema = z.enum([
  'waiting',
  'offered',
  'active',
  'wrap_up',
  'closed',
  'abandoned',
  'refused',
]);

export const interactionViewSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  citizenId: idSchema,
  channel: channelSchema,
  queueCode: z.string(),
  state: interactionStateSchema,
  priority: z.number().int(),
  lang: langSchema,
  agentId: idSchema.nullable(),
  arrivedAt: timeSchema,
  acceptedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  wrapUpEndsAt: timeSchema.nullable(),
  closedAt: timeSchema.nullable(),
  disposition: z.string().nullable(),
});
export type InteractionView = z.infer<typeof interactionViewSchema>;

/** An offer on an agent's screen: who is it, what is it about, how long may I think. */
export const offerViewSchema = z.object({
  id: idSchema,
  interaction: interactionViewSchema,
  citizenName: z.string().nullable(),
  /** First words of the citizen, at most 120 characters. */
  preview: z.string(),
  offeredAt: timeSchema,
  expiresAt: timeSchema,
});
export type OfferView = z.infer<typeof offerViewSchema>;

export const setPresenceSchema = z.object({
  state: chosenPresenceSchema,
  reason: z.string().max(40).optional(),
});
export const offerAnswerSchema = z.object({ offerId: idSchema });
/** The agent (or the citizen's hang-up) ends the contact; wrap-up begins. */
export const endInteractionSchema = z.object({ interactionId: idSchema });
export const wrapUpSchema = z.object({
  interactionId: idSchema,
  disposition: z.string().min(1).max(40),
  note: z.string().max(2_000).optional(),
});

/** GET /api/routing/board: what waits and who works, for supervisors. */
export const routingBoardSchema = z.object({
  queues: z.array(
    z.object({
      code: z.string(),
      name: bilingualSchema,
      waiting: z.number().int(),
      longestWaitMs: z.number().int(),
      offered: z.number().int(),
      active: z.number().int(),
    }),
  ),
  agents: z.array(presenceViewSchema),
  /** Over the rolling 24 hours: accepted within 15 s ÷ all; accepted ÷ all (GB/T 33358). */
  serviceLevel15s: z.number().nullable(),
  connectionRate: z.number().nullable(),
  arrived24h: z.number().int(),
});
export type RoutingBoard = z.infer<typeof routingBoardSchema>;
