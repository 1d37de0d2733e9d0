// The machinery as administrators see it; it refreshes by itself while the page is seen.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  type DeadState,
  deadPageSchema,
  modelReportSchema,
  operationsSchema,
  replayedSchema,
} from '../../server/operations/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useDeed } from '../api/use-deed.ts';

const key = ['admin', 'operations'] as const;
const lettersPath = '/api/admin/dead-letters';
const refreshEveryMs = 5_000;

export function useOperations() {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/admin/operations', operationsSchema),
    refetchInterval: refreshEveryMs,
  });
}

export function useModel() {
  return useQuery({
    queryKey: [...key, 'model'],
    queryFn: () => api.get('/api/admin/model', modelReportSchema),
    refetchInterval: refreshEveryMs * 6,
  });
}

export function useDeadLetters(state: DeadState) {
  return useInfiniteQuery({
    queryKey: [...key, 'letters', state],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get(lettersPath, deadPageSchema, {
        query: { limit: 50, state, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refreshEveryMs,
  });
}

export const useReplay = () =>
  useDeed(key, (id: string) => api.post(`${lettersPath}/${id}/replay`, {}, okSchema));
export const useReplayAll = () => useDeed(key, () => api.post(`${lettersPath}/replay`, {}, replayedSchema));
export const useDiscard = () =>
  useDeed(key, ({ id, reason }: { id: string; reason: string }) =>
    api.post(`${lettersPath}/${id}/discard`, { reason }, okSchema),
  );
