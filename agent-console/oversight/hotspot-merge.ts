// Which tickets of a hot spot can stand for the others, and which can go under it: the server's rules, asked beforehand.
import type { HotspotView } from '../../server/tickets/oversight/contract.ts';

type Report = HotspotView['tickets'][number];

const openStates: readonly Report['state'][] = ['received', 'returned', 'dispatched', 'accepted', 'rework'];
const mergeableStates: readonly Report['state'][] = ['received', 'returned', 'dispatched'];

/** Tickets that somebody works on, those in hand first, then the earliest. */
export function possibleMains(tickets: readonly Report[]): Report[] {
  const isInHand = ({ state }: Report): boolean => !mergeableStates.includes(state);
  return tickets
    .filter(({ state }) => openStates.includes(state))
    .sort((one, other) => Number(isInHand(other)) - Number(isInHand(one)));
}

/** What can be merged under the main ticket. */
export function mergeable(tickets: readonly Report[], mainId: string | null): Report[] {
  return tickets.filter(({ id, state }) => id !== mainId && mergeableStates.includes(state));
}
