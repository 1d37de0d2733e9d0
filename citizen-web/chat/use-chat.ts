// The chat's line to the server: it reconnects by itself, asks for what it missed by `seq`, and sends again under the
// same id what was not acknowledged.
import { useEffect, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import {
  attachmentViewSchema,
  type ContactState,
  chatSessionSchema,
  type MessageView,
  resumedSchema,
  sentSchema,
} from '../../server/intake/contract.ts';
import { ackSchema, citizenNews } from '../../server/protocol.ts';
import { ask, RequestFailure } from '../api/client.ts';

export interface Outgoing {
  id: string;
  text: string;
  at: string;
  failed: boolean;
}

export interface Chat {
  isOnline: boolean;
  messages: readonly MessageView[];
  outgoing: readonly Outgoing[];
  contact: ContactState | null;
  citizenId: string | null;
  agentReadSeq: number;
  isAgentTyping: boolean;
  token: string | null;
  /** Words of the server for what could not be done. */
  failure: string | null;
  send: (text: string, again?: string) => void;
  sendFile: (file: File) => void;
  typing: (typing: boolean) => void;
  end: () => void;
}

function browserId(): string {
  const known = localStorage.getItem('onecall.browser');
  if (known) return known;
  const id = crypto.randomUUID();
  localStorage.setItem('onecall.browser', id);
  return id;
}

const answerWithinMs = 15_000;

async function call(socket: Socket, name: string, request: unknown): Promise<unknown> {
  const ack = ackSchema.parse(await socket.timeout(answerWithinMs).emitWithAck(name, request));
  if (!ack.ok) throw new RequestFailure(ack.error.code, ack.error.message);
  return ack.value;
}

/** Known messages by id, in the order of their numbers. */
function merge(known: readonly MessageView[], more: readonly MessageView[]): MessageView[] {
  const byId = new Map([...known, ...more].map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

const hasGap = (messages: readonly MessageView[]): boolean =>
  messages.some((message, index) => message.seq !== index + 1);

export function useChat(lang: 'zh' | 'en'): Chat {
  const socket = useRef<Socket | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const [citizenId, setCitizenId] = useState<string | null>(null);
  const [isOnline, setOnline] = useState(false);
  const [messages, setMessages] = useState<MessageView[]>([]);
  const [outgoing, setOutgoing] = useState<Outgoing[]>([]);
  const [contact, setContact] = useState<ContactState | null>(null);
  const [agentReadSeq, setAgentReadSeq] = useState(0);
  const [isAgentTyping, setAgentTyping] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const latest = useRef<MessageView[]>([]);
  latest.current = messages;

  useEffect(() => {
    let isGone = false;
    let line: Socket | undefined;
    const resume = async (): Promise<void> => {
      if (!line) return;
      const whole = latest.current;
      const lastSeq = hasGap(whole) ? 0 : (whole.at(-1)?.seq ?? 0);
      const resumed = resumedSchema.parse(await call(line, 'conversation:resume', { lastSeq }));
      setMessages((known) => merge(known, resumed.messages));
      setContact(resumed.contact);
      setAgentReadSeq((seq) => Math.max(seq, resumed.conversation?.agentReadSeq ?? 0));
    };
    const open = async (): Promise<void> => {
      const session = await ask('/api/chat/session', chatSessionSchema, {
        body: { browserId: browserId(), lang },
      });
      if (isGone) return;
      setToken(session.token);
      setCitizenId(session.citizenId);
      line = io('/citizen', {
        auth: { token: session.token },
        transports: ['websocket', 'polling'],
        reconnectionDelayMax: 4_000,
      });
      socket.current = line;
      line.on('connect', () => {
        setOnline(true);
        resume().catch(() => undefined);
      });
      line.on('disconnect', () => setOnline(false));
      line.on('message', (raw: unknown) => {
        const message = citizenNews.message.parse(raw);
        setMessages((known) => {
          const merged = merge(known, [message]);
          if (hasGap(merged)) resume().catch(() => undefined);
          return merged;
        });
        setAgentTyping(false);
        if (message.author === 'agent' && !document.hidden)
          line?.emit('conversation:read', { seq: message.seq });
      });
      line.on('contact', (raw: unknown) => setContact(citizenNews.contact.parse(raw)));
      line.on('typing', (raw: unknown) => setAgentTyping(citizenNews.typing.parse(raw).typing));
      line.on('read', (raw: unknown) => {
        const { by, seq } = citizenNews.read.parse(raw);
        if (by === 'agent') setAgentReadSeq((known) => Math.max(known, seq));
      });
    };
    open().catch((error: unknown) => setFailure(error instanceof Error ? error.message : ''));
    return () => {
      isGone = true;
      line?.disconnect();
    };
  }, [lang]);

  const send = (text: string, again?: string, attachmentIds: readonly string[] = []): void => {
    const id = again ?? crypto.randomUUID();
    const mark = (failed: boolean): void =>
      setOutgoing((all) => [
        ...all.filter((one) => one.id !== id),
        { id, text, at: new Date().toISOString(), failed },
      ]);
    mark(false);
    setFailure(null);
    const line = socket.current;
    const sending = line
      ? call(line, 'message:send', { id, text, attachmentIds })
      : Promise.reject(new RequestFailure('offline', ''));
    sending
      .then((answer) => {
        const { message } = sentSchema.parse(answer);
        setMessages((known) => merge(known, [message]));
        setOutgoing((all) => all.filter((one) => one.id !== id));
      })
      .catch((error: unknown) => {
        mark(true);
        if (error instanceof RequestFailure) setFailure(error.message);
      });
  };
  return {
    isOnline,
    messages,
    outgoing,
    contact,
    citizenId,
    agentReadSeq,
    isAgentTyping,
    token,
    failure,
    send,
    sendFile: (file) => {
      const conversationId = latest.current[0]?.conversationId;
      if (!conversationId || !token) return;
      const form = new FormData();
      form.append('file', file);
      ask(`/api/chat/conversations/${conversationId}/files`, attachmentViewSchema, { form, token })
        .then((attachment) => send('', undefined, [attachment.id]))
        .catch((error: unknown) => setFailure(error instanceof Error ? error.message : ''));
    },
    typing: (typing) => socket.current?.emit('conversation:typing', { typing }),
    end: () => socket.current?.emit('conversation:end', {}),
  };
}
