// What an agent does at the desk, as the list that buttons, shortcuts and the command bar share.
import type { OfferView } from '../../server/routing/contract.ts';
import type { Action } from '../actions/action.ts';
import type { InboxItem } from './desk-work.ts';
import { offerKeys } from './offers.tsx';

interface Doings {
  /** The first that rings. */
  offer: OfferView | undefined;
  /** What is open and in hand. */
  current: InboxItem | null;
  accept: (offer: OfferView) => void;
  decline: (offer: OfferView) => void;
  end: (item: InboxItem) => void;
  /** Opens the contact so many rows further down. */
  move: (step: number) => void;
  showBeside: (tab: string) => void;
}

export function deskActions(doings: Doings): Action[] {
  const { offer, current, accept, decline, end, move, showBeside } = doings;
  return [
    {
      id: 'offer.accept',
      labelKey: 'desk:offer.accept',
      ...offerKeys.accept,
      permission: 'desk.work',
      isEnabled: offer !== undefined,
      run: () => offer && accept(offer),
    },
    {
      id: 'offer.decline',
      labelKey: 'desk:offer.decline',
      ...offerKeys.decline,
      permission: 'desk.work',
      isEnabled: offer !== undefined,
      run: () => offer && decline(offer),
    },
    {
      id: 'contact.end',
      labelKey: 'desk:contact.end',
      shortcut: 'mod+e',
      permission: 'desk.work',
      isEnabled: current?.interaction.state === 'active',
      run: () => current && end(current),
    },
    {
      id: 'contact.next',
      labelKey: 'desk:contact.next',
      shortcut: 'alt+down',
      permission: 'desk.work',
      isStep: true,
      run: () => move(1),
    },
    {
      id: 'contact.previous',
      labelKey: 'desk:contact.previous',
      shortcut: 'alt+up',
      permission: 'desk.work',
      isStep: true,
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
  ];
}
