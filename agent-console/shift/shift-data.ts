import { useQuery } from '@tanstack/react-query';
import { shiftReportSchema } from '../../server/reports/shift/contract.ts';
import { api, type Query } from '../api/client.ts';

/** A shift as it is at the moment of reading. */
export function useShift(query: Query) {
  return useQuery({
    queryKey: ['reports', 'shift', query],
    queryFn: ({ signal }) => api.get('/api/reports/shift', shiftReportSchema, { query, signal }),
    staleTime: 0,
  });
}
