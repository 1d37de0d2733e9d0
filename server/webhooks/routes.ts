import { z } from 'zod';
import { idSchema, okSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  deliveryPageSchema,
  deliveryQuerySchema,
  replayedSchema,
  replaySchema,
  webhookChangeSchema,
  webhookListSchema,
  webhookMakeSchema,
  webhookSecretSchema,
  webhookTestSchema,
} from './contract.ts';
import type { WebhookRoom } from './room.ts';

const params = z.object({ id: idSchema });
const deliveryParams = z.object({ id: idSchema, delivery: idSchema });
const config = { access: 'admin.webhooks' } as const;
const ok = { ok: true } as const;

/** Registers the routes of webhooks and of their log. */
export function webhookRoutes(http: Http, { service }: Pick<WebhookRoom, 'service'>): void {
  http.get('/api/admin/webhooks', { config, schema: { response: { 200: webhookListSchema } } }, async () => ({
    items: await service.read(),
  }));

  http.post(
    '/api/admin/webhooks',
    { config, schema: { body: webhookMakeSchema, response: { 200: webhookSecretSchema } } },
    async (request) => service.makeOnce(actorOf(request).id, request.body),
  );

  http.put(
    '/api/admin/webhooks/:id',
    { config, schema: { params, body: webhookChangeSchema, response: { 200: okSchema } } },
    async (request) => {
      await service.change(actorOf(request).id, request.params.id, request.body);
      return ok;
    },
  );

  http.delete(
    '/api/admin/webhooks/:id',
    { config, schema: { params, response: { 200: okSchema } } },
    async (request) => {
      await service.remove(actorOf(request).id, request.params.id);
      return ok;
    },
  );

  http.post(
    '/api/admin/webhooks/:id/rotate',
    { config, schema: { params, response: { 200: webhookSecretSchema } } },
    async (request) => service.rotate(actorOf(request).id, request.params.id),
  );

  http.post(
    '/api/admin/webhooks/:id/test',
    { config, schema: { params, response: { 200: webhookTestSchema } } },
    async (request) => service.test(request.params.id),
  );

  http.get(
    '/api/admin/webhooks/:id/deliveries',
    { config, schema: { params, querystring: deliveryQuerySchema, response: { 200: deliveryPageSchema } } },
    async (request) => service.deliveries(request.params.id, request.query),
  );

  http.post(
    '/api/admin/webhooks/:id/replay',
    { config, schema: { params, body: replaySchema, response: { 200: replayedSchema } } },
    async (request) => {
      const since = new Date(request.body.since);
      return { count: await service.replaySince(actorOf(request).id, request.params.id, since) };
    },
  );

  http.post(
    '/api/admin/webhooks/:id/deliveries/:delivery/replay',
    { config, schema: { params: deliveryParams, response: { 200: okSchema } } },
    async (request) => {
      await service.replay(actorOf(request).id, request.params.id, request.params.delivery);
      return ok;
    },
  );

  http.post(
    '/api/admin/webhooks/:id/deliveries/:delivery/skip',
    { config, schema: { params: deliveryParams, response: { 200: okSchema } } },
    async (request) => {
      await service.skip(actorOf(request).id, request.params.id, request.params.delivery);
      return ok;
    },
  );
}
