// Puts committed facts in front of whoever is looking: each domain event becomes news on the sockets.
// Telling twice is harmless: every piece of news carries the state itself, and messages carry their `seq`.
import { matterName } from './attention/index.ts';
import type { Desk } from './desk/index.ts';
import { type CitizenDoor, roomOf, type StaffDoor } from './doors.ts';
import type { EmergencyRoom } from './emergency/room.ts';
import type { DomainEvent, EventType } from './events.ts';
import { expectedCallOf, type Intake } from './intake/index.ts';
import { roleSchema } from './platform/contract.ts';
import { articleNewsSchema } from './knowledge/contract.ts';
import type { Knowledge } from './knowledge/index.ts';
import type { Database } from './platform/database.ts';
import type { Jobs } from './platform/jobs.ts';
import { veilText, veilTitle } from './platform/privacy.ts';
import type { InteractionView } from './routing/contract.ts';
import type { Routing } from './routing/index.ts';
import type { Tickets } from './tickets/index.ts';

interface Rooms {
  staff: StaffDoor;
  citizen: CitizenDoor;
  routing: Routing;
  intake: Intake;
  tickets: Tickets;
  desk: Desk;
  knowledge: Knowledge;
  emergency: EmergencyRoom;
}
type Told<T extends EventType> = { [K in T]: (event: DomainEvent<K>) => Promise<void> };

/** News goes to everybody whom a matter concerns, observers too: none of it names a person. */
const withoutPeople = <T extends { title: string }>(told: T): T => veilTitle(told, 'all');

export function registerNews({ jobs, database, ...rooms }: Rooms & { jobs: Jobs; database: Database }): void {
  const told = {
    ...newsOfTalk(rooms),
    ...newsOfContacts(rooms),
    ...newsOfTickets(rooms),
    ...newsOfHouse(rooms),
  };
  jobs.perform(database, 'realtime', told, { concurrency: 16, isQuick: true });
}

/** What was said, how far it was read, and whether it reached a telephone or a mailbox. */
function newsOfTalk({
  staff,
  citizen,
  intake,
}: Rooms): Told<
  'message.posted' | 'messages.posted' | 'conversation.read' | 'sms.delivery' | 'mail.delivery'
> {
  async function tellMessage({
    messageId,
    conversationId,
    citizenId,
    agentId,
    cameBy,
  }: DomainEvent<'message.posted'>): Promise<void> {
    const message = await intake.message(messageId);
    // Whoever else has the conversation open reads it without people's numbers.
    const theirs = agentId ? roomOf.user(agentId) : undefined;
    if (theirs) staff.tell(theirs, 'message', message);
    const veiled = { ...message, text: veilText(message.text, 'numbers') };
    staff.tell(roomOf.conversation(conversationId), 'message', veiled, theirs);
    citizen.tell(roomOf.citizen(citizenId), 'message', message, cameBy);
  }

  /** A text message or a letter has the id of the message that it is, if it is one of a conversation. */
  async function tellDelivery(sentId: string): Promise<void> {
    const message = await intake.messageOfSent(sentId);
    if (!message) return;
    const { id, conversationId, delivery } = message;
    const news = { conversationId, messageId: id, delivery };
    staff.tell(roomOf.conversation(conversationId), 'delivery', news);
  }

  return {
    'message.posted': tellMessage,
    'messages.posted': async ({ messages }) => void (await Promise.all(messages.map(tellMessage))),
    'conversation.read': async ({ conversationId, by, seq }) => {
      const conversation = await intake.conversation(conversationId);
      staff.tell(roomOf.conversation(conversationId), 'read', { conversationId, by, seq });
      citizen.tell(roomOf.citizen(conversation.citizenId), 'read', { by, seq });
    },
    'sms.delivery': ({ smsId }) => tellDelivery(smsId),
    'mail.delivery': ({ mailId }) => tellDelivery(mailId),
  };
}

/** Where contacts stand, and who can take them. */
function newsOfContacts({
  staff,
  citizen,
  routing,
  intake,
  desk,
}: Rooms): Told<
  | 'interaction.waiting'
  | 'interaction.refused'
  | 'interaction.offered'
  | 'offer.ended'
  | 'interaction.accepted'
  | 'interaction.ended'
  | 'interaction.closed'
  | 'chat.rated'
  | 'presence.changed'
  | 'reply.late'
> {
  /** Tells both sides where an interaction stands. */
  async function tellInteraction(interactionId: string): Promise<void> {
    await tell(await routing.interaction(interactionId));
  }

  async function tell(interaction: InteractionView): Promise<void> {
    const { citizenId } = interaction;
    const watchers = [roomOf.conversation(interaction.conversationId)];
    if (interaction.agentId) watchers.push(roomOf.user(interaction.agentId));
    staff.tell(watchers, 'interaction', interaction);
    // A caller hears how it stands; the chat of the same browser is another matter.
    if (interaction.channel === 'voice') {
      if (interaction.isCallback)
        citizen.tell(roomOf.citizen(citizenId), 'callback', await expectedCallOf(routing, citizenId));
      return;
    }
    citizen.tell(roomOf.citizen(citizenId), 'contact', await intake.contactStateOf(interaction));
  }

  async function tellPresence(agentId: string): Promise<void> {
    const watchers = [roomOf.user(agentId), roomOf.role('supervisor')];
    staff.tell(watchers, 'presence', await routing.presence(agentId));
  }

  return {
    'interaction.waiting': ({ interactionId }) => tellInteraction(interactionId),
    'interaction.refused': ({ interactionId }) => tellInteraction(interactionId),
    'interaction.offered': async ({ offerId, interactionId, agentId }) => {
      const offer = await desk.offerView(offerId);
      if (offer) staff.tell(roomOf.user(agentId), 'offer', offer);
      const interaction = offer ? tell(offer.interaction) : tellInteraction(interactionId);
      await Promise.all([interaction, tellPresence(agentId)]);
    },
    'offer.ended': async ({ offerId, interactionId, agentId }) => {
      staff.tell(roomOf.user(agentId), 'offer_ended', { offerId });
      await Promise.all([tellInteraction(interactionId), tellPresence(agentId)]);
    },
    // The share was taken by the offer already: the agent's load stays as it was told then.
    'interaction.accepted': ({ interactionId }) => tellInteraction(interactionId),
    'interaction.ended': ({ interactionId }) => tellInteraction(interactionId),
    'interaction.closed': async ({ interactionId, agentId }) => {
      await tellInteraction(interactionId);
      if (agentId) await tellPresence(agentId);
    },
    // Other tabs of the same browser show that it is rated, and how. A contact that has begun since then is told instead.
    'chat.rated': async ({ conversationId, citizenId }) =>
      citizen.tell(roomOf.citizen(citizenId), 'contact', await intake.contactState(conversationId)),
    'presence.changed': ({ agentId }) => tellPresence(agentId),
    'reply.late': async ({ interactionId, isEscalated }) => {
      const interaction = await routing.interaction(interactionId);
      const words = await intake.firstWords(interaction);
      const preview = veilText(words, 'numbers');
      staff.tell(roomOf.role('supervisor'), 'late_reply', { interaction, preview, isEscalated });
    },
  };
}

/** What becomes of matters. */
function newsOfTickets({
  staff,
  tickets,
}: Rooms): Told<'ticket.changed' | 'ticket.left' | 'clocks.fired' | 'ticket.escalated' | 'hotspot.grew'> {
  async function newsOf(ticketId: string) {
    const { ticket, departments, watchers } = await tickets.news(ticketId);
    const rooms = [
      ...departments.map(roomOf.department),
      ...watchers.map(roomOf.user),
      roomOf.role('dispatcher'),
      roomOf.role('supervisor'),
    ];
    return { rooms, ticket: withoutPeople(ticket) };
  }

  return {
    'ticket.changed': async ({ ticketId }) => {
      const { rooms, ticket } = await newsOf(ticketId);
      // Whoever has it before them, whatever their role: an agent who handed a case over waits for what comes back.
      const seen = roomOf.attention(matterName({ of: 'ticket', id: ticketId }), null);
      staff.tell([...rooms, seen], 'ticket', ticket);
    },
    'ticket.left': async ({ departments, ...news }) => {
      staff.tell(departments.map(roomOf.department), 'ticket_left', news);
    },
    'clocks.fired': async ({ clocks }) => {
      for (const { ticketId, share } of clocks) {
        const { rooms, ticket } = await newsOf(ticketId);
        staff.tell(rooms, 'clock', { ticket, share });
      }
    },
    'ticket.escalated': async ({ escalationId }) => {
      const news = await tickets.escalationNews(escalationId);
      if (news && news.userIds.length > 0)
        staff.tell(news.userIds.map(roomOf.user), 'escalation', withoutPeople(news.view));
    },
    'hotspot.grew': async ({ hotspotId }) => {
      const news = await tickets.hotspotNews(hotspotId);
      if (!news) return;
      const summary = veilText(news.summary, 'all');
      staff.tell(roomOf.role('supervisor'), 'hotspot', { ...news, summary });
    },
  };
}

/** What the house has to say: articles, warnings, the bell, cases that nobody has confirmed. */
function newsOfHouse({
  staff,
  knowledge,
  emergency,
}: Rooms): Told<'article.noticed' | 'bell.rung' | 'broadcast.changed' | 'hand_off.overdue'> {
  return {
    'article.noticed': async ({ articleId, kind, userIds, subject }) => {
      const title = subject ?? (await knowledge.articles.title(articleId));
      const news = articleNewsSchema.parse({ articleId, kind, title });
      staff.tell(userIds.map(roomOf.user), 'article_notice', news);
    },
    'bell.rung': async ({ userIds }) => staff.tell(userIds.map(roomOf.user), 'bell', {}),
    'broadcast.changed': async (news) => {
      staff.tell(roleSchema.options.map(roomOf.role), 'broadcast', news);
    },
    'hand_off.overdue': async ({ handOffId }) => {
      const news = (await emergency.handOffs.unconfirmed()).find((one) => one.handOffId === handOffId);
      if (news) staff.tell(roomOf.role('supervisor'), 'hand_off_overdue', news);
    },
  };
}
