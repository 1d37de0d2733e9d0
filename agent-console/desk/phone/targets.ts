import { useQuery } from '@tanstack/react-query';
import { callTargetsSchema } from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';

const nobody = { colleagues: [], queues: [] };

/** Colleagues who can be asked to join a call now, and queues that it can be sent on to. */
export function useCallTargets(isWanted: boolean) {
  const query = useQuery({
    queryKey: ['phone', 'targets'],
    queryFn: () => api.get('/api/phone/targets', callTargetsSchema),
    enabled: isWanted,
    refetchInterval: 10_000,
  });
  return query.data ?? nobody;
}
