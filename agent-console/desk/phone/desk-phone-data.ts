// One's own desk telephone, as the server knows it.
import { useQuery } from '@tanstack/react-query';
import { deskPhoneSchema } from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';

export const deskPhoneKey = ['desk', 'phone'] as const;
const lookEveryMs = 3_000;

/** @param isWatched whether to see a telephone come and go */
export function useDeskPhone(isWatched: boolean) {
  return useQuery({
    queryKey: deskPhoneKey,
    queryFn: () => api.get('/api/desk/phone', deskPhoneSchema),
    refetchInterval: isWatched ? lookEveryMs : false,
  });
}
