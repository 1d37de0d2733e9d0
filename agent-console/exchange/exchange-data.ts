// Lists as files: which one may have, what a file would do, and the way to one's own disk.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  exchangeSchema,
  listImportSchema,
  type ListName,
  setUpSchema,
} from '../../server/imports/lists/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { api, type Query } from '../api/client.ts';
import { useUser } from '../session/session.ts';

export type Format = 'csv' | 'xlsx' | 'json' | 'pdf';
export const listFormats = ['csv', 'xlsx', 'json'] as const satisfies readonly Format[];

/** The lists of the reader: they do not change while one is signed in. */
export const useExchange = () =>
  useQuery({
    queryKey: ['exchange'],
    queryFn: () => api.get('/api/exchange', exchangeSchema),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What the city still lacks; asked by those who can mend it. */
export function useSetUp() {
  const { roles } = useUser();
  return useQuery({
    queryKey: ['set-up'],
    queryFn: () => api.get('/api/exchange/set-up', setUpSchema),
    enabled: may(roles, 'lists.edit'),
  });
}

export function useBringList(name: ListName, isDryRun: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return api.post(`/api/exchange/${name}?dryRun=${isDryRun}`, form, listImportSchema);
    },
    // A list stands on many pages: whatever is on screen is asked for anew.
    onSettled: () => (isDryRun ? undefined : client.invalidateQueries()),
  });
}

/** The list as it is narrowed on the page. */
export function listAddress(
  name: ListName,
  format: (typeof listFormats)[number],
  lang: 'zh' | 'en',
  filter: Query = {},
): string {
  const query = new URLSearchParams({ format, lang });
  for (const [field, value] of Object.entries(filter))
    if (value !== undefined && value !== '') query.set(field, String(value));
  return `/api/exchange/${name}?${query}`;
}

/** Has the browser keep what is at the address, under the name that the server gives it without one. */
export function keepFile(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
