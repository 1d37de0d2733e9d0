// Scripted agents: they take offers, answer, file a ticket when something must be done, and wrap up.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { ticketDraftSchema } from '../../server/desk/contract.ts';
import { resumedSchema, sentSchema } from '../../server/intake/contract.ts';
import {
  type InteractionView,
  interactionViewSchema,
  type OfferView,
  offerViewSchema,
  presenceViewSchema,
} from '../../server/routing/contract.ts';
import { revealedSchema } from '../../server/platform/contract.ts';
import { createTicketSchema, ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { Api, call, connect, Refusal } from './api.ts';
import { answerText } from './citizens.ts';
import type { Life, Tally } from './tally.ts';

export const demoPassword = 'onecall-demo';

/** @returns whether it was still there to be taken */
export async function acceptOffer(socket: Socket, offerId: string): Promise<boolean> {
  try {
    await call(socket, 'offer:accept', { offerId }, interactionViewSchema);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'offer_gone') return false;
    throw error;
  }
}

export const wrapUp = (
  socket: Socket,
  interactionId: string,
  result: { disposition: string; note?: string } = { disposition: 'answered' },
): Promise<InteractionView> =>
  call(socket, 'interaction:wrap_up', { interactionId, ...result }, interactionViewSchema);

export class ScriptedAgent {
  readonly #api: Api;
  readonly #tally: Tally;
  readonly #username: string;
  readonly #needsAction: () => boolean;
  readonly #thinkMs: number;
  #socket: Socket | undefined;
  #userId = '';
  #free = 0;
  #capacity = 0;
  #working = new Set<Promise<void>>();

  constructor(options: {
    base: string;
    username: string;
    tally: Tally;
    needsAction: () => boolean;
    thinkMs: number;
  }) {
    this.#api = new Api(options.base);
    this.#username = options.username;
    this.#tally = options.tally;
    this.#needsAction = options.needsAction;
    this.#thinkMs = options.thinkMs;
  }

  /** Whether the agent could take one more contact of the channel, as the server last said: a call takes all shares. */
  canTake(channel: Life['channel']): boolean {
    return channel === 'voice' ? this.#free > 0 && this.#free === this.#capacity : this.#free > 0;
  }

  async start(): Promise<void> {
    const user = await this.#api.signIn(this.#username, demoPassword);
    this.#userId = user.id;
    const socket = await connect(this.#api.base, '/staff', { cookie: this.#api.cookie });
    this.#socket = socket;
    socket.on('presence', (raw: unknown) => {
      const presence = presenceViewSchema.parse(raw);
      if (presence.agentId !== this.#userId) return;
      this.#capacity = presence.capacity;
      this.#free = presence.state === 'available' ? presence.capacity - presence.load : 0;
      if (presence.state === 'not_responding') this.#tally.fault(`${this.#username} missed an offer`);
    });
    socket.on('offer', (raw: unknown) => {
      const offer = offerViewSchema.parse(raw);
      const offeredAt = performance.now();
      const work = this.#handle(socket, offer, offeredAt).catch((error: unknown) => {
        this.#tally.fault(`${this.#username}: ${error instanceof Error ? error.message : String(error)}`);
      });
      this.#working.add(work);
      void work.finally(() => this.#working.delete(work));
    });
    const presence = await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    this.#capacity = presence.capacity;
    this.#free = presence.capacity - presence.load;
  }

  async #handle(socket: Socket, offer: OfferView, offeredAt: number): Promise<void> {
    const conversationId = offer.interaction.conversationId;
    if (!(await acceptOffer(socket, offer.id))) return;
    if (offer.interaction.channel === 'voice') return this.#talk(socket, offer.interaction, offeredAt);
    const thread = await call(socket, 'conversation:open', { conversationId, lastSeq: 0 }, resumedSchema);
    const mine = thread.messages.filter(
      (message) => message.author === 'citizen' && this.#tally.lives.has(message.id),
    );
    for (const message of mine) {
      const life = this.#tally.lives.get(message.id);
      if (life) life.offeredAt ??= offeredAt;
    }
    await pause(this.#thinkMs);
    for (const message of mine) {
      const answer = { id: randomUUID(), conversationId, text: answerText(message.id) };
      await call(socket, 'message:send', answer, sentSchema);
    }
    await this.#finish(socket, offer.interaction, mine[0]?.id);
  }

  /** A call: the agent talks until the caller hangs up. */
  async #talk(socket: Socket, interaction: InteractionView, offeredAt: number): Promise<void> {
    const path = `/api/desk/conversations/${interaction.conversationId}/reveal`;
    const { items } = await this.#api.post(path, { what: 'phone' }, revealedSchema);
    const messageId = items.map(({ value }) => this.#tally.callers.get(value)).find(Boolean);
    const life = messageId === undefined ? undefined : this.#tally.lives.get(messageId);
    if (life) life.offeredAt ??= offeredAt;
    for (let waited = 0; waited < 600 && life?.answeredAt === undefined; waited += 1) await pause(50);
    await pause(400);
    await this.#finish(socket, interaction, messageId);
  }

  async #finish(socket: Socket, interaction: InteractionView, messageId: string | undefined): Promise<void> {
    if (messageId !== undefined && this.#needsAction()) await this.#fileTicket(interaction, messageId);
    const interactionId = interaction.id;
    await call(socket, 'interaction:end', { interactionId }, interactionViewSchema);
    await wrapUp(socket, interactionId);
  }

  async #fileTicket({ conversationId, channel }: InteractionView, messageId: string): Promise<void> {
    const draft = await this.#api.get(
      `/api/desk/conversations/${conversationId}/ticket-draft`,
      ticketDraftSchema,
    );
    // What a caller says is typed by the agent.
    const spoken =
      channel === 'voice' ? { title: '来电反映问题', text: '市民来电反映问题，要求回复处理结果。' } : {};
    const body = createTicketSchema.parse({ ...draft, ...spoken, id: randomUUID() });
    const { ticket, code } = await this.#api.post('/api/tickets', body, ticketCreatedSchema);
    this.#tally.tickets.set(ticket.id, { number: ticket.number, code, dispatched: false, closed: false });
    const life = this.#tally.lives.get(messageId);
    if (life) life.ticketId = ticket.id;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#working);
    this.#socket?.disconnect();
  }
}
