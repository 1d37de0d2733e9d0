// Use cases of conversations: what citizens and agents say, on chat and by SMS.
import { randomUUID } from 'node:crypto';
import { staffNames } from '../admin/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import { gathered } from '../platform/gathered.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Ratings } from '../ratings/index.ts';
import type { InteractionView } from '../routing/contract.ts';
import { mayRise, type Routing } from '../routing/index.ts';
import type { ContactState, ConversationView, MessageView, SendMessage } from './contract.ts';
import { languageOf, normalisePhone, preview } from './core.ts';
import { FurtherMessages, type Incoming } from './further-messages.ts';
import { type AnswersFirst, answerNotice } from './machine-answers.ts';
import { queueAnswer } from './mail/outgoing.ts';
import type { SmsOrders } from './sms/orders.ts';
import { queueSms } from './sms/outgoing.ts';
import {
  type Appended,
  appendMessage,
  conversationFor,
  conversationView,
  isCarriersMessageKnown,
  isHardship,
  lockCitizen,
  type MessageRow,
  messageView,
  type NewMessage,
  type Notice,
  readConversation,
  readOpenings,
  readLastWords,
  readMessage,
  readMessages,
  readMessagesAfter,
  readOpenConversation,
} from './store.ts';
import { citizenByContact, readAddress } from './people.ts';
import type { WaysOut } from './ways-out.ts';

type Sent = { message: MessageView; conversation: ConversationView };

const nowhere = {
  position: null,
  estimatedWaitS: null,
  agentName: null,
  agentNames: null,
  refusal: null,
  rating: null,
} as const;

export class Conversations {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #secrets: Secrets;
  readonly #metrics: Metrics;
  readonly #posted: (id: string) => Promise<MessageRow | undefined>;
  /** What was just stored here, until it is told: it is not read again for that. */
  readonly #justStored = new Map<string, MessageRow>();
  readonly #further: FurtherMessages;
  readonly #isDanger: (text: string) => boolean;
  readonly #waysOut: WaysOut;
  readonly #smsOrders: SmsOrders;
  readonly #answersFirst: AnswersFirst;
  readonly #ratings: Pick<Ratings, 'askedOf'>;

  constructor(deps: {
    database: Database;
    routing: Routing;
    secrets: Secrets;
    metrics: Metrics;
    log: Log;
    isDanger: (text: string) => boolean;
    waysOut: WaysOut;
    smsOrders: SmsOrders;
    answersFirst: AnswersFirst;
    ratings: Pick<Ratings, 'askedOf'>;
  }) {
    this.#ratings = deps.ratings;
    this.#answersFirst = deps.answersFirst;
    this.#smsOrders = deps.smsOrders;
    this.#isDanger = deps.isDanger;
    this.#waysOut = deps.waysOut;
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#secrets = deps.secrets;
    this.#metrics = deps.metrics;
    this.#posted = gathered((ids) => readMessages(deps.database.sql, ids));
    this.#further = new FurtherMessages({
      ...deps,
      onStored: (messages) => {
        deps.metrics.messages.inc({ channel: 'chat', author: 'citizen' }, messages.length);
        for (const message of messages) this.#justStored.set(message.id, message);
      },
    });
  }

  /** Recognises a browser (or meets it) and gives it the token that proves it. */
  async startChat(input: {
    browserId: string;
    lang: Lang;
    name?: string | undefined;
  }): Promise<{ token: string; citizenId: string; conversationId: string | null }> {
    const citizen = await this.#database.change((change) =>
      citizenByContact(
        change,
        { kind: 'web', value: input.browserId },
        { name: input.name, lang: input.lang },
      ),
    );
    const latest = await this.latestOf(citizen.id);
    return {
      token: this.#secrets.citizenToken(citizen.id),
      citizenId: citizen.id,
      conversationId: latest?.id ?? null,
    };
  }

  /** The citizen's latest open conversation by chat. */
  async latestOf(citizenId: string): Promise<ConversationView | null> {
    const row = await readOpenConversation(this.#database.sql, citizenId, 'chat', new Date(0));
    return row ? conversationView(row) : null;
  }

  /**
   * Takes in a chat message. Resolves after the commit; the same id again gives the same answer. What is written to a
   * queue that lets nobody in is kept, and the contact says how it goes on (`refused`).
   */
  async receiveMessage({ lang, ...incoming }: Incoming & { lang: Lang }): Promise<Sent> {
    const alone = (): Promise<Appended> =>
      this.#database.change((change) => this.#receiveAlone(change, incoming, lang));
    return this.#sent(await this.#further.append(incoming, alone));
  }

  async #receiveAlone(change: Change, incoming: Incoming, usualLang: Lang): Promise<Appended> {
    const { citizenId, message, cameBy } = incoming;
    // In this order: the second looks once the first has the lock.
    const [, known] = await Promise.all([
      lockCitizen(change.sql, citizenId),
      this.#known(change, message.id, citizenId),
    ]);
    if (known) return known;
    const lang = message.text ? languageOf(message.text) : usualLang;
    const conversation = await conversationFor(change, citizenId, 'chat', lang);
    const appended = await this.append(change, conversation, { ...message, cameBy });
    const { interaction, isFirst } = appended;
    if (isFirst)
      await this.#answersFirst.answer(change, {
        messageId: message.id,
        text: message.text,
        lang: interaction.lang,
        interaction,
      });
    return appended;
  }

  /** Takes in a text message from a telephone. `providerRef` is the carrier's id: a repeated webhook changes nothing. */
  async receiveSms(input: { id: string; from: string; text: string; providerRef?: string }): Promise<void> {
    const phone = normalisePhone(input.from);
    await this.#database.change(async (change) => {
      const lang = languageOf(input.text);
      const citizen = await citizenByContact(change, { kind: 'phone', value: phone }, { lang });
      await lockCitizen(change.sql, citizen.id);
      if (input.providerRef && (await isCarriersMessageKnown(change.sql, input.providerRef))) return;
      if (await this.#known(change, input.id, citizen.id)) return;
      const conversation = await conversationFor(change, citizen.id, 'sms', lang);
      const message = { id: input.id, text: input.text, attachmentIds: [] };
      const sender = {
        messageId: input.id,
        conversationId: conversation.id,
        citizenId: citizen.id,
        phone,
        lang: conversation.lang === 'en' ? ('en' as const) : ('zh' as const),
      };
      const order = await this.#smsOrders.obey(change, sender, input.text);
      if (order) {
        await appendMessage(change, {
          ...message,
          conversationId: conversation.id,
          interaction: null,
          author: 'citizen',
          authorId: citizen.id,
          providerRef: input.providerRef,
        });
        if (order.solved !== null) await this.#routing.endWithin(change, order.solved, 'machine');
        return;
      }
      const { providerRef } = input;
      const appended = await this.append(change, conversation, { ...message, providerRef });
      const { interaction, isFirst } = appended;
      if (isFirst)
        await this.#answersFirst.answer(change, {
          messageId: input.id,
          text: input.text,
          lang: sender.lang,
          interaction,
          phone,
        });
      if (interaction.state === 'refused')
        await this.#waysOut.tellBySms(change, interaction, { phone, lang });
      else await this.#routing.smsCame(change, interaction.id);
    });
  }

  /**
   * What a citizen says of the machine's answer: it was enough, which ends the wait, or they want a person, which
   * changes nothing of it. @throws AppError `not_found` for what is no answer to this citizen
   */
  async judgeAnswer(citizenId: string, messageId: string, isSolved: boolean): Promise<void> {
    const message = await readMessage(this.#database.sql, messageId);
    if (message?.notice?.key !== answerNotice) throw new AppError('not_found');
    const { conversationId } = message;
    const conversation = await readConversation(this.#database.sql, conversationId);
    if (conversation.citizenId !== citizenId) throw new AppError('not_found');
    await this.#database.change(async (change) => {
      await lockCitizen(change.sql, citizenId);
      const about = { id: messageId, conversationId };
      const helped = await this.#answersFirst.judge(change, about, isSolved ? 'solved' : 'person');
      if (helped !== null) await this.#routing.endWithin(change, helped, 'machine');
    });
  }

  /**
   * A message of an agent to the citizen; it also goes to the telephone or the mailbox that they write from. An agent
   * speaks only in conversations that are theirs now, unless `mayStepIn`.
   * @throws AppError `forbidden`, `not_found`, `conflict` when the id is another message's
   */
  async postAgentMessage(input: {
    agentId: string;
    mayStepIn: boolean;
    conversationId: string;
    message: SendMessage;
  }): Promise<Sent> {
    const { agentId, conversationId, message } = input;
    const appended = await this.#database.change(async (change) => {
      const interaction = await this.#routing.lockCurrentInteraction(change, conversationId);
      if (!input.mayStepIn && interaction?.agentId !== agentId) throw new AppError('forbidden');
      const address = await readAddress(change, conversationId);
      if (!address) throw new AppError('not_found');
      const known = await readMessage(change.sql, message.id);
      if (known) {
        if (known.conversationId !== conversationId || known.authorId !== agentId)
          throw new AppError('conflict');
        return { message: known, conversation: await readConversation(change.sql, conversationId) };
      }
      const phone = address.channel === 'sms' ? address.phone : null;
      const isMail = address.channel === 'email';
      const posted = await appendMessage(change, {
        ...message,
        conversationId,
        interaction,
        author: 'agent',
        authorId: agentId,
        delivery: phone || isMail ? 'queued' : 'none',
      });
      if (phone) {
        await queueSms(change, { id: message.id, to: phone, text: message.text });
        await this.#routing.smsAnswered(change, conversationId);
      }
      if (isMail)
        await queueAnswer(change, { id: message.id, conversationId, text: message.text, isAutomatic: false });
      return posted;
    });
    this.#metrics.messages.inc({ channel: 'any', author: 'agent' });
    return this.#sent(appended);
  }

  /** A system message that each side reads in its own language. */
  async postNotice(change: Change, conversationId: string, notice: Notice): Promise<void> {
    await appendMessage(change, {
      id: randomUUID(),
      conversationId,
      interaction: null,
      author: 'system',
      authorId: null,
      text: '',
      notice,
    });
  }

  /** @throws AppError `not_found` */
  async message(id: string): Promise<MessageView> {
    const stored = this.#justStored.get(id);
    this.#justStored.delete(id);
    const row = stored ?? (await this.#posted(id));
    if (!row) throw new AppError('not_found');
    return this.#view(row);
  }

  async messagesAfter(conversationId: string, seq: number, limit = 1_000): Promise<MessageView[]> {
    const rows = await readMessagesAfter(this.#database.sql, conversationId, seq, limit);
    const agents = rows.flatMap((row) => (row.author === 'agent' && row.authorId ? [row.authorId] : []));
    const names = agents.length > 0 ? await staffNames(this.#database, agents) : new Map();
    return rows.map((row) => messageView(row, names));
  }

  async lastMessage(conversationId: string): Promise<MessageView | null> {
    const row = await readLastWords(this.#database.sql, conversationId);
    return row ? messageView(row, new Map()) : null;
  }

  async conversation(id: string): Promise<ConversationView> {
    return conversationView(await readConversation(this.#database.sql, id));
  }

  /** What the citizen wrote first in a contact, for an offer. */
  async firstWords(contact: InteractionView): Promise<string> {
    return (await this.openings([contact])).get(contact.id)?.firstWords ?? '';
  }

  /** The same of several contacts, by their ids, and of which of them it lies in the file of a month that has left. */
  async openings(
    contacts: readonly InteractionView[],
  ): Promise<Map<string, { firstWords: string; isArchived: boolean }>> {
    const rows = await readOpenings(this.#database.sql, contacts);
    return new Map(rows.map(({ id, text, ...row }) => [id, { firstWords: preview(text), ...row }]));
  }

  /** Where the contact stands, as the citizen sees it. */
  async contactState(conversationId: string): Promise<ContactState> {
    const interaction = await this.#routing.latestInteraction(conversationId);
    if (interaction) return this.contactStateOf(interaction);
    return { ...nowhere, conversationId, interactionId: null, state: 'ended' };
  }

  /** The same from an interaction that has been read. */
  async contactStateOf(interaction: InteractionView): Promise<ContactState> {
    const { id, conversationId, state, agentId, lang } = interaction;
    const base = { ...nowhere, conversationId, interactionId: id };
    if (state === 'active' && agentId) {
      const name = (await staffNames(this.#database, [agentId])).get(agentId);
      return { ...base, state: 'active', agentName: name ? name[lang] : null, agentNames: name ?? null };
    }
    if (state === 'waiting') return { ...base, state, ...(await this.#routing.turnOf(interaction)) };
    if (state === 'refused' && interaction.refusal) {
      const opensAt = await this.#routing.nextOpening(interaction.queueCode);
      const refusal = { reason: interaction.refusal, opensAt: opensAt?.toISOString() ?? null };
      return { ...base, state, refusal };
    }
    if (state === 'offered') return { ...base, state };
    return { ...base, state: 'ended', rating: await this.#ratings.askedOf(interaction) };
  }

  /** Moves a reader's mark forward; never back. */
  async markRead(input: { conversationId: string; by: 'citizen' | 'agent'; seq: number }): Promise<void> {
    const { conversationId, by, seq } = input;
    const field = by === 'citizen' ? 'citizenReadSeq' : 'agentReadSeq';
    await this.#database.change(async ({ tx, emit }) => {
      const moved = await tx.conversation.updateMany({
        where: { id: conversationId, [field]: { lt: seq }, lastSeq: { gte: seq } },
        data: { [field]: seq },
      });
      if (moved.count > 0) emit('conversation.read', { conversationId, by, seq });
    });
  }

  /** What was stored under this id before. @throws AppError `conflict` when it is another's */
  async #known(change: Change, messageId: string, citizenId: string): Promise<Appended | undefined> {
    const message = await readMessage(change.sql, messageId);
    if (!message) return undefined;
    if (message.author !== 'citizen' || message.authorId !== citizenId) throw new AppError('conflict');
    return { message, conversation: await readConversation(change.sql, message.conversationId) };
  }

  /** Appends a citizen's message to the contact that runs, or opens a new one in its queue. */
  async append(
    change: Change,
    conversation: Awaited<ReturnType<typeof conversationFor>>,
    message: SendMessage & Pick<NewMessage, 'providerRef' | 'cameBy'>,
  ): Promise<Appended & { interaction: InteractionView; isFirst: boolean }> {
    const { id: conversationId, citizenId, channel } = conversation;
    const lang = conversation.lang === 'en' ? 'en' : 'zh';
    const current = conversation.isNew
      ? null
      : await this.#routing.lockCurrentInteraction(change, conversationId);
    const isRunning = current !== null && current.state !== 'wrap_up';
    const isEmergency = (!isRunning || mayRise(current)) && this.#isDanger(message.text);
    const interaction = isRunning
      ? current
      : await this.#routing.openInteraction(change, {
          conversationId,
          citizenId,
          channel,
          lang,
          isHardship: await isHardship(change.sql, citizenId),
          isEmergency,
        });
    if (!isRunning) this.#metrics.arrivals.inc({ channel });
    else if (isEmergency) await this.#routing.raiseEmergency(change, interaction.id);
    const appended = await appendMessage(change, {
      ...message,
      conversationId,
      interaction,
      author: 'citizen',
      authorId: citizenId,
    });
    this.#metrics.messages.inc({ channel, author: 'citizen' });
    // Danger is for people alone.
    return { ...appended, interaction, isFirst: !isRunning && !isEmergency };
  }

  async #sent({ message, conversation }: Appended): Promise<Sent> {
    return { message: await this.#view(message), conversation: conversationView(conversation) };
  }

  async #view(row: MessageRow): Promise<MessageView> {
    const agents = row.author === 'agent' && row.authorId ? [row.authorId] : [];
    return messageView(row, agents.length > 0 ? await staffNames(this.#database, agents) : new Map());
  }
}
