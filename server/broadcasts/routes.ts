// HTTP of broadcasts: for everybody, for programs (CAP 1.2), for staff, and for telephones that want them.
import { z } from 'zod';
import { idSchema, okSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  broadcastListSchema,
  capReceiptSchema,
  issueBroadcastSchema,
  publicAreasQuerySchema,
  publicAreasSchema,
  publicBroadcastsSchema,
  subscribeSchema,
  subscriptionCodeSchema,
  unsubscribeSchema,
} from './contract.ts';
import type { BroadcastRoom } from './room.ts';

const ok = { ok: true } as const;
const open = { access: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } } as const;
// Nothing of the caller is used: there is no cookie to forge with.
const asked = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 10, timeWindow: '1 minute' },
} as const;
const capType = 'application/cap+xml; charset=utf-8';
const mostXmlBytes = 256 * 1024;
const withId = z.object({ id: idSchema });
/** For those who only watch, everything is the same to them for a moment. */
const shortly = 'public, max-age=15';

export function broadcastRoutes(http: Http, { broadcasts, subscriptions }: BroadcastRoom): void {
  http.get(
    '/api/public/broadcasts',
    { config: open, schema: { response: { 200: publicBroadcastsSchema } } },
    async (_request, reply) => {
      reply.header('cache-control', shortly).header('access-control-allow-origin', '*');
      return { items: await broadcasts.inForce(new Date()) };
    },
  );
  http.get('/api/public/broadcasts.xml', { config: open }, async (_request, reply) => {
    const feed = await broadcasts.feed(new Date());
    return reply
      .header('cache-control', shortly)
      .header('access-control-allow-origin', '*')
      .type('application/atom+xml; charset=utf-8')
      .send(feed);
  });
  http.get(
    '/api/public/broadcasts/:id.xml',
    { config: open, schema: { params: withId } },
    async (request, reply) => {
      const xml = await broadcasts.capOf(request.params.id);
      return reply.header('access-control-allow-origin', '*').type(capType).send(xml);
    },
  );
  http.get(
    '/api/citizen/areas',
    { config: open, schema: { querystring: publicAreasQuerySchema, response: { 200: publicAreasSchema } } },
    async ({ query }, reply) => {
      reply.header('cache-control', 'public, max-age=3600');
      return { items: await broadcasts.areas(query.communities) };
    },
  );
  http.post(
    '/api/citizen/broadcasts/codes',
    {
      config: { ...asked, door: 'codes' },
      schema: { body: subscriptionCodeSchema, response: { 200: okSchema } },
    },
    async ({ body }) => {
      await subscriptions.sendCode(body, new Date());
      return ok;
    },
  );
  http.post(
    '/api/citizen/broadcasts/subscriptions',
    { config: { ...asked, isGuess: true }, schema: { body: subscribeSchema, response: { 200: okSchema } } },
    async ({ body }) => {
      await subscriptions.subscribe(body, new Date());
      return ok;
    },
  );
  http.post(
    '/api/citizen/broadcasts/subscriptions/end',
    { config: { ...asked, isGuess: true }, schema: { body: unsubscribeSchema, response: { 200: okSchema } } },
    async ({ body }) => {
      await subscriptions.end(body, new Date());
      return ok;
    },
  );

  http.get(
    '/api/broadcasts',
    { config: { access: 'lists.read' }, schema: { response: { 200: broadcastListSchema } } },
    () => broadcasts.list(new Date()),
  );
  http.post(
    '/api/broadcasts',
    {
      config: { access: 'broadcast.issue' },
      schema: { body: issueBroadcastSchema, response: { 200: okSchema } },
    },
    async (request) => {
      await broadcasts.issue(request.body, { id: actorOf(request).id, ip: request.ip }, new Date());
      return ok;
    },
  );
  http.post(
    '/api/broadcasts/:id/update',
    {
      config: { access: 'broadcast.issue' },
      schema: { params: withId, body: issueBroadcastSchema, response: { 200: okSchema } },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      await broadcasts.update(request.params.id, request.body, by, new Date());
      return ok;
    },
  );
  http.post(
    '/api/broadcasts/:id/cancel',
    {
      config: { access: 'broadcast.issue' },
      schema: { params: withId, response: { 200: okSchema } },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      await broadcasts.cancel(request.params.id, by, new Date());
      return ok;
    },
  );
  http.register(async (scope) => {
    // Only this address reads XML.
    scope.addContentTypeParser(
      ['application/cap+xml', 'application/xml', 'text/xml'],
      { parseAs: 'string', bodyLimit: mostXmlBytes },
      async (_request: unknown, body: string | Buffer) => body,
    );
    scope.withTypeProvider<import('fastify-type-provider-zod').ZodTypeProvider>().post(
      '/api/broadcasts/cap',
      {
        config: { access: 'broadcast.issue', rateLimit: { max: 120, timeWindow: '1 minute' } },
        schema: { body: z.string(), response: { 200: capReceiptSchema } },
      },
      (request) => broadcasts.take(request.body, { id: actorOf(request).id, ip: request.ip }, new Date()),
    );
  });
}
