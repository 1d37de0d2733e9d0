// The one cache of what the server said.
import { QueryClient } from '@tanstack/react-query';
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
