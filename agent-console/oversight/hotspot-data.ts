// What many people report at once. One that grows is told; the rest changes slowly.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { hotspotListSchema, hotspotTicketsSchema } from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';

const refreshEveryMs = 60_000;

/** Hottest first. News of one that grows ask again, on every page. */
export function useHotspots() {
  return useQuery({
    queryKey: ['tickets', 'hotspots'],
    queryFn: () => api.get('/api/hotspots', hotspotListSchema),
    refetchInterval: refreshEveryMs,
  });
}

const ticketsPage = 100;

/** The tickets behind one, the latest first, page by page. */
export function useHotspotTickets(id: string) {
  return useInfiniteQuery({
    queryKey: ['tickets', 'hotspots', id],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get(`/api/hotspots/${id}/tickets`, hotspotTicketsSchema, {
        query: { limit: ticketsPage, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
}
