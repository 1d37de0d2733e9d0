// Talking to a person: the thread, what the state of the contact is, and where one writes.
import './chat.css';
import { Paperclip, Send } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { Thread, type ThreadMessage } from '../../design/thread.tsx';
import type { MessageView } from '../../server/intake/contract.ts';
import { type Chat, useChat } from './use-chat.ts';

const noticeKeySchema = z.enum([
  'ticket_created',
  'ticket_extended',
  'ticket_question',
  'ticket_replied',
  'ticket_rework',
  'ticket_declined',
  'ticket_referred',
  'ticket_closed',
]);
const draftKey = 'onecall.chat.draft';
const typingEveryMs = 2_500;
const maxFileBytes = 10 * 1024 * 1024;

function Files({ message, token }: { message: MessageView; token: string | null }) {
  return (
    <>
      {message.attachments.map((file) => {
        const url = `${file.url}?token=${encodeURIComponent(token ?? '')}`;
        return (
          <a key={file.id} href={url} target="_blank" rel="noreferrer">
            {file.mime.startsWith('image/') ? (
              <img className="chat-picture" src={url} alt={file.name} />
            ) : (
              file.name
            )}
          </a>
        );
      })}
    </>
  );
}

function useThread(chat: Chat): ThreadMessage[] {
  const { t } = useTranslation('chat');
  const committed = chat.messages.map((message): ThreadMessage => {
    const base = { id: message.id, at: message.createdAt, text: message.text };
    if (message.notice) {
      const key = noticeKeySchema.safeParse(message.notice.key);
      const { ticketNumber = '', code = '' } = message.notice.vars;
      return {
        ...base,
        side: 'note',
        text: key.success ? t(`notice.${key.data}`, { ticketNumber, code }) : '',
      };
    }
    const files =
      message.attachments.length > 0 ? { attachment: <Files message={message} token={chat.token} /> } : {};
    if (message.author === 'citizen') {
      return { ...base, ...files, side: 'own', state: message.seq <= chat.agentReadSeq ? 'read' : 'sent' };
    }
    return { ...base, ...files, side: 'other', by: message.authorName ?? t('agent') };
  });
  const sending = chat.outgoing.map(
    (message): ThreadMessage => ({ ...message, side: 'own', state: message.failed ? 'failed' : 'sending' }),
  );
  return [...committed, ...sending];
}

function StateLine({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const { contact } = chat;
  if (!chat.isOnline && chat.token) return <Notice tone="warn">{t('offline')}</Notice>;
  if (!contact || contact.state === 'none') return <p className="oc-quiet">{t('greeting')}</p>;
  if (contact.state === 'waiting' || contact.state === 'offered') {
    return (
      <p className="oc-quiet" role="status">
        {contact.position ? t('waiting', { position: contact.position }) : t('connecting')}
      </p>
    );
  }
  if (contact.state === 'active') {
    return (
      <p className="oc-quiet" role="status">
        {t('talking', { name: contact.agentName ?? t('agent') })}
      </p>
    );
  }
  return (
    <p className="oc-quiet" role="status">
      {t('ended')}
    </p>
  );
}

/** `firstWords` is put into the field when the chat opens. */
export function ChatPanel({ firstWords = '' }: { firstWords?: string }) {
  const { t, i18n } = useTranslation('chat');
  const chat = useChat(i18n.language === 'en' ? 'en' : 'zh');
  const messages = useThread(chat);
  const [text, setText] = useState(() => firstWords || (localStorage.getItem(draftKey) ?? ''));
  const [fault, setFault] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const typedAt = useRef(0);
  useEffect(() => field.current?.focus(), []);
  const write = (next: string): void => {
    setText(next);
    localStorage.setItem(draftKey, next);
    if (Date.now() - typedAt.current > typingEveryMs) {
      typedAt.current = Date.now();
      chat.typing(true);
    }
  };
  const send = (): void => {
    const words = text.trim();
    if (!words) return;
    chat.send(words);
    chat.typing(false);
    setText('');
    localStorage.removeItem(draftKey);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const choose = (file: File | undefined): void => {
    if (!file) return;
    if (file.size > maxFileBytes) {
      setFault(t('tooLarge'));
      return;
    }
    setFault(null);
    chat.sendFile(file);
  };
  const failure = fault ?? chat.failure;
  return (
    <section className="chat" aria-label={t('title')}>
      <StateLine chat={chat} />
      <div className="chat-thread">
        <Thread
          messages={messages}
          typing={chat.isAgentTyping ? (chat.contact?.agentName ?? t('agent')) : null}
          onResend={(id) => {
            const failed = chat.outgoing.find((message) => message.id === id);
            if (failed) chat.send(failed.text, id);
          }}
        />
      </div>
      {failure && (
        <Notice tone="danger" isLive>
          {failure}
        </Notice>
      )}
      <div className="chat-composer">
        <textarea
          ref={field}
          className="oc-input"
          rows={2}
          aria-label={t('field')}
          placeholder={t('placeholder')}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <PlainButton variant="primary" icon={Send} onClick={send} disabled={!text.trim()}>
          {t('send')}
        </PlainButton>
      </div>
      <div className="chat-tools">
        {messages.length > 0 && (
          <label className="oc-button" data-variant="quiet">
            <Paperclip aria-hidden />
            {t('file')}
            <input
              type="file"
              className="oc-hidden"
              accept="image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain"
              onChange={(event) => choose(event.target.files?.[0])}
            />
          </label>
        )}
        {chat.contact?.state === 'active' && (
          <PlainButton variant="quiet" onClick={chat.end}>
            {t('end')}
          </PlainButton>
        )}
      </div>
    </section>
  );
}
