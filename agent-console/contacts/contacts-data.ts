// Contacts that wait, ring or are in talk, their explanations, and a supervisor's hand.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { contactListSchema } from '../../server/desk/contract.ts';
import { interactionViewSchema, type Steer } from '../../server/routing/contract.ts';
import { explanationSchema } from '../../server/routing/explanation/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';

/** Only while the page is seen: a hidden tab asks nothing. */
const refreshEveryMs = 3_000;
const finalStates: readonly string[] = ['closed', 'abandoned', 'refused'];

export function useContacts() {
  return useQuery({
    queryKey: ['contacts'],
    queryFn: () => api.get('/api/desk/contacts', contactListSchema),
    refetchInterval: refreshEveryMs,
    refetchIntervalInBackground: false,
    staleTime: 0,
  });
}

export function useExplanation(interactionId: string) {
  return useQuery({
    queryKey: ['contacts', interactionId],
    queryFn: () => api.get(`/api/routing/interactions/${interactionId}/explanation`, explanationSchema),
    refetchInterval: ({ state }) =>
      finalStates.includes(state.data?.interaction.state ?? '') ? false : refreshEveryMs,
    refetchIntervalInBackground: false,
    staleTime: 0,
  });
}

export function useSteer() {
  const client = useQueryClient();
  const showFailure = useFailureToast();
  return useMutation({
    mutationFn: ({ interactionId, deed }: { interactionId: string; deed: Steer }) =>
      api.post(`/api/routing/interactions/${interactionId}/steer`, deed, interactionViewSchema),
    // What one takes over stands at one's own desk.
    onSettled: () =>
      Promise.all(['contacts', 'desk'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
    onError: showFailure,
  });
}
