// One conversation: the thread, the composer, and the end of the contact.

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  Notice,
  Pane,
  Row,
  Skeleton,
  Stack,
  Thread,
  type ThreadMessage,
  useLang,
} from '../../design/index.ts';
import type { Outgoing } from '../../design/leaving.ts';
import type { letterListSchema, ScreenPop } from '../../server/desk/contract.ts';
import type { MessageView } from '../../server/intake/contract.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { FailureState } from '../api/failure-view.tsx';
import { useAttention } from '../attention/attention.ts';
import { OthersHere } from '../attention/others.tsx';
import { useLine, useNews } from '../realtime/line.tsx';
import { useUser } from '../session/session.ts';
import { CallPanel } from './call-panel.tsx';
import { Composer, type Insertion } from './composer.tsx';
import { useConversation, useLetters } from './desk-data.ts';
import { isCallInTalk } from './desk-work.ts';
import { useNoticeText } from './notice-text.ts';
import { PassOn } from './pass-on.tsx';
import { Recordings } from './recordings.tsx';
import { useSending } from './sending.ts';
import { WrapUp } from './wrap-up.tsx';

function Attachments({ message }: { message: MessageView }) {
  return (
    <Stack gap={1}>
      {message.attachments.map((file) => (
        <a key={file.id} href={file.url} target="_blank" rel="noreferrer" className="desk-attachment">
          {file.mime.startsWith('image/') ? <img src={file.url} alt={file.name} /> : file.name}
        </a>
      ))}
    </Stack>
  );
}

type Letter = z.infer<typeof letterListSchema>['items'][number];

/** What a message carries beside its words: files, and of a letter what it quotes. */
function Enclosed({ message, letter }: { message: MessageView; letter: Letter | undefined }) {
  const { t } = useTranslation('desk');
  return (
    <Stack gap={1}>
      {message.attachments.length > 0 && <Attachments message={message} />}
      {letter && letter.refusedFiles.length > 0 && (
        <span className="oc-micro oc-quiet">
          {t('letter.refused', { names: letter.refusedFiles.join(' · ') })}
        </span>
      )}
      {letter && letter.quoted !== '' && (
        <details className="desk-quoted">
          <summary className="oc-micro oc-quiet">{t('letter.quoted')}</summary>
          <div className="oc-small oc-quiet">{letter.quoted}</div>
        </details>
      )}
    </Stack>
  );
}

/** A citizen who wanted to be called is being rung. */
function Dialling() {
  const { t } = useTranslation('phone');
  return <Notice>{t('dialling')}</Notice>;
}

type OtherContact = ScreenPop['earlier'][number];

/** The citizen writes while they are on the telephone, or the other way round: who has that contact. */
function AlsoUnderWay({ other }: { other: OtherContact }) {
  const { t } = useTranslation(['phone', 'design']);
  const lang = useLang();
  const { id } = useUser();
  const { channel, agentId, state } = other.interaction;
  const way = t(`design:channel.${channel}`);
  if (agentId === null || state !== 'active') return <Notice>{t('alsoWaits', { way })}</Notice>;
  if (agentId === id) return <Notice>{t('alsoYours', { way })}</Notice>;
  return <Notice>{t('alsoWith', { way, name: other.agentName?.[lang] ?? '' })}</Notice>;
}

const isUnderWay = ({ interaction: { state } }: OtherContact): boolean =>
  state === 'waiting' || state === 'offered' || state === 'active';

function useThread(
  pop: ScreenPop | undefined,
  outgoing: readonly Outgoing[],
  letters: readonly Letter[],
  ownName: string,
): ThreadMessage[] {
  const { t } = useTranslation('desk');
  const noticeText = useNoticeText();
  if (!pop) return [];
  const known = new Set(pop.messages.map((message) => message.id));
  const committed = pop.messages.map((message): ThreadMessage => {
    const base = { id: message.id, at: message.createdAt, text: message.text };
    if (message.notice) {
      const text = noticeText(message.notice);
      return { ...base, side: 'note', text };
    }
    const letter = letters.find(({ id }) => id === message.id);
    const hasMore = letter && (letter.quoted !== '' || letter.refusedFiles.length > 0);
    const attachment =
      message.attachments.length > 0 || hasMore
        ? { attachment: <Enclosed message={message} letter={letter} /> }
        : {};
    if (message.author === 'citizen') {
      return { ...base, ...attachment, side: 'other', by: pop.citizen.name ?? t('citizen.citizen') };
    }
    const isRead = message.seq <= pop.conversation.citizenReadSeq;
    const state =
      message.delivery === 'failed'
        ? 'failed'
        : isRead
          ? 'read'
          : message.delivery === 'delivered'
            ? 'delivered'
            : 'sent';
    return { ...base, ...attachment, side: 'own', by: message.authorName ?? '', state };
  });
  const sending = outgoing
    .filter((message) => !known.has(message.id))
    .map(
      ({ id, text, at, state }): ThreadMessage => ({
        id,
        text,
        at,
        side: 'own',
        by: ownName,
        state: state === 'refused' ? 'failed' : 'sending',
      }),
    );
  return [...committed, ...sending];
}

export default function Conversation({
  conversationId,
  overdue,
  insert,
  onInserted,
}: {
  conversationId: string;
  /** Its contact, when its time was over before all was written about it. */
  overdue: InteractionView | undefined;
  insert: Insertion | null;
  onInserted: () => void;
}) {
  const { t } = useTranslation('desk');
  const user = useUser();
  const lang = useLang();
  const line = useLine();
  const query = useConversation(conversationId);
  const { outgoing, send, resend } = useSending(conversationId);
  const [isTyping, setTyping] = useState(false);
  const [isWriting, setWriting] = useState(false);
  useAttention('conversation', conversationId, isWriting);
  const pop = query.data;
  const lastSeq = pop?.messages.at(-1)?.seq ?? 0;
  const letters = useLetters(conversationId, pop?.conversation.channel === 'email', lastSeq);
  const messages = useThread(pop, outgoing, letters.data?.items ?? [], user.displayName.zh);

  useNews('typing', (news) => {
    if (news.conversationId === conversationId && news.by === 'citizen') setTyping(news.typing);
  });
  useEffect(() => {
    if (!line || lastSeq === 0 || document.hidden) return;
    line.call('conversation:read', { conversationId, seq: lastSeq }).catch(() => undefined);
  }, [line, conversationId, lastSeq]);

  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!pop) return <Skeleton lines={6} />;
  const { interaction } = pop;
  const other = pop.earlier.find(isUnderWay);
  const name =
    pop.citizen.name ??
    pop.citizen.contactPoints.find((point) => point.kind !== 'web')?.value ??
    t('citizen.unknown');
  const variables = {
    citizenName: pop.citizen.name ?? '',
    agentName: user.displayName[pop.conversation.lang],
    ticketNumber: pop.openTickets[0]?.number ?? '',
    departmentName: '',
  };
  const isActive = interaction?.state === 'active' && interaction.agentId === user.id;
  const isWrappedUp = interaction?.state === 'wrap_up' && interaction.agentId === user.id;
  const wrappedUp = isWrappedUp ? interaction : overdue;
  const isRunning = ['waiting', 'offered', 'active'].includes(interaction?.state ?? '');
  return (
    <Pane
      title={name}
      actions={
        <>
          <OthersHere of="conversation" id={conversationId} />
          {isActive && (
            <Row gap={1}>
              {interaction.channel !== 'voice' && <PassOn interaction={interaction} />}
              {!isCallInTalk(interaction) && <ActionButton id="contact.end" size="small" />}
            </Row>
          )}
        </>
      }
      footer={
        wrappedUp ? (
          <WrapUp interaction={wrappedUp} />
        ) : isActive && pop.conversation.channel !== 'voice' ? (
          <Composer
            key={conversationId}
            conversationId={conversationId}
            channel={pop.conversation.channel}
            lang={pop.conversation.lang}
            variables={variables}
            insert={insert}
            onInserted={onInserted}
            onSend={send}
            onTyping={(typing) => {
              setWriting(typing);
              line?.call('conversation:typing', { conversationId, typing }).catch(() => undefined);
            }}
          />
        ) : (
          !isActive && <Notice>{t(isRunning ? 'conversation.elsewhere' : 'conversation.over')}</Notice>
        )
      }
    >
      {pop.passedOn && (
        <Notice>{t('passOn.told', { name: pop.passedOn.by?.[lang] ?? '', note: pop.passedOn.note })}</Notice>
      )}
      {isActive && other && <AlsoUnderWay other={other} />}
      {isActive && isCallInTalk(interaction) && <CallPanel interaction={interaction} />}
      {isActive && interaction.isCallback && <Dialling />}
      {pop.conversation.channel === 'voice' && !isActive && (
        <Recordings of="conversation" id={conversationId} />
      )}
      <Thread messages={messages} typing={isTyping ? name : null} onResend={resend} />
    </Pane>
  );
}
