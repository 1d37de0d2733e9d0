// Composes what stands on an agent's screen out of the other rooms. Owns nothing but the canned replies.
import type { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import { calledNumber, citizenWords, type Intake, preview, veilMessages } from '../intake/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { Revealed } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { hiddenIn, hiddenNumber, noteReveal, veilNumber, veilText, veilTitles } from '../platform/privacy.ts';
import { endOf } from '../platform/text.ts';
import { readScores } from '../ratings/index.ts';
import type { InteractionView, OfferView } from '../routing/contract.ts';
import type { Routing } from '../routing/index.ts';
import { firstOfMatter, type Tickets } from '../tickets/index.ts';
import type {
  cannedListSchema,
  letterListSchema,
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
    const { offer, interaction, passedOnBy, passOnNote } = await this.#routing.offer(offerId);
    if (offer.outcome !== 'pending') return null;
    const [citizen, words, names] = await Promise.all([
      this.#intake.citizen(interaction.citizenId),
      this.#intake.firstWords(interaction),
      staffNames(this.#database, passedOnBy === null ? [] : [passedOnBy]),
    ]);
    return {
      id: offer.id,
      interaction,
      citizenName: nameOf(citizen),
      passedOnBy: (passedOnBy !== null && names.get(passedOnBy)) || null,
      passOnNote: passOnNote && veilText(passOnNote, 'numbers'),
      preview: veilText(words || (await this.#understood(interaction)), 'numbers'),
      offeredAt: offer.offeredAt,
      expiresAt: offer.expiresAt,
    };
  }

  /** What a caller who comes from a colleague was understood to say: nothing of a call is written. */
  async #understood({ id, channel }: InteractionView): Promise<string> {
    if (channel !== 'voice') return '';
    return preview((await citizenWords(this.#database, [id])).get(id) ?? '');
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
        return {
          interaction,
          citizenName: nameOf(citizen),
          lastMessage: lastMessage && {
            text: preview(lastMessage.text),
            createdAt: lastMessage.createdAt,
          },
          unread: conversation.lastSeq - conversation.agentReadSeq,
        };
      }),
    );
    return { presence, offers: offers.filter((offer) => offer !== null), inbox };
  }

  /**
   * The thread with who it is, what is open and what was before. The agent of the latest contact reads what the citizen
   * writes as it is; everybody else without people's numbers.
   */
  async screenPop(actor: Actor, conversationId: string): Promise<ScreenPop> {
    const conversation = await this.#intake.conversation(conversationId);
    const [interaction, isTheirs, messages, citizen, openTickets, contacts] = await Promise.all([
      this.#routing.currentInteraction(conversationId),
      this.#isAgentOf(actor, conversationId),
      this.#intake.messagesAfter(conversationId, 0),
      this.#intake.citizen(conversation.citizenId),
      this.#tickets.ofCitizen(conversation.citizenId, { openOnly: true }),
      this.#routing.interactionsOfCitizen(conversation.citizenId, earlierShown + 1),
    ]);
    const before = contacts.filter((contact) => contact.id !== interaction?.id).slice(0, earlierShown);
    const own = before.filter((contact) => contact.agentId === actor.id).map(({ id }) => id);
    const [names, openings, scores] = await Promise.all([
      staffNames(
        this.#database,
        before.flatMap((contact) => (contact.agentId ? [contact.agentId] : [])),
      ),
      this.#intake.openings(before),
      readScores(this.#database.sql, own),
    ]);
    const earlier = before.map((contact) => {
      const opening = openings.get(contact.id);
      return {
        interaction: contact,
        agentName: contact.agentId ? (names.get(contact.agentId) ?? null) : null,
        firstWords: veilText(opening?.firstWords ?? '', 'numbers'),
        score: scores.get(contact.id) ?? null,
        isArchived: opening?.isArchived ?? false,
      };
    });
    return {
      conversation,
      interaction,
      passedOn: interaction && (await this.#passedOn(actor, interaction)),
      messages: isTheirs ? messages : veilMessages(messages),
      citizen: { ...citizen, contactPoints: await this.#shownPoints(citizen) },
      openTickets: veilTitles(openTickets, 'numbers'),
      earlier,
    };
  }

  /** To its agent, unless it came back to whoever wrote it. */
  async #passedOn({ id: userId }: Actor, { id, agentId }: InteractionView): Promise<ScreenPop['passedOn']> {
    const told = agentId === userId ? await this.#routing.passOnNote(id) : null;
    if (told === null || told.byId === userId) return null;
    const names = await staffNames(this.#database, [told.byId]);
    return { by: names.get(told.byId) ?? null, note: told.note };
  }

  /** What the letters of a conversation say beside their messages, behind the same veil as these. */
  async letters(actor: Actor, conversationId: string): Promise<z.infer<typeof letterListSchema>> {
    await this.#intake.conversation(conversationId);
    const [letters, isTheirs] = await Promise.all([
      this.#intake.lettersOf(conversationId),
      this.#isAgentOf(actor, conversationId),
    ]);
    const shown = (text: string): string => (isTheirs ? text : veilText(text, 'numbers'));
    return {
      items: letters.map((letter) => ({
        ...letter,
        subject: shown(letter.subject),
        quoted: shown(letter.quoted),
        refusedFiles: letter.refusedFiles.map(shown),
      })),
    };
  }

  /** Whether the conversation's latest contact is, or was, this agent's. */
  async #isAgentOf(actor: Actor, conversationId: string): Promise<boolean> {
    return (await this.#routing.latestInteraction(conversationId))?.agentId === actor.id;
  }

  async #shownPoints({ id, contactPoints }: Citizen): Promise<ScreenPop['citizen']['contactPoints']> {
    const numberOf = ({ kind, value }: Citizen['contactPoints'][number]): string =>
      kind === 'phone' ? value : `client:${id}`;
    const marked = new Set(await this.#intake.doNotCall.marked(contactPoints.map(numberOf)));
    return contactPoints.map((point) => ({
      kind: point.kind,
      // Who has a browser's name is that browser.
      value: point.kind === 'web' ? '' : veilNumber(point.value),
      isNotToBeCalled: marked.has(calledNumber(numberOf(point))),
    }));
  }

  /**
   * The citizen's telephones, or the numbers in what was said, for the conversation's agent and for supervisors; the look
   * is written down. @throws AppError `not_found`, `forbidden`
   */
  async reveal(actor: Actor, conversationId: string, what: 'phone' | 'words', ip: string): Promise<Revealed> {
    const { citizenId } = await this.#intake.conversation(conversationId);
    const ground = (await this.#isAgentOf(actor, conversationId))
      ? 'in_conversation'
      : may(actor.roles, 'routing.steer')
        ? 'supervision'
        : undefined;
    if (ground === undefined) throw new AppError('forbidden');
    const items =
      what === 'phone'
        ? phonesOf(await this.#intake.citizen(citizenId)).map(hiddenNumber)
        : hiddenIn((await this.#intake.messagesAfter(conversationId, 0)).map(({ text }) => text));
    const subject = { type: 'conversation', id: conversationId } as const;
    await noteReveal(this.#database.read, actor, { what, ground, items, ip }, subject);
    return { ground, items };
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
          citizen: face?.name ?? (face?.phone ? veilNumber(face.phone) : null),
          preview: veilText(preview(face?.words ?? ''), 'numbers'),
          agentName: interaction.agentId ? (names.get(interaction.agentId) ?? null) : null,
        };
      }),
    };
  }

  /** A ticket form filled in from what the citizen wrote, as this agent reads it. */
  async ticketDraft(actor: Actor, conversationId: string): Promise<z.infer<typeof ticketDraftSchema>> {
    const conversation = await this.#intake.conversation(conversationId);
    const [isTheirs, all, citizen, interaction] = await Promise.all([
      this.#isAgentOf(actor, conversationId),
      this.#intake.messagesAfter(conversationId, 0),
      this.#intake.citizen(conversation.citizenId),
      this.#routing.currentInteraction(conversationId),
    ]);
    const messages = isTheirs ? all : veilMessages(all);
    const words = messages.filter((message) => message.author === 'citizen' && message.text);
    const inThisContact = words.slice(-20);
    const text = endOf(inThisContact.map((message) => message.text).join('\n'), maxTicketText);
    const suggestion = await this.#tickets.suggest({ text });
    const [phone] = phonesOf(citizen);
    return {
      kind: suggestion.kind ?? 'inquiry',
      urgency: suggestion.urgency ?? 'ordinary',
      title: preview(firstOfMatter(inThisContact.map((message) => message.text)), titleLength),
      text,
      channel: conversation.channel,
      lang: conversation.lang,
      place: suggestion.place,
      sealed: suggestion.kind === 'report',
      citizenId: citizen.id,
      conversationId,
      ...(suggestion.categoryCode ? { categoryCode: suggestion.categoryCode } : {}),
      ...(citizen.name ? { citizenName: citizen.name } : {}),
      ...(interaction ? { interactionId: interaction.id } : {}),
      reasons: suggestion.reasons,
      confidence: suggestion.confidence,
      knownPhone: phone === undefined ? null : veilNumber(phone),
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

type Citizen = Awaited<ReturnType<Intake['citizen']>>;

/** Telephones, and mail addresses. */
const phonesOf = ({ contactPoints }: Pick<Citizen, 'contactPoints'>): string[] =>
  contactPoints.flatMap(({ kind, value }) => (kind === 'web' ? [] : [value]));

function nameOf(citizen: Pick<Citizen, 'name' | 'contactPoints'>): string | null {
  const [phone] = phonesOf(citizen);
  return citizen.name ?? (phone === undefined ? null : veilNumber(phone));
}
