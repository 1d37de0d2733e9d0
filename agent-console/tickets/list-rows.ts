// What news of one ticket does to a list that is loaded page by page: its row alone moves. Pure.
import type { InfiniteData } from '@tanstack/react-query';
import {
  breachingFrom,
  type ListView,
  statesOfView,
  type TicketSummary,
} from '../../server/tickets/contract.ts';

export type TicketPages = InfiniteData<{ items: TicketSummary[]; nextCursor: string | null }, string>;

/** The order of the server: what is due first, then by id; what is not due at all comes last. */
function isAfter(one: TicketSummary, other: TicketSummary): boolean {
  if (one.nextDueAt === other.nextDueAt) return one.id > other.id;
  return one.nextDueAt === null || (other.nextDueAt !== null && one.nextDueAt > other.nextDueAt);
}

export const rowOf = ({ pages }: TicketPages, id: string): TicketSummary | undefined =>
  pages.flatMap(({ items }) => items).find((row) => row.id === id);

/** Pages that do not hold the ticket stay the same objects. */
export function withoutRow(data: TicketPages, id: string): TicketPages {
  return {
    ...data,
    pages: data.pages.map((page) =>
      page.items.some((row) => row.id === id)
        ? { ...page, items: page.items.filter((row) => row.id !== id) }
        : page,
    ),
  };
}

/** The page that the row belongs to; -1 where that is not loaded yet. */
function pageOf({ pages }: TicketPages, row: TicketSummary): number {
  const found = pages.findIndex(({ items }) => {
    const last = items.at(-1);
    return last !== undefined && isAfter(last, row);
  });
  const isWhole = pages.at(-1)?.nextCursor === null;
  return found < 0 && isWhole ? pages.length - 1 : found;
}

/** Whether the row's place is behind what is loaded: it comes with its page. */
export const isBehind = (data: TicketPages, row: TicketSummary): boolean => pageOf(data, row) < 0;

/** The list with the row at its place, as far as that is loaded. */
export function withRow(before: TicketPages, row: TicketSummary): TicketPages {
  const data = withoutRow(before, row.id);
  const at = pageOf(data, row);
  return {
    ...data,
    pages: data.pages.map((page, index) => {
      if (index !== at) return page;
      const behind = page.items.findIndex((other) => isAfter(other, row));
      const place = behind < 0 ? page.items.length : behind;
      return { ...page, items: page.items.toSpliced(place, 0, row) };
    }),
  };
}

/** Whether a ticket stands in a list; undefined where its row does not say it. */
export function standsIn(
  view: ListView,
  { state, kind, alarm, nextDueAt }: TicketSummary,
): boolean | undefined {
  const states = statesOfView[view];
  if (states && !states.includes(state)) return false;
  if (view === 'follow_up') return kind !== 'proposal';
  if (view === 'breaching') return alarm >= breachingFrom && nextDueAt !== null;
  return view === 'mine' || view === 'watched' ? undefined : true;
}
