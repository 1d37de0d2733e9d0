// Use cases of conversations: what citizens and agents say, on chat and by SMS.
import { randomUUID } from 'node:crypto';
import { staffNames } from '../admin/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { InteractionView } from '../routing/contract.ts';
import type { Routing } from '../routing/index.ts';
import type { ContactState, ConversationView, MessageView, SendMessage } from './contract.ts';
import { languageOf, normalisePhone, preview } from './core.ts';
import { queueSms } from './sms/outgoing.ts';
import {
  appendMessage,
  citizenByContact,
  conversationFor,
  conversationView,
  lockCitizen,
  messageView,
  type Notice,
  readMessage,
  readMessagesAfter,
} from './store.ts';

type Sent = { message: MessageView; conversation: ConversationView };

export class Conversations {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #secrets: Secrets;
  readonly #metrics: Metrics;

  constructor(deps: { database: Database; routing: Routing; secrets: Secrets; metrics: Metrics }) {
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#secrets = deps.secrets;
    this.#metrics = deps.metrics;
  }

  /** Recognises a browser (or meets it) and gives it the token that proves it. */
  async startChat(input: {
    browserId: string;
    lang: Lang;
    name?: string | undefined;
  }): Promise<{ token: string; citizenId: string; conversationId: string | null }> {
    const citizen = await this.#database.change(({ tx }) =>
      citizenByContact(tx, { kind: 'web', value: input.browserId }, { name: input.name, lang: input.lang }),
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
    const row = await this.#database.read.conversation.findFirst({
      where: { citizenId, channel: 'chat', status: 'open' },
      orderBy: { id: 'desc' },
    });
    return row ? conversationView(row) : null;
  }

  /**
   * Takes in a chat message. Resolves after the commit; the same id again gives the same answer.
   * @throws AppError `queue_full`: then nothing was stored.
   */
  async receiveMessage(input: { citizenId: string; message: SendMessage; lang: Lang }): Promise<Sent> {
    const { citizenId, message } = input;
    await this.#database.change(async (change) => {
      await lockCitizen(change.tx, citizenId);
      if (await this.#isKnown(change, message.id, citizenId)) return;
      const lang = message.text ? languageOf(message.text) : input.lang;
      const conversation = await conversationFor(change.tx, citizenId, 'chat', lang);
      await this.#append(change, { ...conversation, citizenId }, message, undefined);
    });
    return this.#sent(message.id);
  }

  /** Takes in a text message from a telephone. `providerRef` is the carrier's id: a repeated webhook changes nothing. */
  async receiveSms(input: { id: string; from: string; text: string; providerRef?: string }): Promise<void> {
    const phone = normalisePhone(input.from);
    await this.#database.change(async (change) => {
      const lang = languageOf(input.text);
      const citizen = await citizenByContact(change.tx, { kind: 'phone', value: phone }, { lang });
      await lockCitizen(change.tx, citizen.id);
      if (input.providerRef && (await readMessage(change.tx, { providerRef: input.providerRef }))) return;
      if (await this.#isKnown(change, input.id, citizen.id)) return;
      const conversation = await conversationFor(change.tx, citizen.id, 'sms', lang);
      const message = { id: input.id, text: input.text, attachmentIds: [] };
      await this.#append(change, conversation, message, input.providerRef);
    });
  }

  /** A message of an agent to the citizen; in an SMS conversation it also goes to the telephone. */
  async postAgentMessage(input: {
    agentId: string;
    conversationId: string;
    message: SendMessage;
  }): Promise<Sent> {
    const { agentId, conversationId, message } = input;
    await this.#database.change(async (change) => {
      const conversation = await change.tx.conversation.findUnique({
        where: { id: conversationId },
        include: { citizen: { include: { contactPoints: true } } },
      });
      if (!conversation) throw new AppError('not_found');
      const known = await readMessage(change.tx, { id: message.id });
      if (known) {
        if (known.conversationId !== conversationId || known.authorId !== agentId)
          throw new AppError('conflict');
        return;
      }
      const phone = conversation.citizen.contactPoints.find((point) => point.kind === 'phone')?.value;
      const bySms = conversation.channel === 'sms' && phone !== undefined;
      const interaction = await this.#routing.lockCurrentInteraction(change, conversationId);
      await appendMessage(change, {
        ...message,
        conversationId,
        interactionId: interaction?.id ?? null,
        author: 'agent',
        authorId: agentId,
        delivery: bySms ? 'queued' : 'none',
      });
      if (bySms) await queueSms(change, { id: message.id, to: phone, text: message.text });
    });
    this.#metrics.messages.inc({ channel: 'any', author: 'agent' });
    return this.#sent(message.id);
  }

  /** A system message that each side reads in its own language. */
  async postNotice(change: Change, conversationId: string, notice: Notice): Promise<void> {
    await appendMessage(change, {
      id: randomUUID(),
      conversationId,
      interactionId: null,
      author: 'system',
      authorId: null,
      text: '',
      notice,
    });
  }

  async message(id: string): Promise<MessageView> {
    return (await this.messageNews(id)).message;
  }

  /** A message and the citizen it concerns, in one look. */
  async messageNews(id: string): Promise<{ message: MessageView; citizenId: string }> {
    const row = await this.#database.read.message.findUnique({
      where: { id },
      include: { attachments: true, conversation: { select: { citizenId: true } } },
    });
    if (!row) throw new AppError('not_found');
    const agents = row.author === 'agent' && row.authorId ? [row.authorId] : [];
    const names = await staffNames(this.#database, agents);
    return { message: messageView(row, names), citizenId: row.conversation.citizenId };
  }

  async messagesAfter(conversationId: string, seq: number, limit = 1_000): Promise<MessageView[]> {
    const rows = await readMessagesAfter(this.#database, conversationId, seq, limit);
    const agents = rows.flatMap((row) => (row.author === 'agent' && row.authorId ? [row.authorId] : []));
    const names = agents.length > 0 ? await staffNames(this.#database, agents) : new Map();
    return rows.map((row) => messageView(row, names));
  }

  async lastMessage(conversationId: string): Promise<MessageView | null> {
    const row = await this.#database.read.message.findFirst({
      where: { conversationId, author: { not: 'system' } },
      orderBy: { seq: 'desc' },
      include: { attachments: true },
    });
    return row ? messageView(row, new Map()) : null;
  }

  async conversation(id: string): Promise<ConversationView> {
    const row = await this.#database.read.conversation.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found');
    return conversationView(row);
  }

  /** What the citizen wrote first in the last contact, for an offer. */
  async firstWords(conversationId: string, interactionId?: string): Promise<string> {
    const row = await this.#database.read.message.findFirst({
      where: { conversationId, author: 'citizen', ...(interactionId ? { interactionId } : {}) },
      orderBy: { seq: 'asc' },
      select: { text: true },
    });
    return preview(row?.text ?? '');
  }

  /** Where the contact stands, as the citizen sees it. */
  async contactState(conversationId: string): Promise<ContactState> {
    const interaction = await this.#routing.currentInteraction(conversationId);
    if (interaction) return this.contactStateOf(interaction);
    return { conversationId, interactionId: null, state: 'ended', position: null, agentName: null };
  }

  /** The same from an interaction that has been read. */
  async contactStateOf(interaction: InteractionView): Promise<ContactState> {
    const { id, conversationId, state, agentId, lang } = interaction;
    const base = { conversationId, interactionId: id, position: null, agentName: null };
    if (state === 'active' && agentId) {
      const name = (await staffNames(this.#database, [agentId])).get(agentId);
      return { ...base, state: 'active', agentName: name ? name[lang] : null };
    }
    if (state === 'waiting') return { ...base, state, position: await this.#routing.positionOf(interaction) };
    return { ...base, state: state === 'offered' ? 'offered' : 'ended' };
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

  async #isKnown(change: Change, messageId: string, citizenId: string): Promise<boolean> {
    const known = await readMessage(change.tx, { id: messageId });
    if (!known) return false;
    if (known.author !== 'citizen' || known.authorId !== citizenId) throw new AppError('conflict');
    return true;
  }

  /** Appends a citizen's message to the contact that runs, or opens a new one in its queue. */
  async #append(
    change: Change,
    conversation: { id: string; citizenId: string; channel: 'chat' | 'sms' | 'voice' | 'web'; lang: string },
    message: SendMessage,
    providerRef: string | undefined,
  ): Promise<void> {
    const { id: conversationId, citizenId, channel } = conversation;
    const lang = conversation.lang === 'en' ? 'en' : 'zh';
    const current = await this.#routing.lockCurrentInteraction(change, conversationId);
    const isRunning = current !== null && current.state !== 'wrap_up';
    const interaction = isRunning
      ? current
      : await this.#routing.openInteraction(change, { conversationId, citizenId, channel, lang });
    if (!isRunning) this.#metrics.arrivals.inc({ channel });
    await appendMessage(change, {
      ...message,
      conversationId,
      interactionId: interaction.id,
      author: 'citizen',
      authorId: citizenId,
      providerRef,
    });
    this.#metrics.messages.inc({ channel, author: 'citizen' });
  }

  async #sent(messageId: string): Promise<Sent> {
    const message = await this.message(messageId);
    return { message, conversation: await this.conversation(message.conversationId) };
  }
}
