// A conversation as its citizen reads it: the city's notices and files become messages with something to open.
import { ExternalLink, Paperclip } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { LinkButton } from '../../design/native.tsx';
import type { ThreadMessage } from '../../design/thread.tsx';
import type { MessageView } from '../../server/intake/contract.ts';
import { ticketNotices } from '../../server/tickets/told/contract.ts';
import { AnswerCard } from './answer-card.tsx';
import type { ChatLine, ChatState } from './line.ts';

const noticeKeySchema = z.enum(ticketNotices);

function FileName({ name }: { name: string }) {
  return (
    <>
      <Paperclip aria-hidden />
      {name}
    </>
  );
}

function Files({ message, token }: { message: MessageView; token: string | null }) {
  return message.attachments.map((file) => {
    const url = `${file.url}?token=${encodeURIComponent(token ?? '')}`;
    return (
      <a key={file.id} className="chat-file" href={url} target="_blank" rel="noreferrer">
        {file.mime.startsWith('image/') ? <img src={url} alt={file.name} /> : <FileName name={file.name} />}
      </a>
    );
  });
}

/** The ticket's page. Only the path is taken from the notice: the reader stays on the site they are on. */
function ticketPath(link: string): string | null {
  try {
    const { pathname, search } = new URL(link, window.location.origin);
    return `${pathname}${search}`;
  } catch {
    return null;
  }
}

function TicketLink({ link }: { link: string }) {
  const { t } = useTranslation('chat');
  const path = ticketPath(link);
  if (path === null) return null;
  return (
    <LinkButton
      className="chat-ticket"
      icon={ExternalLink}
      href={path}
      target={window.self === window.top ? '_self' : '_blank'}
    >
      {t('openTicket')}
    </LinkButton>
  );
}

/** What became of the machine's answers, as the notices after them say. */
function judgedAnswers(messages: readonly MessageView[]): Set<string | undefined> {
  return new Set(messages.map(({ notice }) => notice?.vars.answerId));
}

/** Messages that are kept, then those on their way. */
export function useThread(state: ChatState, line: ChatLine): ThreadMessage[] {
  const { t } = useTranslation('chat');
  const judged = judgedAnswers(state.messages);
  const isWaiting = state.contact?.state === 'waiting' || state.contact?.state === 'offered';
  const lastAnswer = state.messages.findLast(({ notice }) => notice?.key === 'machine_answer')?.id;
  const kept = state.messages.flatMap((message): ThreadMessage[] => {
    const base = { id: message.id, at: message.createdAt, text: message.text };
    if (message.notice?.key === 'machine_answer') {
      const isOpen = isWaiting && message.id === lastAnswer && !judged.has(message.id);
      const card = (
        <AnswerCard
          key={message.id}
          messageId={message.id}
          vars={message.notice.vars}
          isOpen={isOpen}
          line={line}
        />
      );
      return [{ ...base, side: 'other', by: t('city'), attachment: card }];
    }
    if (message.notice?.key === 'machine_answer_solved')
      return [{ ...base, side: 'note', text: t('answer.solvedNote') }];
    if (message.notice?.key === 'machine_answer_person')
      return [{ ...base, side: 'note', text: t('answer.personNote') }];
    if (message.notice) {
      const key = noticeKeySchema.safeParse(message.notice.key);
      if (!key.success) return message.text === '' ? [] : [{ ...base, side: 'note' }];
      const { ticketNumber = '', code = '', link } = message.notice.vars;
      const text = t(`notice.${key.data}`, { ticketNumber, code });
      const attachment = link ? { attachment: <TicketLink link={link} /> } : {};
      return [{ ...base, ...attachment, side: 'other', by: t('city'), text }];
    }
    const files =
      message.attachments.length > 0 ? { attachment: <Files message={message} token={state.token} /> } : {};
    if (message.author === 'citizen')
      return [{ ...base, ...files, side: 'own', state: message.seq <= state.agentReadSeq ? 'read' : 'sent' }];
    if (message.author === 'system') return message.text === '' ? [] : [{ ...base, side: 'note' }];
    return [{ ...base, ...files, side: 'other', by: message.authorName ?? t('agent') }];
  });
  const leaving = state.outgoing.map(
    ({ id, at, text, file, state: sending }): ThreadMessage => ({
      id,
      at,
      text,
      ...(file && {
        attachment: (
          <span className="chat-file">
            <FileName name={file.name} />
          </span>
        ),
      }),
      side: 'own',
      state: sending === 'refused' ? 'failed' : 'sending',
    }),
  );
  return [...kept, ...leaving];
}
