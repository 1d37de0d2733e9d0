// The one cache of what the server said.
import { QueryClient, type QueryKey } from '@tanstack/react-query';
import { ApiFailure } from './failure.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // News over the socket renew the cache; asking again on every focus would only add load.
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && error instanceof ApiFailure && error.isPassing,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/**
 * Changes what is kept of an answer, as news tell. An answer that is under way may be older than the news and would undo
 * them: it is asked for anew.
 */
export function changeKept<Answer>(
  client: QueryClient,
  queryKey: QueryKey,
  change: (kept: Answer) => Answer,
): void {
  client.setQueryData<Answer>(queryKey, (kept) => kept && change(kept));
  const exactly = { queryKey, exact: true };
  if (client.isFetching(exactly) === 0) return;
  // Whoever waits for an answer gets the younger one; nobody waits for the first, and it has to be given up by name.
  if (client.getQueryData(queryKey) !== undefined) return void client.invalidateQueries(exactly);
  void client.cancelQueries(exactly, { silent: true }).then(() => client.invalidateQueries(exactly));
}
