import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type BroadcastContent, broadcastListSchema } from '../../server/broadcasts/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
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

function useChange<T>(change: (given: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** Issues a warning; with `replaces` it is the newer word on that one. */
export const useIssue = () =>
  useChange(({ replaces, ...issue }: { id: string; content: BroadcastContent; replaces?: string }) =>
    api.post(replaces ? `/api/broadcasts/${replaces}/update` : '/api/broadcasts', issue, okSchema),
  );
export const useTakeBack = () =>
  useChange((id: string) => api.post(`/api/broadcasts/${id}/cancel`, {}, okSchema));
