// How much there is to do: the lengths of lists, for their tabs.
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { countedViews, type ListView, ticketCountSchema } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { useNews } from '../realtime/line.tsx';

/** A dispatch desk hears of every ticket of the city: what came within so many ms is counted in one go. */
const pauseMs = 3_000;
const countKey = ['tickets', 'count'] as const;

/** By list; lists whose length nobody asks for, and what is not known yet, are left out. */
export function useTicketCounts(views: readonly ListView[]): ReadonlyMap<ListView, number> {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const countSoon = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: countKey });
    }, pauseMs);
  };
  useNews('ticket', countSoon);
  useNews('ticket_left', countSoon);
  const counted = countedViews.filter((view) => views.includes(view));
  const counts = useQueries({
    queries: counted.map((view) => ({
      queryKey: [...countKey, view],
      queryFn: () => api.get('/api/tickets/count', ticketCountSchema, { query: { view } }),
    })),
  });
  return new Map(
    counted.flatMap((view, index) => {
      const count = counts[index]?.data?.count;
      return count === undefined ? [] : [[view, count] as const];
    }),
  );
}
