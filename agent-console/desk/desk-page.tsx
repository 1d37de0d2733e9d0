// The agent's page: what rings and what is in hand, the conversation, and what helps to answer it.
import './desk.css';
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, MessagesSquare, PanelRight } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, IconButton, Notice, Pane, Skeleton, useForgetTransitions } from '../../design/index.ts';
import type { OfferView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useConnection } from '../realtime/connection.ts';
import { useLine } from '../realtime/line.tsx';
import { whenIdle } from '../shell/when-idle.ts';
import { useDesk, useTakeResumed } from './desk-data.ts';
import { useDeskPlace } from './desk-place.ts';
import type { Insertion } from './composer.tsx';
import { Inbox } from './inbox.tsx';
import { offerKeys, Offers } from './offers.tsx';
import { keepTicketDrafts } from './ticket-drafts.ts';

// The list is there before these; they are here before the first contact is opened, as a rule.
const loadConversation = () => import('./conversation.tsx');
const loadContext = () => import('./context-pane.tsx');
const Conversation = lazy(loadConversation);
const ContextPane = lazy(loadContext);
const phoneIsThere = whenIdle().then(() => import('./phone/calls-of-others.tsx'));
const CallsOfOthers = lazy(() => phoneIsThere);
const LeftBehind = lazy(() => whenIdle().then(() => import('./left-behind.tsx')));
void phoneIsThere.then(() => Promise.all([loadConversation(), loadContext()]));

const autoAnswerAfterMs = 1_000;

/** Accepts an offer by itself, once its sound has been heard. */
function useAutoAnswer(offer: OfferView | undefined, accept: (offer: OfferView) => void): void {
  const latest = useRef(accept);
  latest.current = accept;
  const pending = useRef(offer);
  pending.current = offer;
  const offerId = offer?.id;
  useEffect(() => {
    if (offerId === undefined) return;
    const timer = setTimeout(() => {
      if (pending.current?.id === offerId) latest.current(pending.current);
    }, autoAnswerAfterMs);
    return () => clearTimeout(timer);
  }, [offerId]);
}

export default function DeskPage() {
  const { t } = useTranslation('desk');
  const desk = useDesk();
  const line = useLine();
  const client = useQueryClient();
  const showFailure = useFailureToast();
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
  // Each is entered again when the line is back, perhaps on another server: what was read and delivered comes only there.
  const inHand = inbox.map((item) => item.interaction.conversationId).join();
  const connection = useConnection();
  const takeResumed = useEffectEvent(useTakeResumed());
  useEffect(() => {
    if (connection !== 'online') return;
    for (const conversationId of inHand.split(',').filter(Boolean)) {
      line
        ?.call('conversation:open', { conversationId, lastSeq: 0 })
        .then((resumed) => takeResumed(resumed))
        .catch(() => undefined);
    }
  }, [line, inHand, connection]);

  const open = (conversationId: string): void => go({ selected: conversationId, front: 'thread' });
  const openToWrite = (conversationId: string): void => {
    open(conversationId);
    setInsert({ conversationId, text: '' });
  };
  // The only one in hand needs no choosing: after a reload, or when the one before it is done. Of several the one who
  // waits for an answer follows the one that is done.
  const following =
    inbox.length > 1 && selected !== null ? (inbox.find(({ unread }) => unread > 0) ?? inbox[0]) : undefined;
  const next = current ? undefined : inbox.length === 1 ? inbox[0] : following;
  const isLeft = desk.data !== undefined && inbox.length !== 1 && !current;
  const openNext = useEffectEvent((conversationId: string): void => {
    // What stands beside the list is of the contact that is done, and goes with it.
    const { activeElement } = document;
    const isFree =
      activeElement === document.body ||
      (activeElement?.closest('.desk-thread, .desk-context-column') ?? null) !== null;
    const isFollowing = selected !== null && isFree;
    if (isFollowing) openToWrite(conversationId);
    else open(conversationId);
  });
  const leave = useEffectEvent((): void => go({ front: 'list' }));
  const nextId = next?.interaction.conversationId;
  useEffect(() => {
    if (nextId !== undefined) openNext(nextId);
    // On a telephone one sees that there are several.
    if (isLeft) leave();
  }, [nextId, isLeft]);
  const isKnown = desk.data !== undefined;
  useEffect(() => {
    if (isKnown) keepTicketDrafts(inHand.split(','));
  }, [isKnown, inHand]);
  const accept = (offer: OfferView | undefined, show = openToWrite): void => {
    if (!offer) return;
    // The telephone is ready before the first call is accepted.
    phoneIsThere
      .then(() => line?.call('offer:accept', { offerId: offer.id }))
      .then(() => client.invalidateQueries({ queryKey: ['desk'], exact: true }))
      .then(() => show(offer.interaction.conversationId))
      .catch(showFailure);
  };
  // After its sound, so that nobody is on the line unawares. Asked again it is the same acceptance.
  const answered = desk.data?.presence.autoAnswer ? offers[0] : undefined;
  // It takes no cursor: whoever is writing to another citizen would go on writing to this one.
  useAutoAnswer(answered, (offer) => accept(offer, open));
  const decline = (offer: OfferView | undefined): void => {
    if (offer) line?.call('offer:decline', { offerId: offer.id }).catch(showFailure);
  };
  const end = (): void => {
    if (current) line?.call('interaction:end', { interactionId: current.interaction.id }).catch(showFailure);
  };
  /** Whoever writes goes on writing; during a call the keyboard goes along. */
  const showBeside = (tab: string): void => {
    go({ tab });
    if (document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`.desk-context [role="tab"][data-key="${tab}"]`)?.focus();
  };
  const move = (step: number): void => {
    const index = inbox.findIndex((item) => item.interaction.conversationId === selected);
    const next = inbox[(index + step + inbox.length) % inbox.length];
    if (next) openToWrite(next.interaction.conversationId);
  };
  useActions([
    {
      id: 'offer.accept',
      labelKey: 'desk:offer.accept',
      ...offerKeys.accept,
      permission: 'desk.work',
      isEnabled: offers.length > 0,
      run: () => accept(offers[0]),
    },
    {
      id: 'offer.decline',
      labelKey: 'desk:offer.decline',
      ...offerKeys.decline,
      permission: 'desk.work',
      isEnabled: offers.length > 0,
      run: () => decline(offers[0]),
    },
    {
      id: 'contact.end',
      labelKey: 'desk:contact.end',
      shortcut: 'mod+e',
      permission: 'desk.work',
      isEnabled: current?.interaction.state === 'active',
      run: end,
    },
    {
      id: 'contact.next',
      labelKey: 'desk:contact.next',
      shortcut: 'alt+down',
      permission: 'desk.work',
      run: () => move(1),
    },
    {
      id: 'contact.previous',
      labelKey: 'desk:contact.previous',
      shortcut: 'alt+up',
      permission: 'desk.work',
      run: () => move(-1),
    },
    {
      id: 'desk.knowledge',
      labelKey: 'desk:context.knowledge',
      shortcut: 'alt+k',
      permission: 'desk.work',
      run: () => showBeside('knowledge'),
    },
    {
      id: 'desk.ticket',
      labelKey: 'desk:context.ticket',
      shortcut: 'alt+t',
      permission: 'desk.work',
      run: () => showBeside('ticket'),
    },
    {
      id: 'desk.progress',
      labelKey: 'desk:context.progress',
      shortcut: 'alt+j',
      permission: 'desk.work',
      run: () => showBeside('progress'),
    },
  ]);

  if (desk.error) return <FailureState error={desk.error} onRetry={() => void desk.refetch()} />;
  if (!desk.data) return <Skeleton lines={8} />;
  return (
    <div className="desk" data-front={front}>
      <div className="desk-list">
        <Pane
          title={t('inbox.label')}
          actions={<ActionButton id="desk.alerts" size="small" variant="quiet" />}
        >
          {desk.data.presence.state === 'not_responding' && (
            <Notice tone="warn">{t('presence.missed')}</Notice>
          )}
          <Suspense>
            <LeftBehind desk={desk.data} updatedAt={desk.dataUpdatedAt} />
          </Suspense>
          <Suspense>
            <CallsOfOthers inHand={inbox.map((item) => item.interaction.id)} isRinging={offers.length > 0} />
          </Suspense>
          <Offers offers={offers} onAccept={accept} onDecline={decline} />
          <Inbox
            items={inbox}
            selected={selected}
            onSelect={open}
            isAvailable={desk.data.presence.state === 'available'}
          />
        </Pane>
      </div>
      <div className="desk-thread">
        <div className="desk-narrow">
          <IconButton icon={ArrowLeft} label={t('back')} onPress={() => go({ front: 'list' })} />
          <IconButton icon={PanelRight} label={t('context.label')} onPress={() => go({ front: 'context' })} />
        </div>
        {shown !== undefined ? (
          <Suspense fallback={<Skeleton lines={6} />}>
            <Conversation
              key={shown}
              conversationId={shown}
              insert={insert?.conversationId === shown ? insert : null}
              onInserted={() => setInsert(null)}
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
      <div className="desk-context-column">
        <div className="desk-narrow">
          <IconButton icon={ArrowLeft} label={t('back')} onPress={() => go({ front: 'thread' })} />
        </div>
        {shown !== undefined && (
          <Suspense fallback={<Skeleton lines={6} />}>
            <ContextPane
              conversationId={shown}
              tab={tab}
              onTab={(tab) => go({ tab })}
              onInsert={(text) => {
                setInsert({ conversationId: shown, text });
                go({ front: 'thread' });
              }}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}
