import { z } from 'zod';
import { okSchema, pageQuerySchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  centreInputSchema,
  centrePageSchema,
  deliveryLogSchema,
  madeKeySchema,
  newKeySchema,
  unconfirmedSchema,
} from './contract.ts';
import type { EmergencyRoom } from './room.ts';

const config = { access: 'admin.emergency' } as const;
const path = '/api/admin/emergency';
const ok = { ok: true } as const;
const mostCallbackBytes = 16_384;

/** Registers what administrators keep, what supervisors must ring about, and the command's callback. */
export function emergencyRoutes(http: Http, { centre, handOffs }: EmergencyRoom): void {
  http.get(path, { config, schema: { response: { 200: centrePageSchema } } }, async () => ({
    centre: await centre.view(),
  }));
  http.put(
    path,
    { config, schema: { body: centreInputSchema, response: { 200: okSchema } } },
    async (request) => {
      await centre.save({ id: actorOf(request).id, ip: request.ip }, request.body);
      return ok;
    },
  );
  http.post(
    `${path}/keys`,
    { config, schema: { body: newKeySchema, response: { 200: madeKeySchema } } },
    async (request) => ({
      key: await centre.makeKey({ id: actorOf(request).id, ip: request.ip }, request.body.side),
    }),
  );
  http.get(
    `${path}/deliveries`,
    { config, schema: { querystring: pageQuerySchema, response: { 200: deliveryLogSchema } } },
    (request) => centre.log(request.query),
  );

  http.get(
    '/api/emergency/unconfirmed',
    { config: { access: 'routing.steer' }, schema: { response: { 200: unconfirmedSchema } } },
    async () => ({ items: await handOffs.unconfirmed() }),
  );

  http.register(async (scope) => {
    // Signed over its octets: read as it came.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: mostCallbackBytes },
      async (_request: unknown, body: string | Buffer) => body,
    );
    scope.withTypeProvider<import('fastify-type-provider-zod').ZodTypeProvider>().post(
      '/api/emergency/callback',
      {
        config: { access: 'public', csrf: 'not_needed', rateLimit: { max: 120, timeWindow: '1 minute' } },
        schema: { body: z.string(), response: { 200: okSchema } },
      },
      async (request) => {
        await handOffs.takeCallback(request.headers, request.body, new Date());
        return ok;
      },
    );
  });
}
