// The audit trail as the console knows it.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type AuditQuery, auditActionsSchema, auditEntrySchema } from '../../server/admin/audit/contract.ts';
import { pageOf } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

const page = pageOf(auditEntrySchema);
const pageSize = 100;

export function useTrail(of: 'audit' | 'reveals', query: Partial<AuditQuery>) {
  return useInfiniteQuery({
    queryKey: [of, query],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get(of === 'audit' ? '/api/admin/audit' : '/api/reveals', page, {
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
