// An agent as the console is one on the line: takes what is offered, opens it, answers, ends it and wraps it up, and
// keeps account of every message that came.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import type { z } from 'zod';
import { Api, call, connect } from '../../../scripts/demo-day/api.ts';
import { messageViewSchema, resumedSchema, sentSchema } from '../../../server/intake/contract.ts';
import {
  interactionViewSchema,
  offerViewSchema,
  presenceViewSchema,
} from '../../../server/routing/contract.ts';

const answers = ['您好，请讲。', '请问在哪个街道？', '已经记下，马上转给有关部门。', '还有别的事吗？'];
const disposition = 'answered';

export class ScriptedAgent {
  readonly #line: Socket;
  /** What has come of each conversation, by `seq`. */
  readonly seen = new Map<string, Set<number>>();
  /** News that came after a later one of its conversation, or jumped over one. */
  disordered = 0;
  readonly #last = new Map<string, number>();
  readonly refusals = new Map<string, number>();

  private constructor(line: Socket) {
    this.#line = line;
    line.on('offer', (raw: unknown) => void this.#take(offerViewSchema.parse(raw)).catch(this.#refused));
    line.on('message', (raw: unknown) => {
      const { conversationId, seq } = messageViewSchema.parse(raw);
      const last = this.#last.get(conversationId);
      if (last === undefined) return;
      // Its own message may have been acknowledged before it is told of.
      if (!this.seen.get(conversationId)?.has(seq) && seq !== last + 1) this.disordered += 1;
      this.#saw(conversationId, seq);
    });
  }

  static async open(base: string, username: string, password: string): Promise<ScriptedAgent> {
    const api = new Api(base);
    await api.signIn(username, password);
    const agent = new ScriptedAgent(await connect(base, '/staff', { cookie: api.cookie }));
    await call(agent.#line, 'presence:set', { state: 'available' }, presenceViewSchema);
    return agent;
  }

  #saw(conversationId: string, seq: number): void {
    this.seen.get(conversationId)?.add(seq);
    this.#last.set(conversationId, Math.max(seq, this.#last.get(conversationId) ?? 0));
  }

  readonly #refused = (error: unknown): void => {
    const word = error instanceof Error ? error.message : String(error);
    this.refusals.set(word, (this.refusals.get(word) ?? 0) + 1);
  };

  async #take({ id: offerId }: z.infer<typeof offerViewSchema>): Promise<void> {
    const contact = await call(this.#line, 'offer:accept', { offerId }, interactionViewSchema);
    const { conversationId, id: interactionId } = contact;
    this.seen.set(conversationId, this.seen.get(conversationId) ?? new Set());
    const { messages } = await call(
      this.#line,
      'conversation:open',
      { conversationId, lastSeq: 0 },
      resumedSchema,
    );
    for (const { seq } of messages) this.#saw(conversationId, seq);
    for (const text of answers) {
      await pause(2_000 + Math.random() * 6_000);
      const sent = { id: randomUUID(), text, conversationId, attachmentIds: [] };
      const { message } = await call(this.#line, 'message:send', sent, sentSchema);
      this.seen.get(conversationId)?.add(message.seq);
      if (message.seq === (this.#last.get(conversationId) ?? 0) + 1) this.#saw(conversationId, message.seq);
    }
    await pause(3_000);
    await call(this.#line, 'interaction:end', { interactionId }, interactionViewSchema);
    await call(this.#line, 'interaction:wrap_up', { interactionId, disposition }, interactionViewSchema);
  }

  async leave(): Promise<void> {
    await call(this.#line, 'presence:set', { state: 'away' }, presenceViewSchema).catch(this.#refused);
  }

  close(): void {
    this.#line.disconnect();
  }
}
