// What many people report at once. One that grows is told; the rest changes slowly.
import { useQuery } from '@tanstack/react-query';
import { hotspotListSchema } from '../../server/tickets/oversight/contract.ts';
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
