import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { okSchema } from '../../server/platform/contract.ts';
import { ticketFileSchema } from '../../server/tickets/contract.ts';
import {
  type FileProposal,
  proposalListSchema,
  proposalViewSchema,
  type RateProposal,
} from '../../server/tickets/proposals/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';

const key = 'proposals';
const path = '/api/proposals';
/** Departments work on them while the page is open. */
const againMs = 30_000;

export function useProposals() {
  return useQuery({
    queryKey: [key],
    queryFn: () => api.get(path, proposalListSchema),
    refetchInterval: againMs,
  });
}

export function useProposal(id: string) {
  return useQuery({
    queryKey: [key, id],
    queryFn: () => api.get(`${path}/${id}`, proposalViewSchema),
    refetchInterval: againMs,
  });
}

function useChange<T, A>(change: (given: T) => Promise<A>) {
  const client = useQueryClient();
  const onError = useFailureToast();
  return useMutation({
    mutationFn: change,
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: [key] }),
  });
}

export const useFileProposal = () => useChange((given: FileProposal) => api.post(path, given, okSchema));
export const useRate = (id: string) =>
  useChange((given: RateProposal) => api.post(`${path}/${id}/rate`, given, okSchema));
export const useShare = (id: string) =>
  useChange((isShared: boolean) => api.put(`${path}/${id}/sharing`, { isShared }, okSchema));
export const useAttach = (id: string) =>
  useChange((file: File) => {
    const form = new FormData();
    form.append('file', file);
    return api.post(`${path}/${id}/files`, form, ticketFileSchema);
  });
