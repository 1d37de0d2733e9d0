import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  doNotCallListSchema,
  type liftDoNotCallSchema,
  type markDoNotCallSchema,
} from '../../server/intake/outbound/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

const key = ['do-not-call'] as const;

/** Numbers that are not to be called; those with these digits. */
export function useDoNotCall(part: string) {
  return useQuery({
    queryKey: [...key, part],
    queryFn: () => api.get(`/api/do-not-call?q=${encodeURIComponent(part)}`, doNotCallListSchema),
    placeholderData: (before) => before,
  });
}

function useChange<T>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: T) => api.post(path, change, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const useMark = () => useChange<z.input<typeof markDoNotCallSchema>>('/api/do-not-call');
export const useLift = () => useChange<z.input<typeof liftDoNotCallSchema>>('/api/do-not-call/lift');
