// Webhooks and their log as administrators see them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type DeliveryState,
  deliveryPageSchema,
  replayedSchema,
  type WebhookView,
  type webhookInputSchema,
  webhookListSchema,
  webhookSecretSchema,
  webhookTestSchema,
} from '../../server/webhooks/contract.ts';
import { api } from '../api/client.ts';
import { useCommandId } from '../api/command-id.ts';
import { useDeed } from '../api/use-deed.ts';

const key = ['admin', 'webhooks'] as const;
const path = '/api/admin/webhooks';
/** Deliveries come and go without anybody's doing. */
const freshMs = 5_000;

export type WebhookInput = z.infer<typeof webhookInputSchema>;

export function useWebhooks() {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get(path, webhookListSchema),
    refetchInterval: freshMs,
  });
}

export const useCreateWebhook = () => {
  const commandId = useCommandId();
  return useDeed(key, (input: WebhookInput) =>
    api.post(path, { ...input, commandId: commandId.of(input) }, webhookSecretSchema),
  );
};
export const useChangeWebhook = () =>
  useDeed(key, ({ id, ...change }: WebhookInput & { id: string; version: number }) =>
    api.put(`${path}/${id}`, change, okSchema),
  );
export const useRemoveWebhook = () => useDeed(key, (id: string) => api.delete(`${path}/${id}`, okSchema));
export const useRotateWebhook = () =>
  useDeed(key, (id: string) => api.post(`${path}/${id}/rotate`, {}, webhookSecretSchema));
export const useTestWebhook = () =>
  useDeed(key, (id: string) => api.post(`${path}/${id}/test`, {}, webhookTestSchema));
export const useReplaySince = () =>
  useDeed(key, ({ id, since }: { id: string; since: Date }) =>
    api.post(`${path}/${id}/replay`, { since: since.toISOString() }, replayedSchema),
  );
export const useDeliveryDeed = () =>
  useDeed(key, ({ id, delivery, deed }: { id: string; delivery: string; deed: 'replay' | 'skip' }) =>
    api.post(`${path}/${id}/deliveries/${delivery}/${deed}`, {}, okSchema),
  );

export function useDeliveries({ id }: WebhookView, state: DeliveryState | undefined) {
  return useInfiniteQuery({
    queryKey: [...key, id, state ?? 'all'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get(`${path}/${id}/deliveries`, deliveryPageSchema, {
        query: { limit: 50, ...(state && { state }), ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: freshMs,
  });
}
