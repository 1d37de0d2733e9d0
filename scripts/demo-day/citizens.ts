// Scripted citizens: one per message, on one of the three channels, with the real API of each.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import {
  chatSessionSchema,
  contactStateSchema,
  messageViewSchema,
  resumedSchema,
  sentSchema,
  simulatedPhoneSchema,
} from '../../server/intake/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { askedRatingSchema, rateChatSchema } from '../../server/ratings/contract.ts';
import { Api, call, connect } from './api.ts';
import { gradeOf } from './grades.ts';
import type { Life, Tally } from './tally.ts';

/** A line of the file of messages. */
export interface CitizenMessage {
  id: string;
  title?: string | undefined;
  text: string;
}

/** What the demo knows of a sent message: who waits for its answer, and how to look afterwards. */
export interface SentMessage {
  messageId: string;
  life: Life;
  /** Reads everything the citizen was told, after the day. */
  review: () => Promise<{ own: number; answers: number; inOrder: boolean }>;
  leave: () => void;
}

const answerMark = (messageId: string): string => `[${messageId.slice(0, 8)}]`;

/** What the scripted agents write, so that each citizen can tell the answer to their own message. */
export function answerText(messageId: string): string {
  return `您好，您反映的情况已经收到，正在为您办理。${answerMark(messageId)}`;
}

export class Citizens {
  readonly #base: string;
  readonly #api: Api;
  readonly #tally: Tally;
  readonly #agentsFree: (channel: Life['channel']) => boolean;

  constructor(base: string, tally: Tally, agentsFree: (channel: Life['channel']) => boolean) {
    this.#base = base;
    this.#api = new Api(base);
    this.#tally = tally;
    this.#agentsFree = agentsFree;
  }

  #begin(channel: Life['channel'], messageId: string): Life {
    const life: Life = {
      channel,
      sentAt: performance.now(),
      agentsFreeAtArrival: this.#agentsFree(channel),
      answersSeen: 0,
    };
    this.#tally.lives.set(messageId, life);
    return life;
  }

  /** Opens the chat page, writes, stays connected for the answer. */
  async chat(message: CitizenMessage, index: number): Promise<SentMessage> {
    const messageId = randomUUID();
    // Each citizen has an address of their own: the server's limits are per address.
    const address = `100.${64 + ((index >> 16) & 63)}.${(index >> 8) & 255}.${index & 255}`;
    const session = await new Api(this.#base, address).post(
      '/api/chat/session',
      { browserId: randomUUID(), lang: 'zh' },
      chatSessionSchema,
    );
    const socket: Socket = await connect(this.#base, '/citizen', { token: session.token });
    const life = this.#begin('chat', messageId);
    const heard: { id: string; seq: number }[] = [];
    socket.on('message', (raw: unknown) => {
      const arrived = messageViewSchema.parse(raw);
      // What arrives twice under one id is one message on the page.
      const isNew = !heard.some((known) => known.id === arrived.id);
      heard.push({ id: arrived.id, seq: arrived.seq });
      if (!isNew || arrived.author !== 'agent' || !arrived.text.includes(answerMark(messageId))) return;
      life.answersSeen += 1;
      life.answeredAt ??= performance.now();
      this.#tally.crossingMs.push(Date.now() - Date.parse(arrived.createdAt));
    });
    const citizen = new Api(this.#base, address, session.token);
    let grade = gradeOf(index);
    socket.on('contact', (raw: unknown) => {
      const { state, interactionId, rating } = contactStateSchema.parse(raw);
      if (!grade || state !== 'ended' || interactionId === null || rating === null) return;
      const given = rateChatSchema.parse({ interactionId, ...grade });
      grade = undefined;
      citizen
        .post('/api/chat/rating', given, askedRatingSchema)
        .catch((error: unknown) => this.#tally.fault(`rating of ${message.id}: ${String(error)}`));
    });
    await call(socket, 'message:send', { id: messageId, text: textOf(message) }, sentSchema);
    life.acknowledgedAt = performance.now();
    return {
      messageId,
      life,
      review: async () => {
        const { messages } = await citizen.get('/api/chat/messages?lastSeq=0', resumedSchema);
        return {
          own: messages.filter((one) => one.id === messageId).length,
          answers: messages.filter(
            (one) => one.author === 'agent' && one.text.includes(answerMark(messageId)),
          ).length,
          inOrder: messages.every((one, index) => one.seq === index + 1),
        };
      },
      leave: () => socket.disconnect(),
    };
  }

  /** Sends a text message from a telephone of its own (the embedded SMS gateway's simulator). */
  async sms(message: CitizenMessage, index: number): Promise<SentMessage> {
    const messageId = randomUUID();
    const phone = `+86138${String(10_000_000 + index)}`;
    const life = this.#begin('sms', messageId);
    const body = { id: messageId, from: phone, text: textOf(message) };
    await this.#api.post('/api/simulator/sms', body, okSchema);
    life.acknowledgedAt = performance.now();
    return {
      messageId,
      life,
      review: async () => {
        const { messages } = await this.#api.get(
          `/api/simulator/sms?phone=${encodeURIComponent(phone)}`,
          simulatedPhoneSchema,
        );
        const answers = messages.filter(
          (one) => one.direction === 'to_citizen' && one.text.includes(answerMark(messageId)),
        );
        life.answersSeen = answers.length;
        return {
          own: messages.filter((one) => one.id === messageId).length,
          answers: answers.length,
          inOrder: true,
        };
      },
      leave: () => undefined,
    };
  }
}

function textOf(message: CitizenMessage): string {
  return [message.title, message.text].filter(Boolean).join('\n').slice(0, 4_000) || '（无内容）';
}
