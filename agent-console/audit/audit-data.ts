// The audit trail as the console knows it.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type AuditQuery, auditActionsSchema, auditPageSchema } from '../../server/admin/audit/contract.ts';
import { api } from '../api/client.ts';

const pageSize = 100;

export function useTrail(of: 'audit' | 'reveals', query: Partial<AuditQuery>) {
  return useInfiniteQuery({
    queryKey: [of, query],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get(of === 'audit' ? '/api/admin/audit' : '/api/reveals', auditPageSchema, {
        query: { ...query, limit: pageSize, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
    // An audit is asked for anew each time that somebody looks.
    staleTime: 0,
  });
}

export function useDeeds(isAsked: boolean) {
  return useQuery({
    queryKey: ['audit', 'actions'],
    queryFn: () => api.get('/api/admin/audit/actions', auditActionsSchema),
    enabled: isAsked,
  });
}
