// Composes what stands on an agent's screen out of the other rooms. Owns nothing but the canned replies.
import type { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import { type Intake, preview } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import type { OfferView } from '../routing/contract.ts';
import type { Routing } from '../routing/index.ts';
import type { Tickets } from '../tickets/index.ts';
import type {
  cannedListSchema,
  contactListSchema,
  Desk as DeskView,
  PhoneBook,
  ScreenPop,
  ticketDraftSchema,
} from './contract.ts';
import { readPhoneBook } from './phone-book.ts';

/** Earlier contacts shown beside a conversation. */
const earlierShown = 10;
const contactsShown = 200;
/** What a ticket's text may hold; the latest words count. */
const maxTicketText = 8_000;
/** A title is what fits into a list; the text keeps everything. */
const titleLength = 60;

export class Desk {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #intake: Intake;
  readonly #tickets: Tickets;

  constructor(deps: { database: Database; routing: Routing; intake: Intake; tickets: Tickets }) {
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#intake = deps.intake;
    this.#tickets = deps.tickets;
  }

  /** An offer as it is put before the agent; null when it is no longer open. */
  async offerView(offerId: string): Promise<OfferView | null> {
    const { offer, interaction } = await this.#routing.offer(offerId);
    if (offer.outcome !== 'pending') return null;
    const [citizen, words] = await Promise.all([
      this.#intake.citizen(interaction.citizenId),
      this.#intake.firstWords(interaction.conversationId, interaction.id),
    ]);
    return {
      id: offer.id,
      interaction,
      citizenName: nameOf(citizen),
      preview: words,
      offeredAt: offer.offeredAt,
      expiresAt: offer.expiresAt,
    };
  }

  /** Everything that an agent's page starts from. */
  async desk(agentId: string): Promise<DeskView> {
    const [presence, pending, interactions] = await Promise.all([
      this.#routing.presence(agentId),
      this.#routing.pendingOffers(agentId),
      this.#routing.agentInbox(agentId),
    ]);
    const offers = await Promise.all(pending.map((offer) => this.offerView(offer.id)));
    const inbox = await Promise.all(
      interactions.map(async (interaction) => {
        const [conversation, citizen, lastMessage] = await Promise.all([
          this.#intake.conversation(interaction.conversationId),
          this.#intake.citizen(interaction.citizenId),
          this.#intake.lastMessage(interaction.conversationId),
        ]);
        const unread = conversation.lastSeq - conversation.agentReadSeq;
        return { interaction, conversation, citizenName: nameOf(citizen), lastMessage, unread };
      }),
    );
    return { presence, offers: offers.filter((offer) => offer !== null), inbox };
  }

  /** The thread with who it is, what is open and what was before. */
  async screenPop(conversationId: string): Promise<ScreenPop> {
    const conversation = await this.#intake.conversation(conversationId);
    const [interaction, messages, citizen, openTickets, contacts] = await Promise.all([
      this.#routing.currentInteraction(conversationId),
      this.#intake.messagesAfter(conversationId, 0),
      this.#intake.citizen(conversation.citizenId),
      this.#tickets.ofCitizen(conversation.citizenId, { openOnly: true }),
      this.#routing.interactionsOfCitizen(conversation.citizenId, earlierShown + 1),
    ]);
    const before = contacts.filter((contact) => contact.id !== interaction?.id).slice(0, earlierShown);
    const names = await staffNames(
      this.#database,
      before.flatMap((contact) => (contact.agentId ? [contact.agentId] : [])),
    );
    const earlier = await Promise.all(
      before.map(async (contact) => ({
        interaction: contact,
        agentName: contact.agentId ? (names.get(contact.agentId) ?? null) : null,
        firstWords: await this.#intake.firstWords(contact.conversationId, contact.id),
      })),
    );
    return { conversation, interaction, messages, citizen, openTickets, earlier };
  }

  /** What waits, rings or is in talk, the next turn first. */
  async contacts(): Promise<z.infer<typeof contactListSchema>> {
    const interactions = await this.#routing.liveContacts(contactsShown);
    const [faces, names] = await Promise.all([
      this.#intake.faces(interactions.map(({ id }) => id)),
      staffNames(
        this.#database,
        interactions.flatMap(({ agentId }) => (agentId ? [agentId] : [])),
      ),
    ]);
    const faceOf = new Map(faces.map((face) => [face.interactionId, face]));
    return {
      items: interactions.map((interaction) => {
        const face = faceOf.get(interaction.id);
        return {
          interaction,
          citizen: face?.name ?? (face?.phone ? maskPhone(face.phone) : null),
          preview: preview(face?.words ?? ''),
          agentName: interaction.agentId ? (names.get(interaction.agentId) ?? null) : null,
        };
      }),
    };
  }

  /** A ticket form filled in from what the citizen wrote. */
  async ticketDraft(conversationId: string): Promise<z.infer<typeof ticketDraftSchema>> {
    const conversation = await this.#intake.conversation(conversationId);
    const [messages, citizen, interaction] = await Promise.all([
      this.#intake.messagesAfter(conversationId, 0),
      this.#intake.citizen(conversation.citizenId),
      this.#routing.currentInteraction(conversationId),
    ]);
    const words = messages.filter((message) => message.author === 'citizen' && message.text);
    const inThisContact = words.slice(-20);
    const text = inThisContact
      .map((message) => message.text)
      .join('\n')
      .slice(-maxTicketText);
    const suggestion = await this.#tickets.suggest({ text });
    const phone = citizen.contactPoints.find((point) => point.kind === 'phone')?.value;
    return {
      kind: suggestion.kind ?? 'inquiry',
      urgency: suggestion.urgency ?? 'ordinary',
      title: preview(inThisContact[0]?.text ?? '', titleLength),
      text,
      channel: conversation.channel,
      lang: conversation.lang,
      place: suggestion.place,
      sealed: suggestion.kind === 'report',
      citizenId: citizen.id,
      conversationId,
      ...(suggestion.categoryCode ? { categoryCode: suggestion.categoryCode } : {}),
      ...(citizen.name ? { citizenName: citizen.name } : {}),
      ...(phone ? { citizenPhone: phone } : {}),
      ...(interaction ? { interactionId: interaction.id } : {}),
      reasons: suggestion.reasons,
      confidence: suggestion.confidence,
    };
  }

  phoneBook(): Promise<PhoneBook> {
    return readPhoneBook(this.#database);
  }

  async cannedReplies(): Promise<z.infer<typeof cannedListSchema>> {
    const rows = await this.#database.read.cannedReply.findMany({ orderBy: { code: 'asc' } });
    return {
      items: rows.map((row) => ({
        code: row.code,
        title: { zh: row.titleZh, en: row.titleEn },
        text: { zh: row.textZh, en: row.textEn },
        shortcut: row.shortcut,
      })),
    };
  }
}

/** Supervisors steer contacts without knowing whose they are. */
const maskPhone = (phone: string): string => phone.replace(/\d{4}(?=\d{4}$)/, '****');

function nameOf(citizen: { name: string | null; contactPoints: readonly { kind: string; value: string }[] }) {
  return citizen.name ?? citizen.contactPoints.find((point) => point.kind === 'phone')?.value ?? null;
}
