import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  doNotCallListSchema,
  type liftDoNotCallSchema,
  type markDoNotCallSchema,
} from '../../server/intake/outbound/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useDeed } from '../api/use-deed.ts';

const key = ['do-not-call'] as const;

/** Numbers that are not to be called; those with these digits. */
export function useDoNotCall(part: string) {
  return useQuery({
    queryKey: [...key, part],
    queryFn: () => api.get(`/api/do-not-call?q=${encodeURIComponent(part)}`, doNotCallListSchema),
    placeholderData: (before) => before,
  });
}

export const useMark = () =>
  useDeed(key, (given: z.input<typeof markDoNotCallSchema>) => api.post('/api/do-not-call', given, okSchema));
export const useLift = () =>
  useDeed(key, (given: z.input<typeof liftDoNotCallSchema>) =>
    api.post('/api/do-not-call/lift', given, okSchema),
  );
