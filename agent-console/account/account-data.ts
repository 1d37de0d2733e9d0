// One's own sign-in as the console knows it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type changePasswordSchema,
  endedSchema,
  ownSessionsSchema,
  recoveryCodesSchema,
  secondFactorBegunSchema,
  secondFactorSchema,
} from '../../server/admin/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

const sessionsKey = ['account', 'sessions'] as const;
const factorKey = ['account', 'second-factor'] as const;

export function useOwnSessions() {
  return useQuery({
    queryKey: sessionsKey,
    queryFn: () => api.get('/api/account/sessions', ownSessionsSchema),
    staleTime: 0,
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/account/sessions/${id}`, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}

export function useEndOthers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/api/account/sessions', endedSchema),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: z.input<typeof changePasswordSchema>) =>
      api.post('/api/account/password', change, endedSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}

export function useSecondFactor() {
  return useQuery({
    queryKey: factorKey,
    queryFn: () => api.get('/api/account/second-factor', secondFactorSchema),
  });
}

export function useBegin() {
  return useMutation({
    mutationFn: (password: string) =>
      api.post('/api/account/second-factor', { password }, secondFactorBegunSchema),
  });
}

export function useConfirm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) =>
      api.post('/api/account/second-factor/confirm', { code }, recoveryCodesSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: factorKey }),
  });
}

export function usePutAway() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (password: string) => api.post('/api/account/second-factor/off', { password }, okSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: factorKey }),
  });
}
