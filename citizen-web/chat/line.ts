// The chat's line to the server: it reconnects by itself and asks for what it missed by `seq`. What it knows is one plain
// value; React reads it and is told of changes.
import type { Socket } from 'socket.io-client';
import type { z } from 'zod';
import { Leaving, type Outgoing } from '../../design/leaving.ts';
import { openLine } from '../../design/line.ts';
import {
  attachmentViewSchema,
  type ContactState,
  chatSessionSchema,
  type MessageView,
  promisedSchema,
  resumedSchema,
  sentSchema,
} from '../../server/intake/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { orderedId } from '../../server/platform/ordered-id.ts';
import { langOf, type TongueCode } from '../../server/platform/tongue.ts';
import { citizenNews } from '../../server/protocol.ts';
import { askedRatingSchema, type RateChat } from '../../server/ratings/contract.ts';
import { ask, RequestFailure } from '../api/client.ts';
import { callSocket } from '../api/socket-call.ts';
import { browserId } from './browser-id.ts';
import type { CallingWindow } from './calling-windows.ts';
import { hasGap, mergeMessages, wholeUpTo } from './order.ts';

export interface ChatState {
  /** `first` until the line has stood once. */
  line: 'first' | 'up' | 'down';
  token: string | null;
  messages: readonly MessageView[];
  outgoing: readonly Outgoing[];
  contact: ContactState | null;
  agentReadSeq: number;
  isAgentTyping: boolean;
  /** What could not be done; `message` is the server's words, empty when it did not answer. */
  failure: RequestFailure | null;
}

const answerWithinMs = 12_000;
const typingShownMs = 6_000;
const retryMs = 3_000;

const asFailure = (error: unknown): RequestFailure =>
  error instanceof RequestFailure ? error : new RequestFailure('unavailable', '');

export class ChatLine {
  #tongue: TongueCode;
  readonly #listeners = new Set<() => void>();
  #state: ChatState = {
    line: 'first',
    token: null,
    messages: [],
    outgoing: [],
    contact: null,
    agentReadSeq: 0,
    isAgentTyping: false,
    failure: null,
  };
  #socket: Socket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;
  #readSeq = 0;
  /** How often the server has told where the contact stands. */
  #contactNews = 0;
  /** Nobody has opened it yet, or nobody looks any more. */
  #isClosed = true;
  readonly #leaving = new Leaving({
    post: async ({ id, text, file }) => {
      const attachmentIds = file === undefined ? [] : [await this.#uploaded(id, file)];
      const answer = await this.#call('message:send', { id, text, attachmentIds });
      this.#take([sentSchema.parse(answer).message]);
    },
    onChange: (outgoing) => {
      this.#set({ outgoing });
      if (this.#isOver) this.#hangUp();
    },
    onRefused: (failure) => {
      this.#files.clear();
      this.#set({ failure: asFailure(failure) });
    },
  });
  /** What files became that the server has, by the message that they go with. */
  readonly #files = new Map<string, string>();
  #upload: AbortController | undefined;
  /** The contact that the citizen ends, until the server has said that it is over. */
  #ending: string | null = null;

  constructor(tongue: TongueCode) {
    this.#tongue = tongue;
  }

  readonly read = (): ChatState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Somebody looks at the chat. */
  open(): void {
    const isOver = this.#isOver;
    this.#isClosed = false;
    document.addEventListener('visibilitychange', this.#markRead);
    if (isOver) void this.#connect();
    else this.#markRead();
  }

  /** Nobody looks any more; what was written still goes on its way. */
  close(): void {
    this.#isClosed = true;
    document.removeEventListener('visibilitychange', this.#markRead);
    if (this.#isOver) this.#hangUp();
  }

  get #isOver(): boolean {
    return this.#isClosed && !this.#leaving.isBusy;
  }

  #hangUp(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#typingEnds);
    this.#leaving.stop();
    this.#socket?.disconnect();
    this.#socket = undefined;
    this.#set({ line: 'first', isAgentTyping: false });
  }

  /** The reader changed the language: the city writes in it from now on. */
  speak(tongue: TongueCode): void {
    if (tongue === this.#tongue) return;
    this.#tongue = tongue;
    this.#session().catch(() => undefined);
  }

  #session() {
    const body = { browserId: browserId(), lang: langOf(this.#tongue) };
    return ask('/api/chat/session', async () => chatSessionSchema, { body });
  }

  /** A token is asked for again when it was refused: it may have run out while the page slept. */
  async #connect(): Promise<void> {
    try {
      const session = await this.#session();
      if (this.#isOver) return;
      this.#set({ token: session.token });
      this.#listen(openLine('/citizen', { auth: { token: session.token, tongue: this.#tongue } }));
    } catch {
      this.#connectLater();
    }
  }

  #connectLater(): void {
    if (this.#isOver) return;
    this.#set({ line: 'down' });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), retryMs);
  }

  #listen(socket: Socket): void {
    this.#socket?.disconnect();
    this.#socket = socket;
    socket.on('connect', () => {
      this.#set({ line: 'up', failure: null });
      void this.#resume().then(() => {
        // The line broke before it was known: it would wait on for somebody who has left.
        if (this.#ending !== null && this.#ending === this.#state.contact?.interactionId) this.#end();
        this.#leaving.goOn();
      });
    });
    socket.on('disconnect', (reason) => {
      this.#set({ line: 'down', isAgentTyping: false });
      // What goes out over a dead line is heard of late, or never.
      this.#upload?.abort();
      // After the server itself hung up, the library does not call again.
      if (reason === 'io server disconnect') this.#connectLater();
    });
    socket.on('connect_error', () => {
      if (socket.active) this.#set({ line: 'down' });
      else this.#connectLater();
    });
    socket.on('message', (raw: unknown) => {
      const message = citizenNews.message.parse(raw);
      // News go to everybody in the same characters; what is asked for comes in the reader's.
      if (this.#tongue === 'zh-Hant' && message.notice) return void this.#resume();
      this.#take([message]);
      if (message.author !== 'citizen') this.#set({ isAgentTyping: false });
      if (hasGap(this.#state.messages)) void this.#resume();
    });
    socket.on('contact', (raw: unknown) => {
      this.#contactNews += 1;
      this.#set({ contact: citizenNews.contact.parse(raw) });
    });
    socket.on('typing', (raw: unknown) => {
      const { by, typing } = citizenNews.typing.parse(raw);
      if (by !== 'agent') return;
      this.#set({ isAgentTyping: typing });
      clearTimeout(this.#typingEnds);
      this.#typingEnds = setTimeout(() => this.#set({ isAgentTyping: false }), typingShownMs);
    });
    socket.on('read', (raw: unknown) => {
      const { by, seq } = citizenNews.read.parse(raw);
      if (by === 'agent') this.#set({ agentReadSeq: Math.max(this.#state.agentReadSeq, seq) });
    });
  }

  /** @throws RequestFailure; `offline` when no answer came in time */
  async #call(name: string, request: object): Promise<unknown> {
    if (!this.#socket?.connected) throw new RequestFailure('offline', '');
    return callSocket(this.#socket, name, request, answerWithinMs);
  }

  #take(messages: readonly MessageView[]): void {
    const merged = mergeMessages(this.#state.messages, messages);
    this.#set({ messages: merged });
    this.#leaving.arrived(new Set(merged.map((message) => message.id)));
    this.#markRead();
  }

  async #resume(): Promise<void> {
    try {
      const known = this.#state.messages[0]?.conversationId;
      const lastSeq = wholeUpTo(this.#state.messages);
      let resumed = resumedSchema.parse(await this.#call('conversation:resume', { lastSeq }));
      if (known !== undefined && resumed.conversation && resumed.conversation.id !== known) {
        this.#set({ messages: [], agentReadSeq: 0 });
        this.#readSeq = 0;
        resumed = resumedSchema.parse(await this.#call('conversation:resume', { lastSeq: 0 }));
      }
      this.#set({
        contact: resumed.contact,
        agentReadSeq: Math.max(this.#state.agentReadSeq, resumed.conversation?.agentReadSeq ?? 0),
      });
      this.#readSeq = Math.max(this.#readSeq, resumed.conversation?.citizenReadSeq ?? 0);
      this.#take(resumed.messages);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
    }
  }

  /** Tells the other side how far this reader has read, once, while the page can be seen. */
  readonly #markRead = (): void => {
    const seq = this.#state.messages.findLast((message) => message.author !== 'citizen')?.seq ?? 0;
    if (this.#isClosed || document.hidden || seq <= this.#readSeq || !this.#socket?.connected) return;
    this.#readSeq = seq;
    this.#call('conversation:read', { seq }).then(
      (answer) => okSchema.parse(answer),
      () => {
        this.#readSeq = 0;
        setTimeout(this.#markRead, retryMs);
      },
    );
  };

  /** Words, or a file: that needs a conversation, so at least one message before. */
  send(said: string | File): void {
    this.#ending = null;
    this.#set({ failure: null });
    const what = said instanceof File ? { text: '', file: said } : { text: said };
    this.#leaving.add({ id: orderedId(), ...what, at: new Date().toISOString() });
  }

  /** The file's id at the server, which gets it once. @throws RequestFailure */
  async #uploaded(messageId: string, file: File): Promise<string> {
    const known = this.#files.get(messageId);
    if (known !== undefined) return known;
    const conversationId = this.#state.messages[0]?.conversationId;
    const { token } = this.#state;
    if (!conversationId || !token) throw new RequestFailure('offline', '');
    const form = new FormData();
    form.append('file', file);
    this.#upload = new AbortController();
    const path = `/api/chat/conversations/${conversationId}/files`;
    const { signal } = this.#upload;
    const { id } = await ask(path, async () => attachmentViewSchema, { form, token, signal });
    this.#files.set(messageId, id);
    return id;
  }

  /** Sends once more, under the same id, what was refused. */
  resend(id: string): void {
    this.#set({ failure: null });
    this.#leaving.retry(id);
  }

  typing(typing: boolean): void {
    if (this.#socket?.connected && this.#state.messages.length > 0)
      this.#socket.emit('conversation:typing', { typing });
  }

  /** Leaves what was written as a ticket. Its number comes as a notice. @throws RequestFailure */
  async leaveMatter(phone: string | undefined): Promise<void> {
    await this.#ask('/api/chat/leave', okSchema, { phone });
  }

  /** Asks to be called: on a telephone, else in this browser. @throws RequestFailure */
  async wantCallback(wish: { phone: string | undefined; window: CallingWindow | undefined }): Promise<void> {
    const { phone, window } = wish;
    const times = window && { from: window.from, until: window.until };
    await this.#ask('/api/chat/callback', promisedSchema, { phone, window: times });
  }

  /** How the chat was. @throws RequestFailure */
  async rate(given: RateChat): Promise<void> {
    const told = this.#contactNews;
    const rating = await this.#ask('/api/chat/rating', askedRatingSchema, given);
    const { contact } = this.#state;
    // Another tab may have said something else since: what the server tells of both is what stands.
    if (told === this.#contactNews && contact?.interactionId === given.interactionId)
      this.#set({ contact: { ...contact, rating } });
  }

  #ask<S extends z.ZodType>(path: string, shape: S, body: object): Promise<z.infer<S>> {
    const { token } = this.#state;
    if (!token) throw new RequestFailure('offline', '');
    return ask(path, async () => shape, { body, token });
  }

  /** Says of the machine's answer whether it was enough. @throws RequestFailure */
  async judge(messageId: string, isSolved: boolean): Promise<void> {
    okSchema.parse(await this.#call('answer:judge', { messageId, isSolved }));
  }

  end(): void {
    this.#ending = this.#state.contact?.interactionId ?? null;
    this.#end();
  }

  #end(): void {
    this.#call('conversation:end', {}).then(
      () => {
        this.#ending = null;
      },
      (error: unknown) => {
        if (!(error instanceof RequestFailure) || this.#ending === null) return;
        if (error.code !== 'offline') this.#ending = null;
        this.#set({ failure: error });
      },
    );
  }
}
