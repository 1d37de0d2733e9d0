// Keeps the lists of tickets true by the news, without reading what is loaded of them again.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { pageOf } from '../../server/platform/contract.ts';
import {
  type ListView,
  listViews,
  type TicketSummary,
  ticketSummarySchema,
} from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { isBehind, rowOf, standsIn, type TicketPages, withoutRow, withRow } from './list-rows.ts';

export const listsKey = ['tickets', 'list'] as const;
export const listKey = (view: ListView, q: string) => [...listsKey, view, q] as const;
export const listSchema = pageOf(ticketSummarySchema);

/** Moves a ticket's row in every list that is loaded. */
function renewRow(client: QueryClient, told: TicketSummary): void {
  for (const query of client.getQueryCache().findAll({ queryKey: listsKey })) {
    const view = listViews.find((one) => one === query.queryKey[2]);
    const data = client.getQueryData<TicketPages>(query.queryKey);
    if (!view || !data) continue;
    const put = (change: (now: TicketPages) => TicketPages): unknown =>
      client.setQueryData<TicketPages>(query.queryKey, (now) => now && change(now));
    const known = rowOf(data, told.id);
    const stands = standsIn(view, told);
    if (stands && !known && isBehind(data, told)) continue;
    if (stands === false) {
      if (known) put((now) => withoutRow(now, told.id));
    } else if (stands && known?.leadDepartmentCode === told.leadDepartmentCode) {
      // News name nobody: the words stay as this reader may read them.
      put((now) => withRow(now, { ...told, title: known.title }));
    } else if (query.isActive()) {
      // What was told does not say whether it stands there for this reader, or with which words.
      const q = query.queryKey[3];
      const asked = { view, id: told.id, limit: 1, ...(typeof q === 'string' && q && { q }) };
      api.get('/api/tickets', listSchema, { query: asked }).then(
        ({ items: [row] }) => put((now) => (row ? withRow(now, row) : withoutRow(now, told.id))),
        // A line that is down brings everything anew when it is back.
        () => undefined,
      );
    } else client.removeQueries({ queryKey: query.queryKey, exact: true });
  }
}

/** Asks the lists that show a ticket whether it still stands there for this reader. */
export function recheckRow(client: QueryClient, id: string): void {
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: listsKey })) {
    const data = client.getQueryData<TicketPages>(queryKey);
    if (data && rowOf(data, id)) void client.invalidateQueries({ queryKey, exact: true });
  }
}

/** What else the console knows of tickets is asked again; the lists are not. */
export function useRenew(): { row: (told: TicketSummary) => void; rest: () => Promise<void> } {
  const client = useQueryClient();
  return {
    row: (told) => renewRow(client, told),
    rest: () =>
      client.invalidateQueries({
        queryKey: ['tickets'],
        predicate: ({ queryKey }) => queryKey[1] !== listsKey[1],
      }),
  };
}
