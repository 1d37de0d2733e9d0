// Which tickets of a hot spot can stand for the others, and which can go under it: the server's rules, asked beforehand.
import type { HotspotTicket } from '../../server/tickets/oversight/contract.ts';

const openStates: readonly HotspotTicket['state'][] = [
  'received',
  'returned',
  'dispatched',
  'accepted',
  'rework',
];
const mergeableStates: readonly HotspotTicket['state'][] = ['received', 'returned', 'dispatched'];

/** Tickets that somebody works on, those in hand first, then the earliest. */
export function possibleMains(tickets: readonly HotspotTicket[]): HotspotTicket[] {
  const isInHand = ({ state }: HotspotTicket): boolean => !mergeableStates.includes(state);
  return tickets
    .filter(({ state }) => openStates.includes(state))
    .sort(
      (one, other) =>
        Number(isInHand(other)) - Number(isInHand(one)) || one.createdAt.localeCompare(other.createdAt),
    );
}

/** The server takes so many commands at once. */
const mostAtOnce = 100;

/** What can be merged under the main ticket at once. */
export function mergeable(tickets: readonly HotspotTicket[], mainId: string | null): HotspotTicket[] {
  return tickets
    .filter(({ id, state }) => id !== mainId && mergeableStates.includes(state))
    .slice(0, mostAtOnce);
}
