import { useQuery } from '@tanstack/react-query';
import { passOnTargetsSchema } from '../../server/routing/contract.ts';
import { api } from '../api/client.ts';

const nobody = { colleagues: [], queues: [] };

/** Colleagues who can take a contact now, and the queues that it can be passed on to. */
export function usePassOnTargets(isWanted: boolean) {
  const query = useQuery({
    queryKey: ['routing', 'targets'],
    queryFn: () => api.get('/api/routing/targets', passOnTargetsSchema),
    enabled: isWanted,
    refetchInterval: 10_000,
  });
  return query.data ?? nobody;
}
