import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type ConsultationCommand,
  consultationListSchema,
  consultationViewSchema,
  type SaveConsultation,
  type Statement,
  statementsSchema,
} from '../../server/participation/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

const key = ['consultations'] as const;
/** Answers and statements come in while the page is open. */
const againMs = 30_000;

export function useConsultations() {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/consultations', consultationListSchema),
    refetchInterval: againMs,
  });
}

export function useConsultation(id: string) {
  return useQuery({
    queryKey: [...key, id],
    queryFn: () => api.get(`/api/consultations/${id}`, consultationViewSchema),
    refetchInterval: againMs,
  });
}

/** The first of those in a state; what is judged makes room for the next. */
export function useStatements(id: string, state: Statement['state']) {
  return useQuery({
    queryKey: [...key, id, 'statements', state],
    queryFn: () => api.get(`/api/consultations/${id}/statements`, statementsSchema, { query: { state } }),
    refetchInterval: againMs,
  });
}

function useChange<T, A>(change: (given: T) => Promise<A>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const useSave = (id: string) =>
  useChange((draft: SaveConsultation) => api.put(`/api/consultations/${id}`, draft, consultationViewSchema));
export const useCommand = (id: string) =>
  useChange((command: ConsultationCommand) =>
    api.post(`/api/consultations/${id}/command`, command, consultationViewSchema),
  );
export const useJudge = (id: string) =>
  useChange(
    ({ statementId, ...verdict }: { statementId: string; state: 'shown' | 'hidden'; reason: string }) =>
      api.post(`/api/consultations/${id}/statements/${statementId}`, verdict, okSchema),
  );
