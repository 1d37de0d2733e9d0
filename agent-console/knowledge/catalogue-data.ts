// The catalogue of data resources as the console knows it.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { catalogueFieldsSchema, cataloguePageSchema } from '../../server/catalogue/contract.ts';
import { api } from '../api/client.ts';

const pageSize = 100;

/** @param q part of a name or a summary, or a whole index number */
export function useResources(q: string) {
  return useInfiniteQuery({
    queryKey: ['catalogue', 'resources', q],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/catalogue', cataloguePageSchema, {
        query: { kind: 'resource', q, limit: pageSize, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

/** What is found by an index number: the resource, unless it is gone or not the reader's to see. */
export function useResource(code: string) {
  return useQuery({
    queryKey: ['catalogue', 'resource', code],
    queryFn: ({ signal }) =>
      api.get('/api/catalogue', cataloguePageSchema, { query: { kind: 'resource', q: code }, signal }),
  });
}

/** What a resource is made of. To ask is to look: the server writes it down where not everybody may. */
export function useFields(code: string) {
  return useQuery({
    queryKey: ['catalogue', 'fields', code],
    queryFn: () => api.get(`/api/catalogue/${encodeURIComponent(code)}/fields`, catalogueFieldsSchema),
  });
}
