// Interactions, offers and presence as people and programs see them.
import { z } from 'zod';
import { bilingualSchema, channelSchema, idSchema, langSchema, timeSchema } from '../platform/contract.ts';

/** States that an agent may choose. `offline` and `not_responding` are set by the system. */
export const chosenPresenceSchema = z.enum(['available', 'away', 'break', 'training']);
export const presenceStateSchema = z.enum([...chosenPresenceSchema.options, 'offline', 'not_responding']);
export type PresenceState = z.infer<typeof presenceStateSchema>;

/** Why an agent is away who is on a colleague's call: set when they join it, and taken back when they leave. */
export const inOthersCall = 'in_call';

/** What an agent did on one channel in a span of time. */
export const shiftChannelSchema = z.object({
  channel: channelSchema,
  /** Offers: accepted, declined, run out. */
  taken: z.number().int(),
  declined: z.number().int(),
  missed: z.number().int(),
  /** Contacts whose talk was over, and their seconds of talk and of wrap-up. */
  finished: z.number().int(),
  contactS: z.number(),
  wrapUpS: z.number(),
});
export type ShiftChannel = z.infer<typeof shiftChannelSchema>;

export const presenceViewSchema = z.object({
  agentId: idSchema,
  name: bilingualSchema,
  state: presenceStateSchema,
  reason: z.string().nullable(),
  since: timeSchema,
  /** Shares in use and in all: a call takes all, a chat or text message one. */
  load: z.number().int(),
  capacity: z.number().int(),
  /** The console accepts by itself what is offered. */
  autoAnswer: z.boolean(),
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

/** Why a contact was not let in: the queue is closed, or too many wait in it. */
export const refusalSchema = z.enum(['closed', 'full']);

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
  refusal: refusalSchema.nullable(),
  /** The citizen does not hold the line: we call when somebody is free. */
  isCallback: z.boolean(),
  /** Its turn comes no sooner. */
  notBefore: timeSchema.nullable(),
});
export type InteractionView = z.infer<typeof interactionViewSchema>;

/** An offer on an agent's screen: who is it, what is it about, how long may I think. */
export const offerViewSchema = z.object({
  id: idSchema,
  interaction: interactionViewSchema,
  citizenName: z.string().nullable(),
  /** The colleague who passed it on, to this agent or to the queue. */
  passedOnBy: bilingualSchema.nullable(),
  /** What the colleague tells whoever comes next. */
  passOnNote: z.string().nullable(),
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
export const autoAnswerSchema = z.object({ isOn: z.boolean() });
export const offerAnswerSchema = z.object({ offerId: idSchema });
/** The agent (or the citizen's hang-up) ends the contact; wrap-up begins. */
export const endInteractionSchema = z.object({ interactionId: idSchema });
export const wrapUpSchema = z.object({
  interactionId: idSchema,
  disposition: z.string().min(1).max(40),
  note: z.string().max(2_000).optional(),
});

/**
 * What a supervisor switches for the whole house: other call flows, no answers by the machine on a channel, and work
 * that browsers of unknown citizens do before they write (`guard`, for two hours).
 */
export const switchNameSchema = z.enum([
  'surge',
  'emergency',
  'no_answers_chat',
  'no_answers_sms',
  'no_answers_voice',
  'guard',
]);
export type SwitchName = z.infer<typeof switchNameSchema>;
/** PUT /api/routing/switches/:name */
export const setSwitchSchema = z.object({ isOn: z.boolean() });
export const switchViewSchema = z.object({
  name: switchNameSchema,
  isOn: z.boolean(),
  changedBy: bilingualSchema.nullable(),
  changedAt: timeSchema.nullable(),
});
export type SwitchView = z.infer<typeof switchViewSchema>;

/** GET /api/routing/agents/:id/queues, and the answer to PUT …/queues/:code {isIn}. */
export const agentQueuesSchema = z.object({
  items: z.array(
    z.object({
      code: z.string(),
      name: bilingualSchema,
      isIn: z.boolean(),
      /** When what a supervisor changed ends; null: as the staff list has it. */
      until: timeSchema.nullable(),
      /** Skills that the queue asks for beyond the agent's: code → level. */
      missing: z.record(z.string(), z.number()),
    }),
  ),
});
export type AgentQueues = z.infer<typeof agentQueuesSchema>;
export const setAgentQueueSchema = z.object({ isIn: z.boolean() });

/** What an agent who passes a contact on tells the next one: the citizen need not say it all again. */
export const passOnNoteSchema = z.string().trim().max(500);

/** Passes a contact on: to a colleague, whom it is offered to, or to another queue, at its old place. */
export const passOnSchema = z.object({
  interactionId: idSchema,
  to: z.union([z.object({ agentId: idSchema }), z.object({ queueCode: z.string().min(1).max(40) })]),
});
/** GET /api/routing/targets: who can take a contact now, and the queues it can be passed on to. */
export const passOnTargetsSchema = z.object({
  colleagues: z.array(
    z.object({
      userId: idSchema,
      name: bilingualSchema,
      /** Has nothing else in hand, as a call wants it. */
      takesCalls: z.boolean(),
    }),
  ),
  queues: z.array(
    z.object({
      code: z.string(),
      name: bilingualSchema,
      waiting: z.number().int(),
      isOpen: z.boolean(),
      /** Serves the telephone: no call is sent to a queue for letters. */
      takesCalls: z.boolean(),
      /** Somebody who takes its contacts is there, perhaps with one in hand. */
      isStaffed: z.boolean(),
      /** Present where a department answers itself. */
      departmentCode: z.string().nullable(),
    }),
  ),
});

/** POST /api/routing/interactions/:id/steer: a supervisor's hand. */
export const steerSchema = z.discriminatedUnion('do', [
  /** To oneself, at once. */
  z.object({ do: z.literal('take') }),
  z.object({ do: z.literal('push'), agentId: idSchema }),
  z.object({ do: z.literal('move'), queueCode: z.string().min(1).max(40) }),
  z.object({ do: z.literal('prioritise'), priority: z.number().int().min(-9).max(9) }),
]);
export type Steer = z.infer<typeof steerSchema>;

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
      /** Citizens who are called back, later or when somebody is free. */
      callbacks: z.number().int(),
      isOpen: z.boolean(),
    }),
  ),
  switches: z.array(switchViewSchema),
  agents: z.array(presenceViewSchema),
  /** Over the rolling 24 hours: accepted within 15 s ÷ all; accepted ÷ all (GB/T 33358). */
  serviceLevel15s: z.number().nullable(),
  connectionRate: z.number().nullable(),
  /** Over the rolling 24 hours: text messages answered within 3 minutes ÷ all (GB/T 33358). */
  smsAnswered3min: z.number().nullable(),
  /** Text messages that are about to wait too long for an answer, or have; the longest first. */
  lateSms: z.array(
    z.object({
      interactionId: idSchema,
      queueCode: z.string(),
      askedAt: timeSchema,
      isEscalated: z.boolean(),
    }),
  ),
  arrived24h: z.number().int(),
  /** Waits that were told and have come to an end in 24 hours: how far the estimate was from the truth. */
  estimate: z.object({
    told: z.number().int(),
    /** Mean of the absolute error, seconds; null when none was told. */
    meanErrorS: z.number().nullable(),
    /** Mean of told less real, seconds: above 0 we promise too long a wait. */
    biasS: z.number().nullable(),
  }),
});
export type RoutingBoard = z.infer<typeof routingBoardSchema>;
