// The socket protocol, written once for the server, the consoles and the citizen's page.
// `calls` go to the server and are answered; `news` come from the server. Namespaces: /staff and /citizen.
import { z } from 'zod';
import { attentionSchema, companiesSchema, companySchema } from './attention/contract.ts';
import {
  contactStateSchema,
  messageViewSchema,
  resumedSchema,
  resumeSchema,
  sendMessageSchema,
  sentSchema,
} from './intake/contract.ts';
import {
  answeredSchema,
  callNewsSchema,
  expectedCallSchema,
  inCallSchema,
  joinCallSchema,
  phoneCommandSchema,
  phoneNewsSchema,
  reachCallSchema,
  reachSchema,
  resumeCallSchema,
  resumedCallSchema,
  ringMeSchema,
  runningSchema,
  startCallSchema,
} from './intake/hotline/contract.ts';
import {
  rehearsalBegunSchema,
  rehearsalNewsSchema,
  rehearsalStartSchema,
  rehearsalTellSchema,
} from './intake/hotline/rehearsal/contract.ts';
import { overdueNewsSchema } from './emergency/notice.ts';
import { articleNewsSchema } from './knowledge/notice.ts';
import { bilingualSchema, idSchema, okSchema, timeSchema } from './platform/contract.ts';
import { tongueCodes } from './platform/tongue.ts';
import {
  autoAnswerSchema,
  endInteractionSchema,
  interactionViewSchema,
  offerAnswerSchema,
  offerViewSchema,
  passOnSchema,
  presenceViewSchema,
  setPresenceSchema,
  wrapUpSchema,
} from './routing/contract.ts';
import { escalationSchema, hotspotNewsSchema } from './tickets/oversight/contract.ts';
import { ticketSummarySchema } from './tickets/summary.ts';

const inConversation = z.object({ conversationId: idSchema });

/** Calls of signed-in staff: request → answer. */
export const staffCalls = {
  'presence:set': { request: setPresenceSchema, answer: presenceViewSchema },
  'presence:auto_answer': { request: autoAnswerSchema, answer: presenceViewSchema },
  'offer:accept': { request: offerAnswerSchema, answer: interactionViewSchema },
  'offer:decline': { request: offerAnswerSchema, answer: okSchema },
  'message:send': { request: sendMessageSchema.and(inConversation), answer: sentSchema },
  'conversation:typing': { request: inConversation.extend({ typing: z.boolean() }), answer: okSchema },
  'conversation:read': { request: inConversation.extend({ seq: z.number().int().min(0) }), answer: okSchema },
  /** Joins the conversation's room and returns what came after `lastSeq`. */
  'conversation:open': { request: inConversation.extend(resumeSchema.shape), answer: resumedSchema },
  /** Gives the contact to a colleague or to another queue. */
  'interaction:pass_on': { request: passOnSchema, answer: interactionViewSchema },
  'interaction:end': { request: endInteractionSchema, answer: interactionViewSchema },
  'interaction:wrap_up': { request: wrapUpSchema, answer: interactionViewSchema },
  /** What the console has before it: answered with who else is there, and told of it from then on. */
  'attention:set': { request: attentionSchema, answer: companiesSchema },
  /** In which language this line is answered; until it says so, in the one of the account. */
  'tongue:choose': { request: z.object({ tongue: z.enum(tongueCodes) }), answer: okSchema },
  /** A call in hand: how it is reached, joining it by a browser's offer of sound or by being rung, what is done on it. */
  'phone:reach': { request: reachCallSchema, answer: reachSchema },
  'phone:join': { request: joinCallSchema, answer: answeredSchema },
  'phone:ring_me': { request: ringMeSchema, answer: okSchema },
  'phone:command': { request: phoneCommandSchema, answer: okSchema },
  /** A test call through a draft: the offer of sound, and what the editor lets happen. */
  'flow:ring': { request: rehearsalStartSchema, answer: rehearsalBegunSchema },
  'flow:tell': { request: rehearsalTellSchema, answer: okSchema },
} as const;

/** News to staff. Agents hear of their own; desks and departments of the tickets they may see. */
export const staffNews = {
  offer: offerViewSchema,
  offer_ended: z.object({ offerId: idSchema }),
  presence: presenceViewSchema,
  interaction: interactionViewSchema,
  message: messageViewSchema,
  typing: inConversation.extend({ by: z.enum(['citizen', 'agent']), typing: z.boolean() }),
  read: inConversation.extend({ by: z.enum(['citizen', 'agent']), seq: z.number().int() }),
  delivery: inConversation.extend({ messageId: idSchema, delivery: z.string() }),
  ticket: ticketSummarySchema,
  /** It is not the work of the reader's department any more. */
  ticket_left: z.object({ ticketId: idSchema, by: bilingualSchema.nullable(), at: timeSchema }),
  /** A text message is about to wait too long for an answer, or has. To supervisors. */
  late_reply: z.object({
    interaction: interactionViewSchema,
    preview: z.string(),
    isEscalated: z.boolean(),
  }),
  clock: z.object({ ticket: ticketSummarySchema, share: z.number() }),
  /** To whom a ladder names. */
  escalation: escalationSchema,
  /** The emergency command has not confirmed a case: somebody must ring. To supervisors. */
  hand_off_overdue: overdueNewsSchema,
  /** Many people report one matter. To supervisors. */
  hotspot: hotspotNewsSchema,
  /** A new line in the reader's bell: asked for, since who may read what of it is said there. */
  bell: z.object({}),
  /** A new line about an article in the reader's bell. */
  article_notice: articleNewsSchema,
  /** What everybody is warned of is another now: ask again. */
  broadcast: z.object({ broadcastId: idSchema }),
  /** Who is at a ticket or conversation that the console said it has before it. */
  company: companySchema,
  phone: phoneNewsSchema,
  /** Nobody has acted in this session for long: when it ends; null: it goes on. To all its pages. */
  idle: z.object({ endsAt: timeSchema.nullable() }),
  rehearsal: rehearsalNewsSchema,
} as const;

/** Calls of a citizen's browser (`auth: {token}` from POST /api/chat/session). */
export const citizenCalls = {
  'message:send': { request: sendMessageSchema, answer: sentSchema },
  'conversation:resume': { request: resumeSchema, answer: resumedSchema },
  'conversation:typing': { request: z.object({ typing: z.boolean() }), answer: okSchema },
  'conversation:read': { request: z.object({ seq: z.number().int().min(0) }), answer: okSchema },
  'conversation:end': { request: z.object({}), answer: okSchema },
  /** The machine's answer was enough, or a person is wanted. */
  'answer:judge': { request: z.object({ messageId: idSchema, isSolved: z.boolean() }), answer: okSchema },
  'phone:start': { request: startCallSchema, answer: answeredSchema },
  'phone:resume': { request: resumeCallSchema, answer: resumedCallSchema },
  'phone:check': { request: inCallSchema, answer: runningSchema },
  'phone:end': { request: inCallSchema, answer: okSchema },
  /** A call of ours that the citizen waits for: how it stands, not now, never mind. */
  'callback:expected': { request: z.object({}), answer: expectedCallSchema },
  'callback:decline': { request: z.object({}), answer: expectedCallSchema },
  'callback:cancel': { request: z.object({}), answer: expectedCallSchema },
} as const;

export const citizenNews = {
  message: messageViewSchema,
  typing: z.object({ by: z.enum(['citizen', 'agent']), typing: z.boolean() }),
  read: z.object({ by: z.enum(['citizen', 'agent']), seq: z.number().int() }),
  contact: contactStateSchema,
  phone: callNewsSchema,
  callback: expectedCallSchema,
} as const;

export type CallMap = Record<string, { request: z.ZodType; answer: z.ZodType }>;
export type NewsMap = Record<string, z.ZodType>;
export type Call<M extends CallMap, K extends keyof M> = z.infer<M[K]['request']>;
export type Answer<M extends CallMap, K extends keyof M> = z.infer<M[K]['answer']>;
export type News<M extends NewsMap, K extends keyof M> = z.infer<M[K]>;

/** The acknowledgement as clients parse it; `value` is then parsed by the call's own `answer`. */
export const ackSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
]);
