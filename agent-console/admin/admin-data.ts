// Accounts and keys as administrators see them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  apiKeyCreatedSchema,
  type apiKeyCreateSchema,
  apiKeyViewSchema,
  secondFactorRolesSchema,
  temporaryPasswordSchema,
  userListSchema,
} from '../../server/admin/contract.ts';
import { staffImportSchema } from '../../server/imports/staff/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useCommandId } from '../api/command-id.ts';

export type UserRow = z.infer<typeof userListSchema>['items'][number];
export type ApiKey = z.infer<typeof apiKeyViewSchema>;

const keysKey = ['admin', 'keys'] as const;
const keysSchema = z.object({ items: z.array(apiKeyViewSchema) });
const pageSize = 100;

export function useUsers() {
  return useInfiniteQuery({
    queryKey: ['admin', 'users'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get('/api/admin/users', userListSchema, {
        query: { limit: pageSize, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** What administrators do about somebody's sign-in. */
export function useUserDeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, deed }: { id: string; deed: UserDeed }) =>
      api.post(`/api/admin/users/${id}/${deed}`, {}, z.unknown()),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin', 'users'] }),
  });
}

/** Null takes the address away. */
export function useSetEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, email }: { id: string; email: string | null }) =>
      api.put(`/api/admin/users/${id}/email`, { email }, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin', 'users'] }),
  });
}
export type UserDeed = 'end-sessions' | 'unlock' | 'reset-second-factor';

/** A staff list as accounts. A dry run says what would become of it. */
export function useStaffImport(isDryRun: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return api.post(`/api/admin/users/import?dryRun=${isDryRun}`, form, staffImportSchema);
    },
    onSettled: () => (isDryRun ? undefined : client.invalidateQueries({ queryKey: ['admin', 'users'] })),
  });
}

export function useGivePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api.post(`/api/admin/users/${id}/temporary-password`, {}, temporaryPasswordSchema),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin', 'users'] }),
  });
}

const factorKey = ['admin', 'second-factor'] as const;
export function useFactorRoles() {
  return useQuery({
    queryKey: factorKey,
    queryFn: () => api.get('/api/admin/second-factor', secondFactorRolesSchema),
  });
}
export function useSetFactorRoles() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (roles: readonly string[]) => api.put('/api/admin/second-factor', { roles }, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: factorKey }),
  });
}

export function useKeys() {
  return useQuery({ queryKey: keysKey, queryFn: () => api.get('/api/admin/keys', keysSchema) });
}

export function useCreateKey() {
  const client = useQueryClient();
  const commandId = useCommandId();
  return useMutation({
    mutationFn: (key: z.input<typeof apiKeyCreateSchema>) =>
      api.post('/api/admin/keys', { ...key, commandId: commandId.of(key) }, apiKeyCreatedSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: keysKey }),
  });
}

export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/admin/keys/${id}`, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: keysKey }),
  });
}
