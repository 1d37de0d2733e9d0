import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';

/** A change at the server. What stands under `key` is read again whatever came of it: it may have been made and not told. */
export function useDeed<Input, Answer>(key: QueryKey, deed: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
