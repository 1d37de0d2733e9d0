import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type BroadcastContent, broadcastListSchema } from '../../server/broadcasts/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useDeed } from '../api/use-deed.ts';
import { useNews } from '../realtime/line.tsx';

const key = ['broadcasts'] as const;
/** A warning ends by itself, without news. */
const againMs = 60_000;

/** All warnings, those in force and planned first; asked again when one changes. */
export function useBroadcasts() {
  const client = useQueryClient();
  useNews('broadcast', () => void client.invalidateQueries({ queryKey: key }));
  return useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/broadcasts', broadcastListSchema),
    refetchInterval: againMs,
  });
}

/** Issues a warning; with `replaces` it is the newer word on that one. */
export const useIssue = () =>
  useDeed(key, ({ replaces, ...issue }: { id: string; content: BroadcastContent; replaces?: string }) =>
    api.post(replaces ? `/api/broadcasts/${replaces}/update` : '/api/broadcasts', issue, okSchema),
  );
export const useTakeBack = () =>
  useDeed(key, (id: string) => api.post(`/api/broadcasts/${id}/cancel`, {}, okSchema));
