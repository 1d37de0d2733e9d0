// HTTP of publications: for everybody, and for those who publish.
import { z } from 'zod';
import { idSchema, pageQuerySchema } from '../../platform/contract.ts';
import { actorOf, type Http, readerLang } from '../../platform/http.ts';
import {
  noticesSchema,
  noticeViewSchema,
  publicationCommandSchema,
  publicNoticeSchema,
  publicNoticesSchema,
  publicRepliesQuerySchema,
  publicRepliesSchema,
  publicReplySchema,
  repliesSchema,
  replyQuerySchema,
  replyViewSchema,
  saveNoticeSchema,
  saveReplySchema,
} from './contract.ts';
import type { Newsroom } from './newsroom.ts';
import type { Replies } from './replies.ts';

const open = { access: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } } as const;
/** Words are searched with: as often as articles are. */
const searched = { access: 'public', rateLimit: { max: 120, timeWindow: '1 minute' } } as const;
const run = { access: 'participation.run' } as const;
const withId = z.object({ id: idSchema });
const withTicket = z.object({ ticketId: idSchema });

export function publicationRoutes(
  http: Http,
  { replies, newsroom }: { replies: Replies; newsroom: Newsroom },
): void {
  http.get(
    '/api/public/replies',
    {
      config: searched,
      schema: { querystring: publicRepliesQuerySchema, response: { 200: publicRepliesSchema } },
    },
    (request) => replies.listPublic(request.query, readerLang(request)),
  );
  http.get(
    '/api/public/replies/:id',
    { config: open, schema: { params: withId, response: { 200: publicReplySchema } } },
    (request) => replies.readPublic(request.params.id),
  );
  http.get(
    '/api/replies',
    { config: run, schema: { querystring: replyQuerySchema, response: { 200: repliesSchema } } },
    (request) => replies.candidates(request.query),
  );
  http.get(
    '/api/replies/:ticketId',
    { config: run, schema: { params: withTicket, response: { 200: replyViewSchema } } },
    (request) => replies.read(request.params.ticketId),
  );
  http.put(
    '/api/replies/:ticketId',
    {
      config: run,
      schema: { params: withTicket, body: saveReplySchema, response: { 200: replyViewSchema } },
    },
    async (request) => {
      const { ticketId } = request.params;
      await replies.save(ticketId, request.body, { id: actorOf(request).id, ip: request.ip });
      return replies.read(ticketId);
    },
  );
  http.post(
    '/api/replies/:ticketId/command',
    {
      config: run,
      schema: { params: withTicket, body: publicationCommandSchema, response: { 200: replyViewSchema } },
    },
    async (request) => {
      const { ticketId } = request.params;
      await replies.command(ticketId, request.body, { id: actorOf(request).id, ip: request.ip });
      return replies.read(ticketId);
    },
  );

  http.get(
    '/api/public/notices',
    { config: open, schema: { querystring: pageQuerySchema, response: { 200: publicNoticesSchema } } },
    (request) => newsroom.listPublic(request.query),
  );
  http.get('/api/public/notices.xml', { config: open }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=60')
      .header('access-control-allow-origin', '*')
      .type('application/atom+xml; charset=utf-8')
      .send(await newsroom.feed(new Date())),
  );
  http.get(
    '/api/public/notices/:id',
    { config: open, schema: { params: withId, response: { 200: publicNoticeSchema } } },
    (request) => newsroom.readPublic(request.params.id),
  );
  http.get(
    '/api/notices',
    { config: run, schema: { querystring: pageQuerySchema, response: { 200: noticesSchema } } },
    (request) => newsroom.list(request.query),
  );
  http.get(
    '/api/notices/:id',
    { config: run, schema: { params: withId, response: { 200: noticeViewSchema } } },
    (request) => newsroom.read(request.params.id),
  );
  http.put(
    '/api/notices/:id',
    { config: run, schema: { params: withId, body: saveNoticeSchema, response: { 200: noticeViewSchema } } },
    async (request) => {
      await newsroom.save(request.params.id, request.body, { id: actorOf(request).id, ip: request.ip });
      return newsroom.read(request.params.id);
    },
  );
  http.post(
    '/api/notices/:id/command',
    {
      config: run,
      schema: { params: withId, body: publicationCommandSchema, response: { 200: noticeViewSchema } },
    },
    async (request) => {
      await newsroom.command(request.params.id, request.body, { id: actorOf(request).id, ip: request.ip });
      return newsroom.read(request.params.id);
    },
  );
}
