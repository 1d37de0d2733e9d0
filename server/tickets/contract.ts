// Tickets, their clocks and timeline as staff, citizens and programs see them.
import { z } from 'zod';
import {
  bilingualSchema,
  channelSchema,
  idSchema,
  langSchema,
  pageQuerySchema,
  timeSchema,
} from '../platform/contract.ts';

export const ticketKindSchema = z.enum([
  'inquiry',
  'complaint',
  'suggestion',
  'help',
  'report',
  'criticism',
  'praise',
  'disclosure_request',
]);
export type TicketKind = z.infer<typeof ticketKindSchema>;
export const urgencySchema = z.enum(['ordinary', 'urgent', 'emergency']);
export const ticketStateSchema = z.enum([
  'received',
  'dispatched',
  'accepted',
  'replied',
  'approved',
  'follow_up',
  'closed',
  'returned',
  'waiting_citizen',
  'rework',
  'merged',
  'declined',
  'referred',
]);
export type TicketState = z.infer<typeof ticketStateSchema>;

export const placeSchema = z.object({
  address: z.string().max(200).optional(),
  districtCode: z.string().max(6).optional(),
  streetCode: z.string().max(9).optional(),
  communityCode: z.string().max(12).optional(),
});

/** POST /api/tickets. `id` is made by the caller: creating it again answers with the ticket that exists. */
export const createTicketSchema = z.object({
  id: idSchema,
  kind: ticketKindSchema,
  urgency: urgencySchema.default('ordinary'),
  title: z.string().trim().min(2).max(120),
  text: z.string().trim().min(2).max(8_000),
  channel: channelSchema,
  lang: langSchema.default('zh'),
  categoryCode: z.string().max(40).optional(),
  place: placeSchema.default({}),
  citizenId: idSchema.optional(),
  citizenName: z.string().trim().max(40).optional(),
  citizenPhone: z.string().trim().max(20).optional(),
  sealed: z.boolean().default(false),
  partyConcerned: z.string().max(120).optional(),
  conversationId: idSchema.optional(),
  interactionId: idSchema.optional(),
});
export type CreateTicket = z.infer<typeof createTicketSchema>;

const commandBase = z.object({
  /** Made by the caller: the same command sent twice happens once. */
  commandId: idSchema,
  /** The version that the actor saw; another one is answered with `version_conflict`. */
  version: z.number().int().min(0),
});

/** POST /api/tickets/:id/commands. One schema per command; guards and roles are in core.ts. */
export const ticketCommandSchema = z.discriminatedUnion('command', [
  commandBase.extend({
    command: z.literal('dispatch'),
    departmentCode: z.string().min(1).max(40),
    categoryCode: z.string().max(40).optional(),
    urgency: urgencySchema.optional(),
    note: z.string().max(500).optional(),
  }),
  commandBase.extend({ command: z.literal('accept') }),
  commandBase.extend({
    command: z.literal('return'),
    ground: z.string().min(1).max(40),
    legalBasis: z.string().trim().min(2).max(300),
    proposedDepartmentCode: z.string().min(1).max(40),
    note: z.string().max(500).optional(),
  }),
  commandBase.extend({
    command: z.literal('contact'),
    how: z.enum(['phone', 'visit', 'sms', 'other']),
    note: z.string().trim().min(2).max(500),
  }),
  commandBase.extend({
    command: z.literal('reply'),
    publicReply: z.string().trim().min(5).max(4_000),
    internalRecord: z.string().trim().max(4_000).default(''),
    isTrue: z.boolean(),
    isBeyondDuty: z.boolean().default(false),
    isSolved: z.boolean(),
  }),
  commandBase.extend({ command: z.literal('approve'), note: z.string().max(500).optional() }),
  commandBase.extend({ command: z.literal('send_back'), reason: z.string().trim().min(2).max(500) }),
  commandBase.extend({
    command: z.literal('extend'),
    ground: z.string().min(1).max(40),
    basis: z.string().trim().min(2).max(300),
    workingDays: z.number().int().min(1).max(30),
  }),
  commandBase.extend({ command: z.literal('ask_citizen'), question: z.string().trim().min(2).max(500) }),
  commandBase.extend({ command: z.literal('citizen_answered'), text: z.string().trim().min(1).max(4_000) }),
  commandBase.extend({
    command: z.literal('follow_up'),
    how: z.enum(['phone', 'sms', 'link']),
    /** 1 非常不满意 … 5 非常满意; absent when nobody answered: no praise. */
    score: z.number().int().min(1).max(5).optional(),
    reasons: z.array(z.string().max(40)).max(8).default([]),
    comment: z.string().max(1_000).optional(),
  }),
  commandBase.extend({ command: z.literal('close'), note: z.string().max(500).optional() }),
  commandBase.extend({ command: z.literal('urge'), text: z.string().max(1_000).optional() }),
  commandBase.extend({ command: z.literal('supervise'), note: z.string().trim().min(2).max(500) }),
  commandBase.extend({ command: z.literal('note'), text: z.string().trim().min(1).max(2_000) }),
  commandBase.extend({
    command: z.literal('decline'),
    ground: z.string().min(1).max(40),
    legalBasis: z.string().trim().min(2).max(300),
  }),
  commandBase.extend({
    command: z.literal('refer'),
    to: z.string().trim().min(2).max(80),
    note: z.string().max(500).optional(),
  }),
  commandBase.extend({ command: z.literal('merge'), mainTicketId: idSchema }),
]);
export type TicketCommand = z.infer<typeof ticketCommandSchema>;
export type CommandName = TicketCommand['command'];

export const clockNameSchema = z.enum(['dispatch', 'accept', 'first_contact', 'resolve', 'return']);

/**
 * What of a ticket's life counts in a figure of the evaluation (DESIGN §6); definitions are in reports/contract.ts.
 * The order is that of the scorecard's columns.
 */
export const outcomeKindSchema = z.enum([
  'received',
  'closed',
  'response',
  'resolution',
  'satisfaction',
  'dispatch_on_time',
  'accept_on_time',
  'first_contact_on_time',
  'resolve_on_time',
  'return_on_time',
  'returned',
  'bounced',
  'reworked',
  'extended',
]);
export type OutcomeKind = z.infer<typeof outcomeKindSchema>;
/** Of five grades, 4 (满意) and 5 (非常满意) are satisfied; 3 (一般) is not. */
export const satisfiedFrom = 4;
/** The code of "no department yet", "no category", "no district" in counts of outcomes. */
export const nobody = '-';

export const clockViewSchema = z.object({
  id: idSchema,
  clock: clockNameSchema,
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  startedAt: timeSchema,
  dueAt: timeSchema,
  warnings: z.array(z.object({ share: z.number(), at: timeSchema, firedAt: timeSchema.nullable() })),
  endedAt: timeSchema.nullable(),
  breachedAt: timeSchema.nullable(),
});
export type ClockView = z.infer<typeof clockViewSchema>;

/** A row of a list. */
export const ticketSummarySchema = z.object({
  id: idSchema,
  number: z.string(),
  kind: ticketKindSchema,
  state: ticketStateSchema,
  urgency: urgencySchema,
  title: z.string(),
  channel: channelSchema,
  categoryCode: z.string().nullable(),
  districtCode: z.string().nullable(),
  leadDepartmentCode: z.string().nullable(),
  bounces: z.number().int(),
  urges: z.number().int(),
  version: z.number().int(),
  createdAt: timeSchema,
  /** The earliest running clock. */
  nextDueAt: timeSchema.nullable(),
  nextClock: clockNameSchema.nullable(),
  /** Highest share that has fired among running clocks: 0, 0.5, 0.8 or 1 (breach). */
  alarm: z.number(),
});
export type TicketSummary = z.infer<typeof ticketSummarySchema>;

export const timelineEventSchema = z.object({
  seq: z.number().int(),
  at: timeSchema,
  command: z.string(),
  fromState: ticketStateSchema.nullable(),
  toState: ticketStateSchema,
  actor: z.object({
    kind: z.enum(['staff', 'citizen', 'system']),
    id: z.string().nullable(),
    name: bilingualSchema.nullable(),
  }),
  reason: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  hash: z.string(),
});

/** Everything that the reader may see. Sealed identities are null and `sealed` is true. */
export const ticketViewSchema = ticketSummarySchema.extend({
  text: z.string(),
  lang: langSchema,
  place: placeSchema,
  citizenId: idSchema.nullable(),
  citizenName: z.string().nullable(),
  citizenPhone: z.string().nullable(),
  sealed: z.boolean(),
  partyConcerned: z.string().nullable(),
  conversationId: idSchema.nullable(),
  mainTicketId: idSchema.nullable(),
  firstDepartmentCode: z.string().nullable(),
  officerId: idSchema.nullable(),
  extensions: z.number().int(),
  reworks: z.number().int(),
  contactedAt: timeSchema.nullable(),
  contactedHow: z.string().nullable(),
  isTrue: z.boolean().nullable(),
  isBeyondDuty: z.boolean().nullable(),
  isSolved: z.boolean().nullable(),
  publicReply: z.string().nullable(),
  internalRecord: z.string().nullable(),
  rating: z
    .object({
      score: z.number().int(),
      reasons: z.array(z.string()),
      comment: z.string().nullable(),
      at: timeSchema,
    })
    .nullable(),
  clocks: z.array(clockViewSchema),
  timeline: z.array(timelineEventSchema),
  /** What this reader may do now: buttons come from here. */
  allowedCommands: z.array(z.string()),
});
export type TicketView = z.infer<typeof ticketViewSchema>;

/** GET /api/tickets: ordered by the earliest due time. Departments see only their own. */
export const ticketListQuerySchema = pageQuerySchema.extend({
  view: z.enum(['triage', 'department', 'approval', 'follow_up', 'breaching', 'all']).default('all'),
  state: ticketStateSchema.optional(),
  departmentCode: z.string().max(40).optional(),
  q: z.string().max(60).optional(),
});

/** The areas of life that the classifier tells apart. */
export const matterFieldSchema = z.enum([
  'construction',
  'environment',
  'transport',
  'education_culture',
  'labour_security',
  'trade_tourism',
  'health',
]);
/** The words of the text that speak for it, as they were written. */
const evidence = z.array(z.string());
/** Why something is suggested: what was concluded, as a code, and from which words. */
export const suggestionReasonSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('field'), field: matterFieldSchema, evidence }),
  z.object({ of: z.literal('department'), departmentCode: z.string(), evidence }),
  z.object({ of: z.literal('category'), categoryCode: z.string(), evidence }),
  z.object({ of: z.literal('kind'), kind: ticketKindSchema, evidence }),
  z.object({ of: z.literal('urgency'), urgency: urgencySchema, evidence }),
  z.object({ of: z.literal('district'), districtCode: z.string(), evidence }),
]);
export type SuggestionReason = z.infer<typeof suggestionReasonSchema>;

/** GET /api/tickets/:id/suggestion: where this probably belongs. */
export const dispatchSuggestionSchema = z.object({
  departmentCode: z.string().nullable(),
  categoryCode: z.string().nullable(),
  kind: ticketKindSchema.nullable(),
  urgency: urgencySchema.nullable(),
  place: placeSchema,
  confidence: z.number(),
  reasons: z.array(suggestionReasonSchema),
});

/** POST /api/citizen/tickets/lookup {number, code}: what a citizen sees. No internal text, no names of staff. */
export const ticketLookupSchema = z.object({
  number: z.string().trim().min(4).max(30),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/),
});
export const citizenTicketViewSchema = z.object({
  number: z.string(),
  kind: ticketKindSchema,
  state: ticketStateSchema,
  title: z.string(),
  text: z.string(),
  createdAt: timeSchema,
  department: bilingualSchema.nullable(),
  /** Due time of the resolution, once dispatched. */
  dueAt: timeSchema.nullable(),
  publicReply: z.string().nullable(),
  question: z.string().nullable(),
  steps: z.array(z.object({ at: timeSchema, step: z.string() })),
  canRate: z.boolean(),
  canUrge: z.boolean(),
  rating: z
    .object({ score: z.number().int(), reasons: z.array(z.string()), comment: z.string().nullable() })
    .nullable(),
});
export type CitizenTicketView = z.infer<typeof citizenTicketViewSchema>;
/** POST /api/citizen/tickets/rate, …/urge, …/answer all prove the right by number and code. */
export const citizenRateSchema = ticketLookupSchema.extend({
  commandId: idSchema,
  score: z.number().int().min(1).max(5),
  reasons: z.array(z.string().max(40)).max(8).default([]),
  comment: z.string().max(1_000).optional(),
});
export const citizenUrgeSchema = ticketLookupSchema.extend({
  commandId: idSchema,
  text: z.string().max(1_000).optional(),
});
export const citizenAnswerSchema = ticketLookupSchema.extend({
  commandId: idSchema,
  text: z.string().trim().min(1).max(4_000),
});

export const ticketCreatedSchema = z.object({
  ticket: ticketSummarySchema,
  /** Six digits: with the number, the citizen's key to the ticket. */
  code: z.string(),
});
