// Call flows as the console knows them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Flow } from '../../ivr/flow/schema.ts';
import {
  type FlowPage,
  flowListSchema,
  flowPageSchema,
  flowVersionPageSchema,
  publishedSchema,
  type publishSchema,
  type revertSchema,
} from '../../server/intake/voice/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useLists } from '../desk/desk-data.ts';

const keyOf = (code: string) => ['flows', code];

export function useFlows() {
  return useQuery({ queryKey: ['flows'], queryFn: () => api.get('/api/flows', flowListSchema) });
}

export function useFlow(code: string) {
  return useQuery({
    queryKey: keyOf(code),
    queryFn: () => api.get(`/api/flows/${code}`, flowPageSchema),
  });
}

export function useFlowVersion(code: string, version: number | null) {
  return useQuery({
    queryKey: [...keyOf(code), 'version', version],
    queryFn: () => api.get(`/api/flows/${code}/versions/${version}`, flowVersionPageSchema),
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The city's queues; undefined until they are there. */
export function useQueueCodes(): string[] | undefined {
  return useLists().data?.queues.map(({ code }) => code);
}

/** What an editor does to a flow. Each ends with the flow as it is then. */
export function useFlowDeeds(code: string) {
  const client = useQueryClient();
  const take = (page: FlowPage): Promise<void> => {
    client.setQueryData(keyOf(code), page);
    return client.invalidateQueries({ queryKey: ['flows'], exact: true });
  };
  const read = () => api.get(`/api/flows/${code}`, flowPageSchema);
  return {
    save: useMutation({
      mutationFn: (draft: { revision: string | null; flow: Flow }) =>
        api.put(`/api/flows/${code}/draft`, draft, flowPageSchema),
      onSuccess: take,
    }),
    takeOffer: useMutation({
      mutationFn: (revision: string | null) =>
        api.post(`/api/flows/${code}/offer`, { revision }, flowPageSchema),
      onSuccess: take,
    }),
    discard: useMutation({
      mutationFn: async (revision: string) => {
        await api.delete(`/api/flows/${code}/draft`, okSchema, { query: { revision } });
        return read();
      },
      onSuccess: take,
    }),
    publish: useMutation({
      mutationFn: async (asked: z.infer<typeof publishSchema>) => {
        await api.post(`/api/flows/${code}/publish`, asked, publishedSchema);
        return read();
      },
      onSuccess: take,
    }),
    revert: useMutation({
      mutationFn: async (asked: z.infer<typeof revertSchema>) => {
        await api.post(`/api/flows/${code}/revert`, asked, publishedSchema);
        return read();
      },
      onSuccess: take,
    }),
  };
}
