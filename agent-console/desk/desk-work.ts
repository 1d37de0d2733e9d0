// What happens at the desk beside what is shown: offers taken, the lines of what is in hand kept, the next contact opened.
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Desk } from '../../server/desk/contract.ts';
import type { InteractionView, OfferView } from '../../server/routing/contract.ts';
import { runAction } from '../actions/registry.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useConnection } from '../realtime/connection.ts';
import { useLine } from '../realtime/line.tsx';
import { useReadTaken, useTakeResumed } from './desk-data.ts';
import { keepTicketDrafts } from './ticket-drafts.ts';
import { wentByOwnHand } from './unfinished.ts';

export type InboxItem = Desk['inbox'][number];

/** A call in talk has its own panel, with its own end. */
export const isCallInTalk = ({ channel, state, isCallback }: InteractionView): boolean =>
  channel === 'voice' && state === 'active' && !isCallback;

/** @param phoneIsThere the telephone is ready before the first call is accepted */
export function useOfferDeeds(phoneIsThere: Promise<unknown>) {
  const line = useLine();
  const readTaken = useReadTaken();
  const showFailure = useFailureToast();
  return {
    accept(offer: OfferView, show: (conversationId: string) => void): void {
      phoneIsThere
        .then(() => line?.call('offer:accept', { offerId: offer.id }))
        .then(() => readTaken(offer.interaction.conversationId))
        .then(() => show(offer.interaction.conversationId))
        .catch(showFailure);
    },
    decline(offer: OfferView): void {
      line?.call('offer:decline', { offerId: offer.id }).catch(showFailure);
    },
    end({ interaction }: InboxItem): void {
      // On the line there may be others: hanging up knows them.
      if (isCallInTalk(interaction)) runAction('call.hang_up');
      else line?.call('interaction:end', { interactionId: interaction.id }).catch(showFailure);
    },
  };
}

const autoAnswerAfterMs = 1_000;

/** Accepts an offer by itself, once its sound has been heard. */
export function useAutoAnswer(offer: OfferView | undefined, accept: (offer: OfferView) => void): void {
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

/**
 * Each conversation in hand is entered again when the line is back, perhaps on another server: what was read and
 * delivered comes only there.
 */
export function useEnteredConversations(inbox: readonly InboxItem[]): void {
  const line = useLine();
  const connection = useConnection();
  const takeResumed = useEffectEvent(useTakeResumed());
  const inHand = inbox.map((item) => item.interaction.conversationId).join();
  useEffect(() => {
    if (connection !== 'online') return;
    for (const conversationId of inHand.split(',').filter(Boolean)) {
      line
        ?.call('conversation:open', { conversationId, lastSeq: 0 })
        .then((resumed) => takeResumed(resumed))
        .catch(() => undefined);
    }
  }, [line, inHand, connection]);
}

/** Drafts of tickets go with their contacts, once one knows which are in hand. */
export function useKeptTicketDrafts(desk: Desk | undefined): void {
  const inHand = desk?.inbox.map((item) => item.interaction.conversationId).join();
  useEffect(() => {
    if (inHand !== undefined) keepTicketDrafts(inHand.split(','));
  }, [inHand]);
}

/**
 * Opens the contact that follows the one that is done. The only one in hand needs no choosing: after a reload, or when
 * the one before it is done. Of several the one who waits for an answer follows. The cursor goes along with who has
 * finished or passed on the one before.
 */
export function useNextContact(
  desk: Desk | undefined,
  selected: string | null,
  go: {
    open: (conversationId: string) => void;
    openToWrite: (conversationId: string) => void;
    /** Where one sees that there are several. */
    toList: () => void;
  },
): void {
  const inbox = desk?.inbox ?? [];
  const isInHand = inbox.some(({ interaction }) => interaction.conversationId === selected);
  const following =
    inbox.length > 1 && selected !== null ? (inbox.find(({ unread }) => unread > 0) ?? inbox[0]) : undefined;
  const next = isInHand ? undefined : inbox.length === 1 ? inbox[0] : following;
  const nextId = next?.interaction.conversationId;
  const isLeft = desk !== undefined && inbox.length !== 1 && !isInHand;
  const openNext = useEffectEvent((conversationId: string): void => {
    // What stands beside the list is of the contact that is done, and goes with it.
    const { activeElement } = document;
    const isFree =
      activeElement === document.body ||
      (activeElement?.closest('.desk-thread, .desk-context-column') ?? null) !== null;
    // Whoever writes as a contact is taken from under their hands would go on writing to another citizen.
    if (isFree && selected !== null && wentByOwnHand(selected)) go.openToWrite(conversationId);
    else go.open(conversationId);
  });
  const leave = useEffectEvent(go.toList);
  useEffect(() => {
    if (nextId !== undefined) openNext(nextId);
    if (isLeft) leave();
  }, [nextId, isLeft]);
}
