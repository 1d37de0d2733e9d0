// Tickets, their clocks and timeline as staff, citizens and programs see them.
import { z } from 'zod';
import { REPLY_ASPECTS, REPLY_HINTS } from '../../knowledge/replies/codes.ts';
import {
  bilingualSchema,
  channelSchema,
  idSchema,
  langSchema,
  pageQuerySchema,
  scoreSchema,
  timeSchema,
  tongueSchema,
} from '../platform/contract.ts';

import { ticketCommandSchema } from './commands.ts';
import { countedViews, listViews } from './list-views.ts';
import { ticketSummarySchema } from './summary.ts';
import {
  clockNameSchema,
  dangerSchema,
  ticketKindSchema,
  ticketStateSchema,
  urgencySchema,
} from './words.ts';

export * from './commands.ts';
export * from './list-views.ts';
export { followUpRuleSchema, rungsSchema } from './oversight/contract.ts';
export * from './summary.ts';
export * from './words.ts';

export const placeSchema = z.object({
  address: z.string().max(200).optional(),
  districtCode: z.string().max(6).optional(),
  streetCode: z.string().max(9).optional(),
  communityCode: z.string().max(12).optional(),
  /** Degrees, WGS 84; both or none. */
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
});

/** POST /api/tickets. `id` is made by the caller: creating it again answers with the ticket that exists. */
export const createTicketSchema = z.object({
  id: idSchema,
  kind: ticketKindSchema,
  urgency: urgencySchema.default('ordinary'),
  title: z.string().trim().min(2).max(120),
  text: z.string().trim().min(2).max(8_000),
  channel: channelSchema,
  lang: tongueSchema.default('zh'),
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
  'co_handle_on_time',
  'returned',
  'bounced',
  'reworked',
  'extended',
  'supervised',
  'noticed',
]);
export type OutcomeKind = z.infer<typeof outcomeKindSchema>;
/** The code of "no department yet", "no category", "no district" in counts of outcomes. */
export const nobody = '-';

export const clockViewSchema = z.object({
  id: idSchema,
  clock: clockNameSchema,
  /** Whose it is: that of the department, for which it began. */
  departmentCode: z.string().nullable(),
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  startedAt: timeSchema,
  dueAt: timeSchema,
  /** Due beyond the holidays that are announced: computed again when they are. */
  isProvisional: z.boolean(),
  warnings: z.array(z.object({ share: z.number(), at: timeSchema, firedAt: timeSchema.nullable() })),
  endedAt: timeSchema.nullable(),
  breachedAt: timeSchema.nullable(),
});
export type ClockView = z.infer<typeof clockViewSchema>;

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

/** Lines that lie in a file of a month that has left; null: of what was before months were. */
export const archivedLinesSchema = z.object({
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
  month: z.string().nullable(),
});

export const ticketFileSchema = z.object({
  id: idSchema,
  name: z.string(),
  mime: z.string(),
  bytes: z.number().int(),
  /** The citizen sees it, too. */
  isPublic: z.boolean(),
  /** The citizen sent it. */
  isCitizens: z.boolean(),
  at: timeSchema,
});
export type TicketFileView = z.infer<typeof ticketFileSchema>;

export const handlerViewSchema = z.object({
  departmentCode: z.string(),
  state: z.enum(['asked', 'accepted', 'answered', 'released']),
  task: z.string(),
  answer: z.string().nullable(),
  askedAt: timeSchema,
  answeredAt: timeSchema.nullable(),
});

/** A ticket that has to do with another one. */
export const relativeSchema = z.object({
  id: idSchema,
  number: z.string(),
  title: z.string(),
  state: ticketStateSchema,
  relation: z.enum(['main', 'merged', 'related', 'parent', 'part', 'review', 'reviewed']),
});

/** Everything that the reader may see. Sealed identities are null and `sealed` is true; people's numbers are starred out. */
export const ticketViewSchema = ticketSummarySchema.extend({
  text: z.string(),
  lang: langSchema,
  place: placeSchema,
  citizenId: idSchema.nullable(),
  citizenName: z.string().nullable(),
  citizenPhone: z.string().nullable(),
  sealed: z.boolean(),
  partyConcerned: z.string().nullable(),
  /** The community worker who filed it for the citizen. */
  filedBy: z.string().nullable(),
  conversationId: idSchema.nullable(),
  mainTicketId: idSchema.nullable(),
  firstDepartmentCode: z.string().nullable(),
  extensions: z.number().int(),
  reworks: z.number().int(),
  contactedAt: timeSchema.nullable(),
  contactedHow: z.string().nullable(),
  isTrue: z.boolean().nullable(),
  isBeyondDuty: z.boolean().nullable(),
  isSolved: z.boolean().nullable(),
  disclosureResult: z.string().nullable(),
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
  isForced: z.boolean(),
  officer: z.object({ id: idSchema, name: bilingualSchema }).nullable(),
  /** Departments beside the lead. */
  handlers: z.array(handlerViewSchema),
  /** The main ticket of a merged one, those merged into this one, and those that have to do with it. */
  relatives: z.array(relativeSchema),
  files: z.array(ticketFileSchema),
  isWatched: z.boolean(),
  /** Names of the people that the timeline speaks of, by id. */
  people: z.record(z.string(), bilingualSchema),
  clocks: z.array(clockViewSchema),
  timeline: z.array(timelineEventSchema),
  /** What the timeline does not hold any more. */
  archivedLines: z.array(archivedLinesSchema),
  /** What of the citizen is starred out: the telephone, so many numbers in the texts; whether this reader may see it. */
  hidden: z.object({ phone: z.boolean(), words: z.number().int(), mayReveal: z.boolean() }),
  /** What this reader may do now: buttons come from here. */
  allowedCommands: z.array(z.string()),
});
export type TicketView = z.infer<typeof ticketViewSchema>;

/** GET /api/tickets/:id/similar: what may be about the same matter, the likeliest first. */
export const similarTicketSchema = z.object({
  id: idSchema,
  number: z.string(),
  title: z.string(),
  /** Its beginning. */
  text: z.string(),
  state: ticketStateSchema,
  leadDepartmentCode: z.string().nullable(),
  createdAt: timeSchema,
  /** 0–1. */
  likeness: z.number(),
  isSameMatter: z.boolean(),
  isSameCitizen: z.boolean(),
});
/** POST /api/tickets/to-join: the open tickets that one which is being written would repeat. */
export const toJoinSchema = z.object({
  title: z.string().max(120),
  text: z.string().max(8_000),
  citizenId: idSchema.optional(),
  citizenPhone: z.string().trim().max(20).optional(),
  categoryCode: z.string().max(40).optional(),
});
/** `items`: the same citizen's, to join; `others`: what other people reported of it. */
export const beforeFilingSchema = z.object({
  items: z.array(similarTicketSchema),
  others: z.object({ count: z.number().int(), likeliest: z.array(similarTicketSchema) }),
});
export type SimilarTicket = z.infer<typeof similarTicketSchema>;

/** GET /api/tickets/:id/people: who can be mentioned. */
export const ticketPersonSchema = z.object({
  id: idSchema,
  name: bilingualSchema,
  departmentCode: z.string().nullable(),
  /** Of the lead department: can be given the ticket. */
  canTake: z.boolean(),
});
export type TicketPerson = z.infer<typeof ticketPersonSchema>;

/** GET /api/tickets/officers: who of a department can have tickets in hand, and how many each has; those who left, too. */
export const officersQuerySchema = z.object({ departmentCode: z.string().max(40).optional() });
export const officerSchema = z.object({
  id: idSchema,
  name: bilingualSchema,
  isActive: z.boolean(),
  open: z.number().int(),
});
export type Officer = z.infer<typeof officerSchema>;

/** POST /api/tickets/hand-over: all open tickets of a person to a colleague. */
export const handOverSchema = z.object({
  fromId: idSchema,
  toId: idSchema,
  reason: z.string().trim().min(2).max(300),
});

/** POST /api/tickets/bulk: one command for many tickets; each is taken or refused for itself. */
export const bulkCommandSchema = z.object({
  items: z
    .array(z.object({ ticketId: idSchema, command: ticketCommandSchema }))
    .min(1)
    .max(100),
});
export const bulkAnswerSchema = z.object({
  items: z.array(z.object({ ticketId: idSchema, error: z.string().nullable() })),
});

/** GET /api/tickets/reply-templates: those of the reader's department, and those for all. */
export const replyTemplateSchema = z.object({
  code: z.string(),
  departmentCode: z.string().nullable(),
  title: bilingualSchema,
  text: bilingualSchema,
});

/** GET /api/tickets: ordered by the earliest due time. Departments see only their own. */
export const ticketListQuerySchema = pageQuerySchema.extend({
  view: z.enum(listViews).default('all'),
  /** This ticket's row alone, if it stands in the list. */
  id: idSchema.optional(),
  state: ticketStateSchema.optional(),
  departmentCode: z.string().max(40).optional(),
  q: z.string().max(60).optional(),
  /** Those that something happened to from this moment on, and before that one: what another system has to fetch anew. */
  updatedSince: timeSchema.optional(),
  updatedUntil: timeSchema.optional(),
});

/** GET /api/tickets/count: how long a list is, counted as far as `mostCounted` and one more. */
export const ticketCountQuerySchema = z.object({ view: z.enum(countedViews) });
export const ticketCountSchema = z.object({ count: z.number().int() });

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
  z.object({
    of: z.literal('urgency'),
    urgency: urgencySchema,
    /** Of an emergency: which, and so whose force goes out. */
    danger: dangerSchema.optional(),
    evidence,
  }),
  z.object({ of: z.literal('district'), districtCode: z.string(), evidence }),
]);
export type SuggestionReason = z.infer<typeof suggestionReasonSchema>;

/** GET /api/tickets/:id/reply-check: what to look at before the reply goes out. Hints with their reasons, no verdict. */
export const replyCheckSchema = z.object({
  hints: z.array(z.object({ aspect: z.enum(REPLY_ASPECTS), code: z.enum(REPLY_HINTS), evidence })),
  /** Dates that the reply promises: as it writes them, and the last day that keeps them. */
  promises: z.array(z.object({ words: z.string(), day: z.iso.date() })),
});
export type ReplyCheckView = z.infer<typeof replyCheckSchema>;

/** GET /api/tickets/:id/suggestion: where this probably belongs. */
export const dispatchSuggestionSchema = z.object({
  departmentCode: z.string().nullable(),
  categoryCode: z.string().nullable(),
  kind: ticketKindSchema.nullable(),
  urgency: urgencySchema.nullable(),
  place: placeSchema,
  /** How sure it is of the department, 0–1: by the model's classes that lead there, or by the city's own words. */
  confidence: z.number(),
  reasons: z.array(suggestionReasonSchema),
  /** What the duty list says of the category there. */
  duty: z
    .object({
      leadCode: z.string(),
      coHandlerCodes: z.array(z.string()),
      fallbackCode: z.string().nullable(),
    })
    .nullable(),
});

/** POST /api/tickets/suggestions: the same of many at once; of those that the reader may not see, nothing. */
export const askSuggestionsSchema = z.object({ ids: z.array(idSchema).min(1).max(100) });
export const ticketSuggestionSchema = z.object({ ticketId: idSchema, suggestion: dispatchSuggestionSchema });
export const suggestionsSchema = z.object({ items: z.array(ticketSuggestionSchema) });

export type DispatchSuggestion = z.infer<typeof dispatchSuggestionSchema>;

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
  /** Of a petition: by when the petitioner learns whether it is taken, until then. */
  receiptDueAt: timeSchema.nullable(),
  /** Of a petition: what may be asked of the next authority and until when, and what was asked. */
  review: z.object({ kind: ticketKindSchema, until: timeSchema }).nullable(),
  reviewedBy: z.object({ number: z.string(), code: z.string() }).nullable(),
  publicReply: z.string().nullable(),
  /** How a request for disclosure was decided, and by which rule; null before its answer. */
  disclosureResult: z.object({ label: bilingualSchema, basis: z.string().nullable() }).nullable(),
  files: z.array(ticketFileSchema.omit({ isPublic: true })),
  canAddFiles: z.boolean(),
  question: z.string().nullable(),
  steps: z.array(z.object({ at: timeSchema, step: z.string() })),
  /** There were more. */
  hasArchivedSteps: z.boolean(),
  canRate: z.boolean(),
  canUrge: z.boolean(),
  rating: z
    .object({ score: z.number().int(), reasons: z.array(z.string()), comment: z.string().nullable() })
    .nullable(),
});
export type CitizenTicketView = z.infer<typeof citizenTicketViewSchema>;
/** A telephone that is to be proved, and the code that was sent to it. */
export const proofPhoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[\d -]{7,20}$/);
export const proofCodeSchema = z.string().regex(/^\d{6}$/);
/** POST /api/citizen/{filing,matters,petitions,proxy}/codes */
export const phoneCodeSchema = z.object({ phone: proofPhoneSchema, lang: tongueSchema.default('zh') });
/** POST /api/citizen/matters/session */
export const mattersSessionSchema = z.object({ phone: proofPhoneSchema, code: proofCodeSchema });
/** GET /api/citizen/matters: all of one telephone but what was reported in confidence, the newest first. */
export const myMattersSchema = z.object({
  /** When the session ends. */
  until: timeSchema,
  /** What has been over for longer is not among them. */
  listedMonths: z.number().int(),
  items: z.array(
    citizenTicketViewSchema
      .pick({
        number: true,
        kind: true,
        state: true,
        title: true,
        createdAt: true,
        department: true,
        dueAt: true,
      })
      .extend({
        code: z.string(),
        /** Own tickets that were merged into this matter. */
        alsoNumbers: z.array(z.string()),
      }),
  ),
});
export type MyMatters = z.infer<typeof myMattersSchema>;

/** POST /api/citizen/tickets/rate, …/urge, …/answer all prove the right by number and code. */
export const citizenRateSchema = ticketLookupSchema.extend({
  commandId: idSchema,
  score: scoreSchema,
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

/**
 * POST /api/citizen/petitions: a petitioner says who they are, what they ask for, and why (信访工作条例, article 19). Sealed:
 * who it is, is shown to nobody without a grant. The id is the caller's: the same again is one petition.
 */
export const filePetitionSchema = z.object({
  id: idSchema,
  title: z.string().trim().min(2).max(120),
  /** What is asked for. */
  request: z.string().trim().min(2).max(1_000),
  /** Facts and reasons. */
  text: z.string().trim().min(5).max(6_000),
  name: z.string().trim().min(2).max(40),
  phone: proofPhoneSchema,
  code: proofCodeSchema,
  place: placeSchema.extend({ address: z.string().trim().min(4).max(200) }),
  sealed: z.boolean().default(false),
  lang: tongueSchema.default('zh'),
});
export type FilePetition = z.infer<typeof filePetitionSchema>;
/** POST /api/citizen/petitions/review: the next authority is asked; `id` is that of the review, made by the caller. */
export const askReviewSchema = ticketLookupSchema.extend({
  id: idSchema,
  text: z.string().trim().min(5).max(6_000),
});
export type AskReview = z.infer<typeof askReviewSchema>;
/** Number and code of what was filed. */
export const petitionFiledSchema = z.object({ number: z.string(), code: z.string() });

/** POST /api/citizen/proxy/session: a community worker says who they are and proves their telephone. */
export const proxySessionSchema = z.object({
  name: z.string().trim().min(2).max(40),
  phone: proofPhoneSchema,
  code: proofCodeSchema,
});
/** Kinds that are filed for others: what is told in confidence, everybody tells themselves. */
export const proxyKindSchema = ticketKindSchema.extract(['help', 'inquiry', 'complaint', 'suggestion']);
/** POST /api/citizen/proxy/tickets: a matter of somebody else, who agreed to it. The id is the caller's. */
export const fileForSchema = z.object({
  id: idSchema,
  kind: proxyKindSchema,
  text: z.string().trim().min(5).max(6_000),
  name: z.string().trim().min(2).max(40),
  phone: proofPhoneSchema,
  place: placeSchema.default({}),
  /** The person concerned agreed to be named, and to be written to. */
  hasConsent: z.literal(true),
  lang: tongueSchema.default('zh'),
});
export type FileFor = z.infer<typeof fileForSchema>;
/** GET /api/citizen/proxy: what a worker filed, the newest first. */
export const proxyListSchema = z.object({
  worker: z.string(),
  until: timeSchema,
  items: z.array(
    z.object({
      number: z.string(),
      code: z.string(),
      title: z.string(),
      state: ticketStateSchema,
      forName: z.string(),
      createdAt: timeSchema,
      dueAt: timeSchema.nullable(),
    }),
  ),
});
export type ProxyList = z.infer<typeof proxyListSchema>;

export const ticketCreatedSchema = z.object({
  ticket: ticketSummarySchema,
  /** Six digits: with the number, the citizen's key to the ticket. */
  code: z.string(),
});

/** A ticket as everybody may see it: no word of a citizen, and an answer only once it was checked. */
export interface PublicTicket {
  id: string;
  number: string;
  categoryCode: string | null;
  isOpen: boolean;
  departmentCode: string | null;
  districtCode: string | null;
  streetCode: string | null;
  communityCode: string | null;
  latitude: number | null;
  longitude: number | null;
  publicReply: string | null;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  /** When it is to be resolved; null before its dispatch. */
  dueAt: Date | null;
}

/** Steps of a ticket's life that are everybody's to know. */
export const publicStepNames = [
  'create',
  'dispatch',
  'accept',
  'approve',
  'rework',
  'close',
  'decline',
  'refer',
  'merge',
] as const;

export interface PublicStep {
  id: string;
  ticketId: string;
  number: string;
  command: (typeof publicStepNames)[number];
  at: Date;
  isOpen: boolean;
  departmentCode: string | null;
  publicReply: string | null;
}
