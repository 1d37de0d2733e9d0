// The agent's page: what rings and what is in hand, the conversation, and what helps to answer it.
import './desk.css';
import { ArrowLeft, MessagesSquare, PanelRight } from 'lucide-react';
import { Suspense, use, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, IconButton, Notice, Pane, Skeleton, useForgetTransitions } from '../../design/index.ts';
import type { Desk } from '../../server/desk/contract.ts';
import type { InteractionView, OfferView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { IsMarked, useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { loaded, part } from '../shell/part.ts';
import { whenIdle } from '../shell/when-idle.ts';
import { deskActions } from './desk-actions.ts';
import { useDesk } from './desk-data.ts';
import { useDeskPlace } from './desk-place.ts';
import {
  useAutoAnswer,
  useEnteredConversations,
  useKeptTicketDrafts,
  useNextContact,
  useOfferDeeds,
} from './desk-work.ts';
import type { Insertion } from './composer.tsx';
import { Inbox } from './inbox.tsx';
import { isOverdue } from './inbox-news.ts';
import { LeftBehind } from './left-behind.tsx';
import { Offers } from './offers.tsx';

// The list is there before these; they are here before the first contact is opened, as a rule.
const loadConversation = () => import('./conversation.tsx');
const loadContext = () => import('./context-pane.tsx');
const Conversation = part(loadConversation);
const ContextPane = part(loadContext);
const phoneIsThere = whenIdle().then(() => loaded(() => import('./phone/calls-of-others.tsx')));
const CallsOfOthers = part(() => phoneIsThere);
// What fails here fails again, and is told, where it is shown.
void phoneIsThere.then(() => Promise.allSettled([loaded(loadConversation), loaded(loadContext)]));

export default function DeskPage() {
  const desk = useDesk();
  const [{ selected, tab, front }, go, asked] = useDeskPlace();
  // Whoever has taken a contact over, or comes back to one, goes on writing.
  const [insert, setInsert] = useState<Insertion | null>(
    asked === undefined ? null : { conversationId: asked, text: '' },
  );
  const inbox = desk.data?.inbox ?? [];
  const offers = desk.data?.offers ?? [];
  const current = inbox.find((item) => item.interaction.conversationId === selected) ?? null;
  // The row is marked at once; what stands beside it follows, and gives way to the next step through the list.
  const shown = useDeferredValue(current?.interaction.conversationId);
  useForgetTransitions(shown);
  useEnteredConversations(inbox);
  useKeptTicketDrafts(desk.data);

  const open = (conversationId: string): void => go({ selected: conversationId, front: 'thread' });
  const openToWrite = (conversationId: string): void => {
    open(conversationId);
    setInsert({ conversationId, text: '' });
  };
  useNextContact(desk.data, selected, { open, openToWrite, toList: () => go({ front: 'list' }) });
  const deeds = useOfferDeeds(phoneIsThere);
  const accept = (offer: OfferView): void => deeds.accept(offer, openToWrite);
  // After its sound, so that nobody is on the line unawares. Asked again it is the same acceptance. It takes no cursor:
  // whoever is writing to another citizen would go on writing to this one.
  const answered = desk.data?.presence.autoAnswer ? offers[0] : undefined;
  useAutoAnswer(answered, (offer) => deeds.accept(offer, open));
  useActions(
    deskActions({
      offer: offers[0],
      current,
      accept,
      decline: deeds.decline,
      end: deeds.end,
      move(step) {
        const index = inbox.findIndex((item) => item.interaction.conversationId === selected);
        const next = inbox[(index + step + inbox.length) % inbox.length];
        if (next) openToWrite(next.interaction.conversationId);
      },
      showBeside(name) {
        go({ tab: name });
        // Whoever writes goes on writing; during a call the keyboard goes along.
        if (document.activeElement !== document.body) return;
        document.querySelector<HTMLElement>(`.desk-context [role="tab"][data-key="${name}"]`)?.focus();
      },
    }),
  );

  if (desk.error) return <FailureState error={desk.error} onRetry={() => void desk.refetch()} />;
  if (!desk.data) return <Skeleton lines={8} />;
  return (
    <div className="desk" data-front={front}>
      <ListColumn
        desk={desk.data}
        updatedAt={desk.dataUpdatedAt}
        selected={selected}
        onSelect={open}
        onAccept={accept}
        onDecline={deeds.decline}
      />
      <IsMarked value={shown === current?.interaction.conversationId}>
        <ThreadColumn
          shown={shown}
          overdue={
            inbox.filter(isOverdue).find(({ interaction }) => interaction.conversationId === shown)
              ?.interaction
          }
          insert={insert}
          onInserted={() => setInsert(null)}
          onFront={(next) => go({ front: next })}
        />
        <ContextColumn
          shown={shown}
          tab={tab}
          onTab={(name) => go({ tab: name })}
          onInsert={setInsert}
          onThread={() => go({ front: 'thread' })}
        />
      </IsMarked>
    </div>
  );
}

/** What rings, what was left behind, and what is in hand. */
function ListColumn({
  desk,
  updatedAt,
  selected,
  onSelect,
  onAccept,
  onDecline,
}: {
  desk: Desk;
  updatedAt: number;
  selected: string | null;
  onSelect: (conversationId: string) => void;
  onAccept: (offer: OfferView) => void;
  onDecline: (offer: OfferView) => void;
}) {
  const { t } = useTranslation('desk');
  const { presence, inbox, offers } = desk;
  return (
    <div className="desk-list">
      <Pane title={t('inbox.label')} actions={<ActionButton id="desk.alerts" size="small" variant="quiet" />}>
        {presence.state === 'not_responding' && <Notice tone="warn">{t('presence.missed')}</Notice>}
        <LeftBehind desk={desk} updatedAt={updatedAt} />
        <Suspense>
          <CallsOfOthers inHand={inbox.map((item) => item.interaction.id)} isRinging={offers.length > 0} />
        </Suspense>
        <Offers offers={offers} onAccept={onAccept} onDecline={onDecline} />
        <Inbox items={inbox} selected={selected} onSelect={onSelect} presence={presence} />
      </Pane>
    </div>
  );
}

function ThreadColumn({
  shown,
  overdue,
  insert,
  onInserted,
  onFront,
}: {
  shown: string | undefined;
  overdue: InteractionView | undefined;
  insert: Insertion | null;
  onInserted: () => void;
  onFront: (front: 'list' | 'context') => void;
}) {
  const { t } = useTranslation('desk');
  return (
    <div className="desk-thread" inert={!use(IsMarked)}>
      <div className="desk-narrow">
        <IconButton icon={ArrowLeft} label={t('back')} onPress={() => onFront('list')} />
        <IconButton icon={PanelRight} label={t('context.label')} onPress={() => onFront('context')} />
      </div>
      {shown !== undefined ? (
        <Suspense fallback={<Skeleton lines={6} />}>
          <Conversation
            key={shown}
            conversationId={shown}
            overdue={overdue}
            insert={insert?.conversationId === shown ? insert : null}
            onInserted={onInserted}
          />
        </Suspense>
      ) : (
        <EmptyState
          icon={MessagesSquare}
          title={t('conversation.none')}
          description={t('conversation.noneNote')}
        />
      )}
    </div>
  );
}

function ContextColumn({
  shown,
  tab,
  onTab,
  onInsert,
  onThread,
}: {
  shown: string | undefined;
  tab: string;
  onTab: (tab: string) => void;
  onInsert: (insertion: Insertion) => void;
  onThread: () => void;
}) {
  const { t } = useTranslation('desk');
  return (
    <div className="desk-context-column" inert={!use(IsMarked)}>
      <div className="desk-narrow">
        <IconButton icon={ArrowLeft} label={t('back')} onPress={onThread} />
      </div>
      {shown !== undefined && (
        <Suspense fallback={<Skeleton lines={6} />}>
          <ContextPane
            conversationId={shown}
            tab={tab}
            onTab={onTab}
            onInsert={(text) => {
              onInsert({ conversationId: shown, text });
              onThread();
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
