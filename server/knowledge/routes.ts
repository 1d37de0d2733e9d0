// HTTP of knowledge: search and reading for staff and citizens, and imports. Editors' work is in editing-routes.ts.
import { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import { idSchema, okSchema, pageOf } from '../platform/contract.ts';
import { fileHeaders } from '../platform/files.ts';
import { actorOf, type Http, readerLang } from '../platform/http.ts';
import { networkOf } from '../platform/network.ts';
import {
  articleDetailSchema,
  articleListQuerySchema,
  articleViewSchema,
  feedbackSchema,
  searchAnswerSchema,
  searchQuerySchema,
} from './contract.ts';
import { publicSight, sightOf } from './core.ts';
import type { Knowledge } from './room.ts';

const ofArticle = z.object({ id: idSchema });
const ofFile = ofArticle.extend({ fileId: idSchema });

export function knowledgeRoutes(http: Http, knowledge: Knowledge): void {
  const { articles } = knowledge;
  const searchSchema = { querystring: searchQuerySchema, response: { 200: searchAnswerSchema } };
  http.get(
    '/api/knowledge/search',
    { config: { access: 'knowledge.search' }, schema: searchSchema },
    (request) => knowledge.search(request.query, sightOf(actorOf(request)), readerLang(request)),
  );
  http.get(
    '/api/citizen/search',
    {
      config: { access: 'public', isCityText: true, rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: searchSchema,
    },
    (request) => knowledge.search(request.query, publicSight, readerLang(request)),
  );
  http.post(
    '/api/knowledge/feedback',
    {
      config: { access: 'knowledge.search' },
      schema: { body: feedbackSchema, response: { 200: okSchema } },
    },
    async (request) => {
      await knowledge.feedback.take(request.body, actorOf(request));
      return { ok: true as const };
    },
  );
  http.post(
    '/api/citizen/feedback',
    {
      // Nothing of the caller is used: there is no cookie to forge with.
      config: { access: 'public', csrf: 'not_needed', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { body: feedbackSchema, response: { 200: okSchema } },
    },
    async (request) => {
      await knowledge.feedback.take(request.body, null, networkOf(request.ip));
      return { ok: true as const };
    },
  );
  http.get(
    '/api/citizen/articles/:id',
    { config: { access: 'public' }, schema: { params: ofArticle, response: { 200: articleViewSchema } } },
    (request) => articles.readPublished(request.params.id),
  );
  const open = async (actor: Actor | null, { id, fileId }: z.infer<typeof ofFile>) => {
    await articles.demandFile(actor, id, fileId);
    return knowledge.files.open(fileId);
  };
  http.get(
    '/api/citizen/articles/:id/files/:fileId',
    { config: { access: 'public' }, schema: { params: ofFile } },
    async (request, reply) => {
      const file = await open(null, request.params);
      return reply.headers(fileHeaders({ ...file, isForAll: true })).send(file.stream);
    },
  );
  http.get(
    '/api/knowledge/articles/:id/files/:fileId',
    { config: { access: 'knowledge.search' }, schema: { params: ofFile } },
    async (request, reply) => {
      const file = await open(actorOf(request), request.params);
      return reply.headers(fileHeaders(file)).send(file.stream);
    },
  );
  http.get(
    '/api/knowledge/articles/:id',
    {
      config: { access: 'knowledge.search' },
      schema: { params: ofArticle, response: { 200: articleDetailSchema } },
    },
    (request) => articles.read(actorOf(request), request.params.id),
  );
  http.get(
    '/api/knowledge/articles',
    {
      config: { access: 'knowledge.search' },
      schema: { querystring: articleListQuerySchema, response: { 200: pageOf(articleViewSchema) } },
    },
    (request) => articles.list(request.query, actorOf(request)),
  );
}
