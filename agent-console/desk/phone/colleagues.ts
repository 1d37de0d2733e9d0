import { useQuery } from '@tanstack/react-query';
import { colleagueListSchema } from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';

/** Colleagues who can be asked to join a call now. */
export function useColleagues(isWanted: boolean) {
  const query = useQuery({
    queryKey: ['phone', 'colleagues'],
    queryFn: () => api.get('/api/phone/colleagues', colleagueListSchema),
    enabled: isWanted,
    refetchInterval: 10_000,
  });
  return query.data?.items ?? [];
}
