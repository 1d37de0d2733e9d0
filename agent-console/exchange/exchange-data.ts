// Lists as files: which one may have, what a file would do, and the way to one's own disk.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { exchangeSchema, listImportSchema, type ListName } from '../../server/imports/lists/contract.ts';
import { api, type Query } from '../api/client.ts';

export const formats = ['csv', 'xlsx', 'json'] as const;
export type Format = (typeof formats)[number];

/** The lists of the reader: they do not change while one is signed in. */
export const useExchange = () =>
  useQuery({
    queryKey: ['exchange'],
    queryFn: () => api.get('/api/exchange', exchangeSchema),
    staleTime: Number.POSITIVE_INFINITY,
  });

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

/** Has the browser keep the list as it is narrowed on the page. */
export function keepList(name: ListName, format: Format, lang: 'zh' | 'en', filter: Query = {}): void {
  const query = new URLSearchParams({ format, lang });
  for (const [field, value] of Object.entries(filter))
    if (value !== undefined && value !== '') query.set(field, String(value));
  const link = document.createElement('a');
  link.href = `/api/exchange/${name}?${query}`;
  link.download = '';
  link.click();
}
