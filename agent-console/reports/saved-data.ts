// Saved reports on the wire.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { okSchema } from '../../server/platform/contract.ts';
import {
  deliveryListSchema,
  recipientListSchema,
  savedListSchema,
  savedReportSchema,
  type SaveReport,
} from '../../server/reports/saved/contract.ts';
import { api } from '../api/client.ts';

const key = ['reports', 'saved'] as const;

export function useSavedReports() {
  return useQuery({ queryKey: key, queryFn: () => api.get('/api/reports/saved', savedListSchema) });
}

export function useSaveReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...report }: { id: string } & SaveReport) =>
      api.put(`/api/reports/saved/${id}`, report, savedReportSchema),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useRemoveReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/reports/saved/${id}`, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useDeliveries(id: string) {
  return useQuery({
    queryKey: [...key, id, 'deliveries'],
    queryFn: () => api.get(`/api/reports/saved/${id}/deliveries`, deliveryListSchema),
    // What waits for its next attempt is looked at while it does.
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'waiting') ? 5_000 : false,
  });
}

export function useRecipients() {
  return useQuery({
    queryKey: ['reports', 'recipients'],
    queryFn: () => api.get('/api/reports/recipients', recipientListSchema),
  });
}
