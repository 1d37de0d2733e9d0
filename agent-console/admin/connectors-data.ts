// Connectors as administrators see them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type connectorInputSchema,
  connectorListSchema,
  connectorSavedSchema,
  connectorVersionsSchema,
  lookupLogSchema,
  tryAnswerSchema,
} from '../../server/connectors/contract.ts';
import { api } from '../api/client.ts';
import { useDeed } from '../api/use-deed.ts';

const key = ['admin', 'connectors'] as const;
const path = '/api/admin/connectors';
/** Look-ups come without anybody's doing. */
const freshMs = 10_000;

export function useConnectors() {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get(path, connectorListSchema),
    refetchInterval: freshMs,
  });
}

export const useSaveConnector = () =>
  useDeed(key, ({ code, ...input }: z.infer<typeof connectorInputSchema> & { code: string }) =>
    api.put(`${path}/${code}`, input, connectorSavedSchema),
  );
export const useRevertConnector = () =>
  useDeed(key, ({ code, version, to }: { code: string; version: number; to: number }) =>
    api.post(`${path}/${code}/revert`, { version, to }, connectorSavedSchema),
  );
export const useTryConnector = () =>
  useDeed(key, ({ code, given }: { code: string; given: Record<string, string> }) =>
    api.post(`${path}/${code}/try`, { given }, tryAnswerSchema),
  );

export function useConnectorVersions(code: string) {
  return useQuery({
    queryKey: [...key, code, 'versions'],
    queryFn: () => api.get(`${path}/${code}/versions`, connectorVersionsSchema),
  });
}

export function useLookupLog(code: string, failedOnly: boolean) {
  return useInfiniteQuery({
    queryKey: [...key, code, 'log', failedOnly],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get(`${path}/${code}/lookups`, lookupLogSchema, {
        query: { limit: 50, ...(failedOnly && { failed: 'true' }), ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: freshMs,
  });
}
