// What citizens send and what people read of a conversation. Used by the server, both front ends and demo:day.
import { z } from 'zod';
import { bilingualSchema, channelSchema, idSchema, langSchema, timeSchema } from '../platform/contract.ts';
import { askedRatingSchema } from '../ratings/contract.ts';
import { refusalSchema } from '../routing/contract.ts';

export const maxMessageLength = 4_000;

export const attachmentViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  mime: z.string(),
  bytes: z.number().int(),
  url: z.string(),
});
export type AttachmentView = z.infer<typeof attachmentViewSchema>;

export const deliverySchema = z.enum(['none', 'queued', 'sent', 'delivered', 'failed']);

/** A message as both sides see it. System messages carry a notice that each side renders in its own language. */
export const messageViewSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  seq: z.number().int().positive(),
  author: z.enum(['citizen', 'agent', 'system']),
  authorName: z.string().nullable(),
  text: z.string(),
  notice: z.object({ key: z.string(), vars: z.record(z.string(), z.string()) }).nullable(),
  delivery: deliverySchema,
  createdAt: timeSchema,
  attachments: z.array(attachmentViewSchema),
});
export type MessageView = z.infer<typeof messageViewSchema>;

export const conversationViewSchema = z.object({
  id: idSchema,
  citizenId: idSchema,
  channel: channelSchema,
  status: z.enum(['open', 'closed']),
  lang: langSchema,
  subject: z.string().nullable(),
  lastSeq: z.number().int(),
  citizenReadSeq: z.number().int(),
  agentReadSeq: z.number().int(),
  createdAt: timeSchema,
  lastMessageAt: timeSchema,
});
export type ConversationView = z.infer<typeof conversationViewSchema>;

/** Where a citizen's contact stands, in the citizen's own view. */
export const contactStateSchema = z.object({
  conversationId: idSchema,
  interactionId: idSchema.nullable(),
  state: z.enum(['none', 'waiting', 'offered', 'active', 'refused', 'ended']),
  /** Why nobody could be asked, and when somebody can; while `refused`. */
  refusal: z.object({ reason: refusalSchema, opensAt: timeSchema.nullable() }).nullable(),
  position: z.number().int().nullable(),
  /** Seconds until the turn, while waiting and as far as it can be told honestly. */
  estimatedWaitS: z.number().nullable(),
  /** In the language of the contact: all that pages from before an upgrade know. */
  agentName: z.string().nullable(),
  /** For the language that the page is read in. */
  agentNames: bilingualSchema.nullable().default(null),
  /** How the talk was, asked when it is over; null: nothing is asked. */
  rating: askedRatingSchema.nullable().default(null),
});
export type ContactState = z.infer<typeof contactStateSchema>;

/** E.164 or a mainland number as people write it. */
const phoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[\d -]{7,20}$/);
/** POST /api/chat/leave: who was turned away leaves the matter as a ticket. */
export const leaveMatterSchema = z.object({ phone: phoneSchema.optional() });
/** POST /api/chat/callback: who does not want to wait is called back, in this browser or on a telephone. */
export const wantCallbackSchema = z.object({
  phone: phoneSchema.optional(),
  window: z
    .object({ from: timeSchema, until: timeSchema })
    .refine(({ from, until }) => from < until, { path: ['until'], message: 'ends before it begins' })
    .optional(),
});
export const promisedSchema = z.object({
  /** No sooner than; null: as soon as somebody is free. */
  notBefore: timeSchema.nullable(),
});

/** POST /api/chat/session: a browser says who it is; `browserId` is random and kept by the browser. */
export const chatSessionRequestSchema = z.object({
  browserId: idSchema,
  lang: langSchema.default('zh'),
  name: z.string().trim().max(40).optional(),
});
export const chatSessionSchema = z.object({
  token: z.string(),
  citizenId: idSchema,
  conversationId: idSchema.nullable(),
});

/** `id` is made by the sender: sending it again is the same message. Text or at least one attachment. */
export const sendMessageSchema = z
  .object({
    id: idSchema,
    text: z.string().max(maxMessageLength),
    attachmentIds: z.array(idSchema).max(5).default([]),
  })
  .refine((message) => message.text.trim().length > 0 || message.attachmentIds.length > 0, {
    path: ['text'],
    message: 'empty message',
  });
export type SendMessage = z.infer<typeof sendMessageSchema>;

export const sentSchema = z.object({ message: messageViewSchema, conversation: conversationViewSchema });

export const resumeSchema = z.object({ lastSeq: z.number().int().min(0) });
/** All messages after `lastSeq`, ascending, without gaps. */
export const resumedSchema = z.object({
  conversation: conversationViewSchema.nullable(),
  contact: contactStateSchema.nullable(),
  messages: z.array(messageViewSchema),
});
export type Resumed = z.infer<typeof resumedSchema>;

/** POST /api/simulator/sms (demo mode): a citizen's telephone sends a text message. */
export const simulatedSmsSchema = z.object({
  id: idSchema,
  from: z.string().min(3).max(20),
  text: z.string().min(1).max(maxMessageLength),
});
/** GET /api/simulator/sms?phone=: what that telephone shows, oldest first. */
export const simulatedPhoneSchema = z.object({
  serviceNumber: z.string(),
  phone: z.string(),
  messages: z.array(
    z.object({
      id: idSchema,
      direction: z.enum(['to_city', 'to_citizen']),
      text: z.string(),
      at: timeSchema,
      delivery: deliverySchema,
    }),
  ),
});

/** A number as a page shows it: starred out, or itself. */
export const shownNumberSchema = z.string().regex(/^(\+?[\d*]{3,15}|client:[0-9a-f-]{36})$/);

/** E.164 or as it was dialled; `client:…` for a browser. */
export const calledNumberSchema = z.string().regex(/^(\+?\d{3,15}|client:[0-9a-f-]{36})$/);
