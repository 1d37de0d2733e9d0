// Talking to a person: where the contact stands, the thread, and where one writes.
import './chat.css';
import { Headset, LogOut, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang, useTongue } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { Thread } from '../../design/thread.tsx';
import type { ContactState } from '../../server/intake/contract.ts';
import type { TongueCode } from '../../server/platform/tongue.ts';
import { wordsOf } from '../api/client.ts';
import { Composer } from './composer.tsx';
import { ChatLine, type ChatState } from './line.ts';
import { RateCard } from './rate-card.tsx';
import { useThread } from './thread-of.tsx';
import { WaysOut } from './ways-out.tsx';

/** One for the page: what was written before the chat was put away still goes on its way, and stands there again. */
let only: ChatLine | undefined;

function useLine(tongue: TongueCode): [ChatLine, ChatState] {
  const [line] = useState(() => {
    only ??= new ChatLine(tongue);
    return only;
  });
  useEffect(() => {
    line.open();
    return () => line.close();
  }, [line]);
  useEffect(() => line.speak(tongue), [line, tongue]);
  return [line, useSyncExternalStore(line.subscribe, line.read)];
}

/** As the page is read; a process of before an upgrade says it in the language of the contact. */
const nameOfAgent = (contact: ContactState | null, lang: 'zh' | 'en'): string | null =>
  contact?.agentNames?.[lang] ?? contact?.agentName ?? null;

function StateLine({ state }: { state: ChatState }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const lang = useLang();
  const { contact } = state;
  const words = (): string => {
    if (!contact || contact.state === 'none') return t('greeting');
    if (contact.state === 'waiting' && contact.position) {
      const { position, estimatedWaitS } = contact;
      if (estimatedWaitS === null) return t('waiting', { position });
      return t('waitingAbout', { position, count: Math.max(1, Math.ceil(estimatedWaitS / 60)) });
    }
    if (contact.state === 'refused' && contact.refusal) {
      const { reason, opensAt } = contact.refusal;
      if (reason === 'closed' && opensAt) return t('refused.until', { time: format.moment(opensAt) });
      return t(`refused.${reason}`);
    }
    if (contact.state === 'active') return t('talking', { name: nameOfAgent(contact, lang) ?? t('agent') });
    if (contact.state !== 'ended') return t('connecting');
    return t(contact.rating?.score === null ? 'endedRate' : 'ended');
  };
  return (
    <p className="chat-state" data-state={contact?.state ?? 'none'} role="status">
      {words()}
    </p>
  );
}

/** Ending is asked twice: a slip of the finger must not cut anybody off. */
function End({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation('chat');
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <PlainButton variant="quiet" icon={LogOut} onClick={() => setAsking(true)}>
        {t('end')}
      </PlainButton>
    );
  return (
    <fieldset className="chat-end">
      <legend>{t('endQuestion')}</legend>
      <PlainButton
        variant="danger"
        onClick={() => {
          setAsking(false);
          onEnd();
        }}
      >
        {t('endYes')}
      </PlainButton>
      <PlainButton onClick={() => setAsking(false)}>{t('endNo')}</PlainButton>
    </fieldset>
  );
}

/**
 * The whole chat.
 * @param firstWords put into the field when the chat opens
 * @param onClose shows a button that leaves the chat without ending it
 * @param onAnswer is told of each answer that comes while the chat is there
 */
export function ChatPanel({
  firstWords = '',
  onClose,
  onAnswer,
}: {
  firstWords?: string;
  onClose?: () => void;
  onAnswer?: () => void;
}) {
  const { t } = useTranslation('chat');
  const [line, state] = useLine(useTongue());
  const messages = useThread(state, line);
  const { contact, failure } = state;
  const lang = useLang();
  const answers = state.messages.filter(({ author }) => author !== 'citizen').length;
  useEffect(() => {
    if (answers > 0) onAnswer?.();
  }, [answers, onAnswer]);
  const canEnd = contact !== null && ['waiting', 'offered', 'active'].includes(contact.state);
  const isStuck = state.line === 'first' && state.outgoing.length > 0;
  return (
    <section className="chat" aria-label={t('title')}>
      <header className="chat-head">
        <Headset aria-hidden />
        <div>
          <h2>{t('title')}</h2>
          <StateLine state={state} />
        </div>
        {onClose && (
          <PlainButton variant="quiet" icon={X} isIconOnly onClick={onClose}>
            {t('close')}
          </PlainButton>
        )}
      </header>
      {(state.line === 'down' || isStuck) && (
        <Notice tone="warn" isLive>
          {t('offline')}
        </Notice>
      )}
      <div className="chat-thread">
        <Thread
          messages={messages}
          typing={state.isAgentTyping ? (nameOfAgent(contact, lang) ?? t('agent')) : null}
          onResend={(id) => line.resend(id)}
        />
      </div>
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      {contact?.state === 'ended' && contact.interactionId && contact.rating && (
        <RateCard
          key={contact.interactionId}
          interactionId={contact.interactionId}
          rating={contact.rating}
          line={line}
        />
      )}
      {contact?.state === 'refused' && <WaysOut key={contact.interactionId} line={line} />}
      <Composer key={firstWords} line={line} firstWords={firstWords} canAttach={state.messages.length > 0} />
      {canEnd && <End onEnd={() => line.end()} />}
    </section>
  );
}
