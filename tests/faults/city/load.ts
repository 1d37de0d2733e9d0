// People who go on whatever happens: each sends under an id of its own until somebody says "yes", as the pages do.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { Api, call, Refusal } from '../../../scripts/demo-day/api.ts';
import { chatSessionSchema, resumedSchema, sentSchema } from '../../../server/intake/contract.ts';
import {
  interactionViewSchema,
  offerViewSchema,
  presenceViewSchema,
} from '../../../server/routing/contract.ts';

const patienceMs = 8_000;
const againAfterMs = 300;
const passing: ReadonlySet<string> = new Set(['unavailable', 'no_room', 'internal']);

export interface Sent {
  id: string;
  /** The person that sent it; what one person sends stays in order. */
  from: string;
  isAcknowledged: boolean;
}

/** A request that ends in time whatever the other side does. A signal of `AbortSignal.timeout` may be collected unheard. */
export async function ask(
  url: string | URL,
  withinMs: number,
  request: RequestInit = {},
): Promise<{ answer: Response | undefined; said: unknown }> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), withinMs);
  try {
    const answer = await fetch(url, { ...request, signal: controller.signal });
    const said: unknown = await answer.json();
    return { answer, said };
  } catch {
    return { answer: undefined, said: undefined };
  } finally {
    clearTimeout(timer);
  }
}

export class Load {
  readonly messages: Sent[] = [];
  readonly texts: Sent[] = [];
  /** Messages of somebody who does not care for their order. */
  readonly unordered: Sent[] = [];
  readonly tickets: (Sent & { phone: string; dueAt: Date | null })[] = [];
  /** When something was acknowledged: gaps say how long nothing was. */
  readonly acknowledgedAt: number[] = [];
  readonly refusals = new Map<string, number>();
  readonly startedAt = new Date();
  readonly #base: string;
  readonly #work: Promise<void>[] = [];
  readonly #closers: (() => void)[] = [];
  #isOver = false;
  #isClosed = false;

  constructor(base: string) {
    this.#base = base;
  }

  start(people: { citizens: number; telephones: number; desks: number; agents: number }): void {
    for (let index = 0; index < people.citizens; index += 1) this.#work.push(this.#chat(index));
    for (let index = 0; index < people.telephones; index += 1) this.#work.push(this.#text(index));
    for (let index = 0; index < people.desks; index += 1) this.#work.push(this.#file(index));
    for (let index = 0; index < people.agents; index += 1) void this.#agent(`agent${index + 1}`);
  }

  /** Nobody begins anything new; resolves when all that was begun is acknowledged. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#work);
  }

  close(): void {
    this.#isClosed = true;
    for (const close of this.#closers) close();
  }

  /** Asks until the answer is good. What is refused for a while is asked again; everything else is counted. */
  async #insist(path: string, body: object, headers: () => Record<string, string>): Promise<unknown> {
    for (;;) {
      const { answer, said } = await ask(new URL(path, this.#base), patienceMs, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-onecall': '1', ...headers() },
        body: JSON.stringify(body),
      });
      if (answer?.ok) {
        this.acknowledgedAt.push(Date.now());
        return said;
      }
      const code = z.object({ error: z.object({ code: z.string() }) }).safeParse(said).data?.error.code;
      const name = `${path} ${answer ? `${answer.status} ${code ?? 'by the proxy'}` : 'no answer'}`;
      this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
      await pause(againAfterMs);
    }
  }

  async #chat(index: number): Promise<void> {
    const browserId = randomUUID();
    await pause(index * 50);
    const session = chatSessionSchema.parse(
      await this.#insist('/api/chat/session', { browserId, lang: 'zh' }, () => ({})),
    );
    for (let count = 1; !this.#isOver; count += 1) {
      const one = { id: randomUUID(), from: session.token, isAcknowledged: false };
      this.messages.push(one);
      const body = { id: one.id, text: `第 ${count} 句：小区门口路灯不亮` };
      await this.#insist('/api/chat/messages', body, () => ({ authorization: `Citizen ${session.token}` }));
      one.isAcknowledged = true;
      await pause(1_000 + Math.random() * 1_000);
    }
  }

  async #text(index: number): Promise<void> {
    const from = `+86138${String(20_000_000 + index)}`;
    while (!this.#isOver) {
      const one = { id: randomUUID(), from, isAcknowledged: false };
      this.texts.push(one);
      await this.#insist(
        '/api/simulator/sms',
        { id: one.id, from, text: '我家停水了，请派人来看' },
        () => ({}),
      );
      one.isAcknowledged = true;
      await pause(2_000 + Math.random() * 2_000);
    }
  }

  async #file(index: number): Promise<void> {
    const api = new Api(this.#base);
    for (;;) {
      const isIn = await api.signIn(`agent${index + 11}`, 'onecall-demo').then(
        () => true,
        () => false,
      );
      if (isIn) break;
      await pause(againAfterMs);
    }
    for (let count = 0; !this.#isOver; count += 1) {
      const phone = `139${String(10_000_000 + index * 100_000 + count)}`;
      const one = { id: randomUUID(), from: `desk${index}`, phone, isAcknowledged: false, dueAt: null };
      this.tickets.push(one);
      const matter = { kind: 'complaint', title: '路灯不亮', text: '科苑路路灯不亮', channel: 'web' };
      const body = { id: one.id, ...matter, citizenPhone: phone };
      await this.#insist('/api/tickets', body, () => ({ cookie: api.cookie }));
      one.isAcknowledged = true;
      await pause(1_500 + Math.random() * 1_500);
    }
  }

  /** Takes what is offered, answers, ends it. Comes back by itself after a break, as the console does. */
  async #agent(username: string): Promise<void> {
    const api = new Api(this.#base);
    while (!this.#isOver && api.cookie === '') {
      await api.signIn(username, 'onecall-demo').catch(() => pause(againAfterMs));
    }
    const socket = io(`${this.#base}/staff`, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelayMax: 1_000,
      extraHeaders: { cookie: api.cookie },
    });
    this.#closers.push(() => socket.disconnect());
    /** As a console does: "not now" is asked again, everything else is an answer. */
    const steadily = async <S extends z.ZodType>(
      name: string,
      body: unknown,
      schema: S,
    ): Promise<z.infer<S>> => {
      for (;;) {
        try {
          return await call(socket, name, body, schema);
        } catch (error) {
          const isPassing = !(error instanceof Refusal) || passing.has(error.code);
          if (!isPassing || this.#isClosed) throw error;
          await pause(againAfterMs);
        }
      }
    };
    const report = (): void => {
      call(socket, 'presence:set', { state: 'available' }, presenceViewSchema).catch(() => undefined);
    };
    socket.on('connect', report);
    // Whom the server could not look up just now comes again, as the pages do.
    socket.on('connect_error', () => {
      if (!socket.active && !this.#isClosed) setTimeout(() => socket.connect(), againAfterMs);
    });
    const again = setInterval(report, 3_000);
    this.#closers.push(() => clearInterval(again));
    socket.on('offer', (raw: unknown) => {
      const { id: offerId, interaction } = offerViewSchema.parse(raw);
      const serve = async (): Promise<void> => {
        const { id: interactionId, conversationId } = interaction;
        await steadily('offer:accept', { offerId }, interactionViewSchema);
        await steadily('conversation:open', { conversationId, lastSeq: 0 }, resumedSchema);
        const answer = { id: randomUUID(), conversationId, text: '您好，马上为您处理。' };
        await steadily('message:send', answer, sentSchema);
        await pause(3_000);
        await steadily('interaction:end', { interactionId }, interactionViewSchema);
        const wrapUp = { interactionId, disposition: 'answered' };
        await steadily('interaction:wrap_up', wrapUp, interactionViewSchema);
      };
      // What was given to somebody else meanwhile.
      serve().catch(() => undefined);
    });
  }

  /** Gives the clocks of acknowledged tickets a short time: they are to fire while everything breaks. */
  async shortenClocks(client: pg.Client, withinMs = 15_000): Promise<void> {
    const fresh = this.tickets.filter((one) => one.isAcknowledged && one.dueAt === null);
    for (const one of fresh) {
      const dueAt = new Date(Date.now() + 3_000 + Math.random() * withinMs);
      await client.query(
        `UPDATE "TicketClock" SET "dueAt" = $1, "nextFireAt" = $1, warnings = '[]' WHERE "ticketId" = $2 AND "breachedAt" IS NULL`,
        [dueAt, one.id],
      );
      one.dueAt = dueAt;
    }
  }
}
