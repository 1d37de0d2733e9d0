import { z } from 'zod';
import { actorOf, type Http } from '../platform/http.ts';
import {
  citizenLookupSchema,
  connectorCodeSchema,
  connectorInputSchema,
  connectorListSchema,
  connectorRevertSchema,
  connectorSavedSchema,
  connectorVersionsSchema,
  deskLookupSchema,
  lookupAnswerSchema,
  lookupLogQuerySchema,
  lookupLogSchema,
  systemListSchema,
  tryAnswerSchema,
  tryInputSchema,
} from './contract.ts';
import type { ConnectorRoom } from './room.ts';

const params = z.object({ code: connectorCodeSchema });
const config = { access: 'admin.connectors' } as const;
const path = '/api/admin/connectors';

interface Deps extends Pick<ConnectorRoom, 'service' | 'lookUps'> {
  /** Looks are written down with the conversation that they serve. @throws AppError `not_found` */
  demandConversation: (actor: ReturnType<typeof actorOf>, id: string) => Promise<unknown>;
}

/** Registers what administrators change, and what agents and citizens ask. */
export function connectorRoutes(http: Http, { service, lookUps, demandConversation }: Deps): void {
  http.get(path, { config, schema: { response: { 200: connectorListSchema } } }, async () => ({
    items: await service.read(new Date()),
  }));
  http.put(
    `${path}/:code`,
    { config, schema: { params, body: connectorInputSchema, response: { 200: connectorSavedSchema } } },
    async (request) => ({
      version: await service.save(actorOf(request).id, request.params.code, request.body),
    }),
  );
  http.post(
    `${path}/:code/revert`,
    { config, schema: { params, body: connectorRevertSchema, response: { 200: connectorSavedSchema } } },
    async (request) => ({
      version: await service.revert(actorOf(request).id, request.params.code, request.body),
    }),
  );
  http.post(
    `${path}/:code/try`,
    { config, schema: { params, body: tryInputSchema, response: { 200: tryAnswerSchema } } },
    (request) => lookUps.tryOut(request.params.code, request.body.given, actorOf(request).id),
  );
  http.get(
    `${path}/:code/versions`,
    { config, schema: { params, response: { 200: connectorVersionsSchema } } },
    async (request) => ({ items: await service.versions(request.params.code) }),
  );
  http.get(
    `${path}/:code/lookups`,
    { config, schema: { params, querystring: lookupLogQuerySchema, response: { 200: lookupLogSchema } } },
    (request) => service.log(request.params.code, request.query),
  );

  http.get(
    '/api/desk/status-systems',
    { config: { access: 'desk.work' }, schema: { response: { 200: systemListSchema } } },
    async () => ({ items: await lookUps.systems('desk') }),
  );
  http.post(
    '/api/desk/status-lookups',
    {
      config: { access: 'desk.work' },
      schema: { body: deskLookupSchema, response: { 200: lookupAnswerSchema } },
    },
    async (request) => {
      const { code, given, conversationId } = request.body;
      const actor = actorOf(request);
      await demandConversation(actor, conversationId);
      return lookUps.ask(code, given, { channel: 'desk', actorId: actor.id, conversationId });
    },
  );

  http.get(
    '/api/citizen/status-systems',
    { config: { access: 'public' }, schema: { response: { 200: systemListSchema } } },
    async () => ({ items: await lookUps.systems('portal') }),
  );
  http.post(
    '/api/citizen/status-lookups',
    {
      // Whoever knows number and proof may ask: there is no session to forge with.
      config: {
        access: 'public',
        csrf: 'not_needed',
        door: 'follow_up',
        rateLimit: { max: 10, timeWindow: '1 minute' },
      },
      schema: { body: citizenLookupSchema, response: { 200: lookupAnswerSchema } },
    },
    async ({ body }, reply) => {
      reply.header('cache-control', 'no-store');
      return lookUps.ask(body.code, body.given, { channel: 'portal' });
    },
  );
}
