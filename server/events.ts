// What rooms tell each other. One schema per event, and which consumers must act on it.
// An event is stored with the change that caused it (platform/outbox.ts) and reaches each consumer at least once.
import { z } from 'zod';
import { bilingualSchema } from './platform/contract.ts';

const id = z.uuid();

const posted = z.object({
  messageId: id,
  conversationId: id,
  citizenId: id,
  /** Who had the contact then. */
  agentId: id.nullable(),
  /** The socket that it came by: its page has it with the answer to its call. */
  cameBy: z.string().optional(),
});

const schemas = {
  /** A message was committed to a conversation. */
  'message.posted': posted,
  /** Messages of many conversations were committed together. */
  'messages.posted': z.object({ messages: z.array(posted) }),
  /** Somebody read a conversation up to `seq`. */
  'conversation.read': z.object({
    conversationId: id,
    by: z.enum(['citizen', 'agent']),
    seq: z.number().int(),
  }),
  /** An interaction stands in its queue: a new one, or one that came back. */
  'interaction.waiting': z.object({ interactionId: id }),
  /** A contact that was not let into its queue. */
  'interaction.refused': z.object({ interactionId: id }),
  'interaction.offered': z.object({ offerId: id, interactionId: id, agentId: id }),
  /** An offer that was not accepted: declined, timed out or withdrawn. */
  'offer.ended': z.object({ offerId: id, interactionId: id, agentId: id }),
  'interaction.accepted': z.object({ interactionId: id, agentId: id }),
  /** The contact itself is over; wrap-up may follow. */
  'interaction.ended': z.object({ interactionId: id, agentId: id.nullable() }),
  /** The same of a telephone call, whose line must be moved on. */
  'call.accepted': z.object({ interactionId: id, agentId: id }),
  'call.ended': z.object({ interactionId: id, agentId: id.nullable() }),
  /** An agent waits for a citizen who is to be called back. */
  'callback.due': z.object({ interactionId: id }),
  /** A call to a citizen did not come about; `isLast`: there is no further attempt. */
  'callback.missed': z.object({ interactionId: id, number: z.string(), isLast: z.boolean() }),
  /** A talk in a carrier's conference stands differently: do what follows. */
  'conference.changed': z.object({ room: z.string() }),
  /** A carrier has a recording of ours. */
  'recording.left': z.object({ recordingId: id }),
  /** A call that an agent made by their own wish reached the citizen, or did not. */
  'call_out.ended': z.object({
    interactionId: id,
    agentId: id,
    ticketId: id.nullable(),
    outcome: z.enum(['reached', 'no_answer', 'busy', 'failed', 'declined', 'too_late']),
  }),
  /** A citizen said how a chat was, or said it anew. */
  'chat.rated': z.object({ conversationId: id, citizenId: id }),
  'interaction.closed': z.object({ interactionId: id, agentId: id.nullable() }),
  /** A citizen who was turned away leaves the matter to be worked on as a ticket. */
  'matter.left': z.object({ interactionId: id, phone: z.string().nullable() }),
  /** The wait for an answer to a text message has a next moment: plan it. */
  'reply.planned': z.object({ replyId: id }),
  /** A text message is about to wait too long for an answer, or has. */
  'reply.late': z.object({ interactionId: id, isEscalated: z.boolean() }),
  /** A citizen rated their latest ticket with a digit, by text message. */
  'rating.given': z.object({
    messageId: id,
    citizenId: id,
    phone: z.string(),
    score: z.number().int().min(1).max(5),
    lang: z.enum(['zh', 'en']),
  }),
  /** A citizen asked by text message how a matter stands in another system. */
  'status.asked': z.object({ messageId: id, phone: z.string(), lang: z.enum(['zh', 'en']) }),
  'presence.changed': z.object({ agentId: id }),
  /** A text message to a phone waits to be handed to the gateway. */
  'sms.queued': z.object({ smsId: id }),
  'sms.delivery': z.object({ smsId: id }),
  /** A letter to a citizen waits to be handed to the mail server. */
  'mail.queued': z.object({ mailId: id }),
  'mail.delivery': z.object({ mailId: id }),
  /** A ticket command was committed; `seq` is its place in the timeline. */
  'ticket.changed': z.object({ ticketId: id, seq: z.number().int(), command: z.string() }),
  /** A ticket is not these departments' work any more; `by`: who took it from them, null for a rule. */
  'ticket.left': z.object({
    ticketId: id,
    departments: z.array(z.string()),
    by: bilingualSchema.nullable(),
    at: z.iso.datetime(),
  }),
  /** A case is to go to the emergency command: `commandId` names the line of its timeline. */
  'hand_off.asked': z.object({ ticketId: id, commandId: id }),
  /** The emergency command has not confirmed a case in time. */
  'hand_off.overdue': z.object({ handOffId: id }),
  /** A clock's next moment changed: plan it. */
  'clock.planned': z.object({ clockId: id }),
  /** Some warnings (share < 1) and breaches (share 1) of clocks, by ticket id: at a closing time they are very many. */
  'clocks.fired': z.object({
    clocks: z.array(z.object({ clockId: id, ticketId: id, share: z.number() })),
  }),
  /** Somebody was told of a clock that comes near its end, or is past it. */
  'ticket.escalated': z.object({ escalationId: id, ticketId: id }),
  /** Many people report one matter, and more of them than when it was told last. */
  'hotspot.grew': z.object({ hotspotId: id }),
  /** Policies or calendars may be others now. */
  'rules.changed': z.object({}),
  'article.changed': z.object({ articleId: id }),
  /** A pack or an import brought articles: one event for hundreds. Without ids, whoever hears of it looks for them. */
  'articles.changed': z.object({ articleIds: z.array(id).optional() }),
  /** A warning to everybody was issued, changed or taken back. */
  'broadcast.changed': z.object({ broadcastId: id }),
  /** The words that mean the same are others now. */
  'synonyms.changed': z.object({}),
  /** What feedback says of words and an article changed. */
  'search.learned': z.object({ words: z.string(), articleId: id }),
  /** People have a new line in their bell. */
  'bell.rung': z.object({ userIds: z.array(id) }),
  /** Somebody has a new line about an article in their bell. */
  'article.noticed': z.object({
    articleId: id,
    kind: z.string(),
    userIds: z.array(id),
    /** What it is about, where that is no article. */
    subject: z.object({ zh: z.string(), en: z.string() }).optional(),
  }),
} as const;

export type EventType = keyof typeof schemas;
export type DomainEvent<T extends EventType> = z.infer<(typeof schemas)[T]>;

/** Who acts on what. A consumer is one BullMQ queue, so that one that fails holds up no other. */
const consumers = {
  /** Puts committed facts in front of the people who are looking (sockets). */
  realtime: [
    'message.posted',
    'messages.posted',
    'conversation.read',
    'interaction.waiting',
    'interaction.refused',
    'interaction.offered',
    'offer.ended',
    'interaction.accepted',
    'interaction.ended',
    'interaction.closed',
    'chat.rated',
    'presence.changed',
    'ticket.changed',
    'ticket.left',
    'clocks.fired',
    'ticket.escalated',
    'sms.delivery',
    'mail.delivery',
    'reply.late',
    'hotspot.grew',
    'article.noticed',
    'bell.rung',
    'broadcast.changed',
    'hand_off.overdue',
  ],
  /** Matches waiting interactions and free agents. */
  routing: ['interaction.waiting', 'offer.ended', 'interaction.closed', 'presence.changed', 'reply.planned'],
  /** Hands text messages to the gateway. */
  sms: ['sms.queued'],
  /** Hands letters to the mail server. */
  mail: ['mail.queued'],
  /** Moves a telephone call on when an agent is found. */
  voice: ['call.accepted', 'call.ended'],
  /** Moves talks in a carrier's conferences. */
  conferences: ['conference.changed'],
  /** Fetches recordings from a carrier. */
  recordings: ['recording.left'],
  /** Calls citizens back, as fast as the carrier allows. */
  'outbound-calls': ['callback.due'],
  /** Files what callbacks came to nothing. */
  callbacks: ['callback.missed'],
  /** Writes calls to citizens into the tickets that they were about. */
  'contact-attempts': ['call_out.ended'],
  /** Makes tickets of what was left. */
  filing: ['matter.left'],
  /** Rates tickets. */
  ratings: ['rating.given'],
  /** Asks how a chat was. */
  'service-ratings': ['interaction.ended'],
  /** Asks other systems how matters stand, and answers by text message. */
  'status-questions': ['status.asked'],
  /** Tells citizens what happened to their ticket. */
  'ticket-notices': ['ticket.changed'],
  /** Notes what other systems are to be told. */
  webhooks: ['ticket.changed', 'clocks.fired'],
  /** Hands cases to the emergency command. */
  emergency: ['hand_off.asked'],
  clocks: ['clock.planned'],
  /** Tells whom a department's ladder names. */
  escalation: ['clocks.fired'],
  /** Computes open clocks again by new rules. */
  'clock-rules': ['rules.changed'],
  /** Sends warnings to the telephones that asked for them. */
  broadcasts: ['broadcast.changed'],
  /** Keeps every process's search index up to date. */
  knowledge: ['article.changed', 'articles.changed', 'synonyms.changed', 'search.learned'],
} as const satisfies Record<string, readonly EventType[]>;

export type ConsumerName = keyof typeof consumers;
export type ConsumedType<C extends ConsumerName> = (typeof consumers)[C][number];

export const consumerNames = Object.keys(consumers) as ConsumerName[];

const byType = new Map<EventType, ConsumerName[]>();
for (const name of consumerNames) {
  for (const type of consumers[name]) byType.set(type, [...(byType.get(type) ?? []), name]);
}

/** Commands of a ticket that its citizen is told of. */
export const toldCommands = [
  'create',
  'accept',
  'extend',
  'ask_citizen',
  'approve',
  'rework',
  'decline',
  'refer',
  'close',
  'merge',
  'urge',
  'follow_up',
] as const;

/** The consumers that must act on an event. Half of what happens to a ticket is nothing for its citizen: no job then. */
export function consumersOf(type: EventType, payload: unknown): readonly ConsumerName[] {
  const all = byType.get(type) ?? [];
  if (type !== 'ticket.changed') return all;
  const { command } = schemas[type].parse(payload);
  const isTold = toldCommands.some((one) => one === command);
  return isTold ? all : all.filter((name) => name !== 'ticket-notices');
}

/** An event as it travels in a job: parsed again on arrival, since Redis is a boundary. */
export const eventJobSchema = z.object({
  eventId: z.string().regex(/^\d+$/),
  type: z.string(),
  payload: z.unknown(),
  /** The trace that it goes on with (W3C Trace Context). */
  trace: z.string().optional(),
});

/** Checks a payload against its type. @throws {z.ZodError} */
export function parseEvent<T extends EventType>(type: T, payload: unknown): DomainEvent<T> {
  return schemas[type].parse(payload) as DomainEvent<T>;
}

/** Whether a string names an event. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(schemas, type);
}
