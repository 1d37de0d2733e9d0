// Identity providers as administrators see them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { okSchema } from '../../server/platform/contract.ts';
import {
  linkedAccountsSchema,
  type providerInputSchema,
  providerListSchema,
  providerSavedSchema,
  providerTriedSchema,
  providerVersionsSchema,
} from '../../server/sign-in/contract.ts';
import { api } from '../api/client.ts';
import { useDeed } from '../api/use-deed.ts';

const key = ['admin', 'sign-in'] as const;
const path = '/api/admin/sign-in';

export function useProviders() {
  return useQuery({ queryKey: key, queryFn: () => api.get(path, providerListSchema) });
}

export const useSaveProvider = () =>
  useDeed(key, ({ code, ...input }: z.infer<typeof providerInputSchema> & { code: string }) =>
    api.put(`${path}/${code}`, input, providerSavedSchema),
  );
export const useRevertProvider = () =>
  useDeed(key, ({ code, version, to }: { code: string; version: number; to: number }) =>
    api.post(`${path}/${code}/revert`, { version, to }, providerSavedSchema),
  );
export const useUnlink = () =>
  useDeed(key, ({ code, userId }: { code: string; userId: string }) =>
    api.delete(`${path}/${code}/accounts/${userId}`, okSchema),
  );

/** What the provider says now; asked anew by `refetch`. */
export function useTriedProvider(code: string) {
  return useQuery({
    queryKey: [...key, code, 'tried'],
    queryFn: () => api.post(`${path}/${code}/try`, {}, providerTriedSchema),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useProviderVersions(code: string) {
  return useQuery({
    queryKey: [...key, code, 'versions'],
    queryFn: () => api.get(`${path}/${code}/versions`, providerVersionsSchema),
  });
}

export function useLinkedAccounts(code: string) {
  return useInfiniteQuery({
    queryKey: [...key, code, 'accounts'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get(`${path}/${code}/accounts`, linkedAccountsSchema, {
        query: { limit: 50, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
}
