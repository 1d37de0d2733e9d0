// The emergency command and its log as administrators see them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type CentreInput,
  centrePageSchema,
  deliveryLogSchema,
  madeKeySchema,
} from '../../server/emergency/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

const key = ['admin', 'emergency'] as const;
const path = '/api/admin/emergency';
/** Deliveries come and go without anybody's doing. */
const freshMs = 5_000;

export function useCentre() {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get(path, centrePageSchema),
    refetchInterval: freshMs,
  });
}

export function useSaveCentre() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CentreInput) => api.put(path, input, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const useMakeKey = () =>
  useMutation({
    mutationFn: (side: 'ours' | 'theirs') => api.post(`${path}/keys`, { side }, madeKeySchema),
  });

export function useEmergencyLog() {
  return useInfiniteQuery({
    queryKey: [...key, 'log'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get(`${path}/deliveries`, deliveryLogSchema, {
        query: { limit: 50, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: freshMs,
  });
}
