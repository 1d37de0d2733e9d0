// Imports as the console knows them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  faultPageSchema,
  type ImportPreview,
  type ImportTarget,
  importFileSchema,
  importMappingSchema,
  importMappingsSchema,
  importRunSchema,
  importRunsSchema,
  importSourceSchema,
  importSourcesSchema,
  previewSchema,
  type saveMappingSchema,
  type saveSourceSchema,
  type startRunSchema,
} from '../../server/imports/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

export type Mapping = ImportPreview['mapping'];
const followEveryMs = 700;

export function useSendFile() {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return api.post('/api/imports/files', form, importFileSchema);
    },
  });
}

/** The first rows as the mapping reads them; without one, as it is guessed. */
export function usePreview(fileId: string, target: ImportTarget, mapping: Mapping | null) {
  return useQuery({
    queryKey: ['imports', 'preview', fileId, target, mapping],
    queryFn: () =>
      api.post(
        `/api/imports/files/${fileId}/preview`,
        { target, ...(mapping && { mapping }) },
        previewSchema,
      ),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: z.infer<typeof startRunSchema>) =>
      api.post('/api/imports/runs', request, importRunSchema),
    onSuccess: (run) => {
      client.setQueryData(['imports', 'run', run.id], run);
      return client.invalidateQueries({ queryKey: ['imports', 'runs'] });
    },
  });
}

/** A run, followed until it is finished. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ['imports', 'run', id],
    queryFn: () => api.get(`/api/imports/runs/${id}`, importRunSchema),
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : followEveryMs),
  });
}

export function useRuns() {
  return useQuery({
    queryKey: ['imports', 'runs'],
    queryFn: () => api.get('/api/imports/runs', importRunsSchema),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ finishedAt }) => finishedAt === null) ? followEveryMs : false,
  });
}

export function useFaults(runId: string, count: number) {
  return useInfiniteQuery({
    queryKey: ['imports', 'faults', runId, count],
    initialPageParam: '0',
    queryFn: ({ pageParam }) =>
      api.get(`/api/imports/runs/${runId}/faults`, faultPageSchema, { query: { cursor: pageParam } }),
    getNextPageParam: (page) => page.nextCursor,
    enabled: count > 0,
  });
}

const mappingKey = ['imports', 'mappings'];

export function useMappings() {
  return useQuery({
    queryKey: mappingKey,
    queryFn: () => api.get('/api/imports/mappings', importMappingsSchema),
  });
}

export function useSaveMapping() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...mapping }: { id: string } & z.infer<typeof saveMappingSchema>) =>
      api.put(`/api/imports/mappings/${id}`, mapping, importMappingSchema),
    onSettled: () => client.invalidateQueries({ queryKey: mappingKey }),
  });
}

export function useRemoveMapping() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/imports/mappings/${id}`, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: mappingKey }),
  });
}

const sourceKey = ['imports', 'sources'];

export function useSources() {
  return useQuery({
    queryKey: sourceKey,
    queryFn: () => api.get('/api/imports/sources', importSourcesSchema),
  });
}

export function useSaveSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...source }: { id: string } & z.infer<typeof saveSourceSchema>) =>
      api.put(`/api/imports/sources/${id}`, source, importSourceSchema),
    onSettled: () => client.invalidateQueries({ queryKey: sourceKey }),
  });
}

export function useRemoveSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/imports/sources/${id}`, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: sourceKey }),
  });
}

export function usePullSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/api/imports/sources/${id}/pull`, {}, importSourceSchema),
    onSettled: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
}
