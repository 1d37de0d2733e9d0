// What stands beside a conversation on an agent's screen.
import { z } from 'zod';
import { conversationViewSchema, messageViewSchema, shownNumberSchema } from '../intake/contract.ts';
import { bilingualSchema, idSchema, scoreSchema, timeSchema } from '../platform/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../routing/contract.ts';
import { createTicketSchema, suggestionReasonSchema, ticketSummarySchema } from '../tickets/contract.ts';

/** GET /api/desk: all an agent's page needs to start (and after a reconnect). */
export const deskSchema = z.object({
  presence: presenceViewSchema,
  offers: z.array(offerViewSchema),
  /** Active and wrap-up interactions, oldest first, with the line that the inbox shows. */
  inbox: z.array(
    z.object({
      interaction: interactionViewSchema,
      citizenName: z.string().nullable(),
      /** Of a long one the first 120 characters. */
      lastMessage: messageViewSchema.pick({ text: true, createdAt: true }).nullable(),
      unread: z.number().int(),
    }),
  ),
});
export type Desk = z.infer<typeof deskSchema>;
export type InboxItem = Desk['inbox'][number];

/** GET /api/desk/conversations/:id: the thread and the screen pop. */
export const screenPopSchema = z.object({
  conversation: conversationViewSchema,
  interaction: interactionViewSchema.nullable(),
  /** What the colleague who passed the contact on tells its agent. */
  passedOn: z.object({ by: bilingualSchema.nullable(), note: z.string() }).nullable(),
  messages: z.array(messageViewSchema),
  citizen: z.object({
    id: idSchema,
    name: z.string().nullable(),
    /** Why the citizen goes before others: a code of the list `hardship`. */
    hardship: z.string().nullable(),
    /** Telephones and mail addresses are starred out; a browser has no number. */
    contactPoints: z.array(
      z.object({ kind: z.enum(['phone', 'web', 'email']), value: z.string(), isNotToBeCalled: z.boolean() }),
    ),
    since: timeSchema,
  }),
  openTickets: z.array(ticketSummarySchema),
  earlier: z.array(
    z.object({
      interaction: interactionViewSchema,
      agentName: bilingualSchema.nullable(),
      firstWords: z.string(),
      /** How the citizen rated it, 5 the best; only of the reader's own. */
      score: scoreSchema.nullable().default(null),
      /** What was written lies in the file of a month that has left. */
      isArchived: z.boolean(),
    }),
  ),
});
export type ScreenPop = z.infer<typeof screenPopSchema>;

/** GET /api/desk/conversations/:id/letters: what belongs to messages by e-mail beside their words. */
export const letterListSchema = z.object({
  items: z.array(
    z.object({
      /** Of the message. */
      id: idSchema,
      subject: z.string(),
      /** What the letter repeats of earlier ones; empty: nothing. */
      quoted: z.string(),
      /** Names of files that were of no kind that is taken. */
      refusedFiles: z.array(z.string()),
    }),
  ),
});

/** GET /api/desk/canned */
export const cannedReplySchema = z.object({
  code: z.string(),
  title: bilingualSchema,
  text: bilingualSchema,
  shortcut: z.string().nullable(),
});
export const cannedListSchema = z.object({ items: z.array(cannedReplySchema) });

/** GET /api/desk/conversations/:id/ticket-draft: the form, prefilled from the conversation. */
export const ticketDraftSchema = createTicketSchema.omit({ id: true, title: true, text: true }).extend({
  title: z.string(),
  text: z.string(),
  reasons: z.array(suggestionReasonSchema),
  confidence: z.number(),
  /** The telephone that the ticket gets without one of its own, starred out. */
  knownPhone: z.string().nullable(),
});

/** GET /api/desk/contacts: everything that waits, rings or is in talk, for supervisors. */
export const contactListSchema = z.object({
  items: z.array(
    z.object({
      interaction: interactionViewSchema,
      /** Name, else the number without its middle. */
      citizen: z.string().nullable(),
      preview: z.string(),
      agentName: bilingualSchema.nullable(),
    }),
  ),
});
export type Contact = z.infer<typeof contactListSchema>['items'][number];

/** PUT /api/desk/citizens/:id/hardship */
export const hardshipSchema = z.object({ ground: z.string().max(40).nullable() });

/** GET /api/desk/phone-book: numbers outside for a call in hand. Numbers as they are dialled. */
export const phoneBookSchema = z.object({
  entries: z.array(
    z.object({
      code: z.string(),
      number: z.string(),
      name: bilingualSchema,
      /** `emergency`: one key away. */
      kind: z.enum(['emergency', 'service']),
    }),
  ),
  departments: z.array(z.object({ code: z.string(), number: z.string(), name: bilingualSchema })),
});
export type PhoneBook = z.infer<typeof phoneBookSchema>;

/** POST /api/desk/call-out: the agent calls a citizen, or the citizen of a ticket. */
export const callOutSchema = z.object({
  about: z.enum(['citizen', 'ticket']),
  id: idSchema,
  /** One of the citizen's; the first of them without it. */
  number: shownNumberSchema.optional(),
  /** Goes before the hours for calling, and with danger to life before a do-not-call mark. Written down. */
  override: z
    .object({ ground: z.string().min(1).max(40), reason: z.string().trim().min(2).max(300) })
    .optional(),
});
export type CallOut = z.infer<typeof callOutSchema>;
export const calledOutSchema = z.object({ interactionId: idSchema, conversationId: idSchema });
