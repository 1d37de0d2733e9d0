import { useQuery } from '@tanstack/react-query';
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
import { useDeed } from '../api/use-deed.ts';

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

export const useSave = (id: string) =>
  useDeed(key, (draft: SaveConsultation) =>
    api.put(`/api/consultations/${id}`, draft, consultationViewSchema),
  );
export const useCommand = (id: string) =>
  useDeed(key, (command: ConsultationCommand) =>
    api.post(`/api/consultations/${id}/command`, command, consultationViewSchema),
  );
export const useJudge = (id: string) =>
  useDeed(
    key,
    ({ statementId, ...verdict }: { statementId: string; state: 'shown' | 'hidden'; reason: string }) =>
      api.post(`/api/consultations/${id}/statements/${statementId}`, verdict, okSchema),
  );
