// HTTP of knowledge: search for staff and citizens, reading, and the editors' workflow.
import { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import { idSchema, pageOf, pageQuerySchema } from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http, readerLang } from '../platform/http.ts';
import {
  type ArticleView,
  articleCommandSchema,
  articleStatusSchema,
  articleViewSchema,
  importReportSchema,
  importRequestSchema,
  importRunSchema,
  saveArticleSchema,
  searchAnswerSchema,
  searchQuerySchema,
} from './contract.ts';
import type { Knowledge } from './room.ts';

const ofArticle = z.object({ id: idSchema });

/** What a reader may be told: departments their own notes, the centre its own, everybody what is public. */
function audiencesOf(actor: Actor | null): ArticleView['audience'][] {
  if (!actor) return ['public'];
  const isDepartment = actor.roles.every((role) => role === 'officer' || role === 'lead');
  return isDepartment ? ['public', 'department'] : ['public', 'agent', 'department'];
}

export function knowledgeRoutes(http: Http, knowledge: Knowledge): void {
  const { articles, index } = knowledge;

  const search = (query: { q: string; limit: number }, actor: Actor | null, lang: 'zh' | 'en') => {
    const started = performance.now();
    const hits = index.search(query.q, { audiences: audiencesOf(actor), limit: query.limit, lang });
    return { hits, tookMs: performance.now() - started };
  };
  const searchSchema = { querystring: searchQuerySchema, response: { 200: searchAnswerSchema } };
  http.get(
    '/api/knowledge/search',
    { config: { access: 'knowledge.search' }, schema: searchSchema },
    async (request) => search(request.query, actorOf(request), readerLang(request)),
  );
  http.get(
    '/api/citizen/search',
    { config: { access: 'public', rateLimit: { max: 120, timeWindow: '1 minute' } }, schema: searchSchema },
    async (request) => search(request.query, null, readerLang(request)),
  );
  http.get(
    '/api/citizen/articles/:id',
    { config: { access: 'public' }, schema: { params: ofArticle, response: { 200: articleViewSchema } } },
    (request) => articles.readPublished(request.params.id),
  );
  http.get(
    '/api/knowledge/articles/:id',
    {
      config: { access: 'knowledge.search' },
      schema: { params: ofArticle, response: { 200: articleViewSchema } },
    },
    (request) => articles.read(request.params.id, audiencesOf(actorOf(request))),
  );
  http.get(
    '/api/knowledge/articles',
    {
      config: { access: 'knowledge.search' },
      schema: {
        querystring: pageQuerySchema.extend({ status: articleStatusSchema.optional() }),
        response: { 200: pageOf(articleViewSchema) },
      },
    },
    (request) => articles.list(request.query, audiencesOf(actorOf(request))),
  );
  http.put(
    '/api/knowledge/articles',
    {
      config: { access: 'knowledge.edit' },
      schema: { body: saveArticleSchema, response: { 200: articleViewSchema } },
    },
    (request) => articles.save(actorOf(request), request.body),
  );
  http.post(
    '/api/knowledge/articles/:id/commands',
    {
      config: { access: 'signed_in' },
      schema: { params: ofArticle, body: articleCommandSchema, response: { 200: articleViewSchema } },
    },
    (request) => articles.command(actorOf(request), request.params.id, request.body),
  );
  http.post(
    '/api/knowledge/import',
    {
      config: { access: 'knowledge.import' },
      // A province's items are tens of megabytes.
      bodyLimit: 64 * 1024 * 1024,
      schema: { body: importRequestSchema, response: { 200: importReportSchema } },
    },
    (request) => knowledge.importItems(request.body, actorOf(request).id),
  );
  http.get(
    '/api/knowledge/imports',
    {
      config: { access: 'knowledge.import' },
      schema: { response: { 200: z.object({ items: z.array(importRunSchema) }) } },
    },
    async () => ({ items: await knowledge.imports() }),
  );
  http.get(
    '/api/knowledge/imports/:id',
    {
      config: { access: 'knowledge.import' },
      schema: { params: ofArticle, response: { 200: importRunSchema } },
    },
    async (request) => {
      const [run] = await knowledge.imports(request.params.id);
      if (!run) throw new AppError('not_found');
      return run;
    },
  );
}
