// The messages of a conversation. Needs no React Aria, so the citizen's page uses it too.
import './thread.css';
import { Check, CheckCheck, CircleAlert, Clock3, type LucideIcon } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Time, useFormat } from './i18n/format.ts';

export type MessageState = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface ThreadMessage {
  id: string;
  /** `own` stands at the end side: the agent's in the console, the citizen's on the citizen's page. */
  side: 'own' | 'other' | 'note';
  by?: string;
  text: string;
  at: Time;
  state?: MessageState;
  /** Files, pictures. */
  attachment?: ReactNode;
}

export interface ThreadProps {
  messages: readonly ThreadMessage[];
  onResend?: (id: string) => void;
  /** Name of who is typing on the other side. */
  typing?: string | null;
  /** Shown above the first message: "load earlier". */
  before?: ReactNode;
}

const stateIcons: Record<MessageState, LucideIcon> = {
  sending: Clock3,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
};
const dayMs = 86_400_000;
const joinWithinMs = 120_000;

function Message({
  message,
  isJoined,
  isLast,
  onResend,
}: {
  message: ThreadMessage;
  isJoined: boolean;
  isLast: boolean;
  onResend?: ((id: string) => void) | undefined;
}) {
  const { t } = useTranslation('design');
  const format = useFormat();
  const { id, side, by, text, at, state, attachment } = message;
  if (side === 'note') return <p className="oc-message-note">{text}</p>;
  const Icon = state && stateIcons[state];
  const showsState = Icon && (isLast || state === 'failed' || state === 'sending');
  return (
    <div
      className="oc-message"
      data-own={side === 'own' || undefined}
      data-joined={isJoined || undefined}
      data-state={state}
    >
      {isJoined ? (
        by && <span className="oc-hidden">{by}</span>
      ) : (
        <span className="oc-message-by">
          {by && <span>{by}</span>}
          <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
            {format.time(at)}
          </time>
        </span>
      )}
      {text !== '' && <div className="oc-bubble">{text}</div>}
      {attachment}
      {showsState && (
        // How far a message got is seen, not read out after it; that it did not get there is.
        <span className="oc-message-state" aria-live={state === 'failed' ? 'assertive' : 'off'}>
          <Icon aria-hidden />
          {t(`message.${state}`)}
          {state === 'failed' && onResend && (
            <button type="button" className="oc-resend" onClick={() => onResend(id)}>
              {t('message.resend')}
            </button>
          )}
        </span>
      )}
    </div>
  );
}

/** A conversation that stays at its newest message unless the reader has scrolled up. New messages are read out. */
export function Thread({ messages, onResend, typing, before }: ThreadProps) {
  const { t } = useTranslation('design');
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const lastId = messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message or the typing line is what moves the end
  useLayoutEffect(() => {
    const element = frame.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [lastId, typing]);
  const dayOf = (at: Time): string => {
    const day = format.date(at);
    if (day === format.date(Date.now())) return t('message.today');
    return day === format.date(Date.now() - dayMs) ? t('message.yesterday') : day;
  };
  const lastOwn = messages.findLast((message) => message.side === 'own')?.id;
  return (
    <div
      ref={frame}
      className="oc-thread"
      role="log"
      aria-label={t('message.list')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {before}
      {messages.map((message, index) => {
        const previous = messages[index - 1];
        const isNewDay = !previous || format.date(previous.at) !== format.date(message.at);
        const isJoined =
          !isNewDay &&
          previous?.side === message.side &&
          previous.by === message.by &&
          new Date(message.at).getTime() - new Date(previous.at).getTime() < joinWithinMs;
        return [
          isNewDay && (
            <span key={`${message.id}-day`} className="oc-day">
              {dayOf(message.at)}
            </span>
          ),
          <Message
            key={message.id}
            message={message}
            isJoined={isJoined}
            isLast={message.id === lastOwn}
            onResend={onResend}
          />,
        ];
      })}
      {typing && <p className="oc-message-by">{t('message.typing', { name: typing })}</p>}
    </div>
  );
}
