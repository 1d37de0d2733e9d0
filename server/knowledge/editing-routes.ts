// HTTP of the editors' day: writing, review, versions, corrections, notices, gaps, figures, synonyms.
import { z } from 'zod';
import { idSchema, okSchema } from '../platform/contract.ts';
import { actorOf, type Http, uploadOf } from '../platform/http.ts';
import {
  answerCorrectionSchema,
  articleCommandSchema,
  articleDetailSchema,
  articleDiffSchema,
  articleFileSchema,
  articleNoticeSchema,
  articleVersionSchema,
  closeGapSchema,
  correctionQuerySchema,
  correctionSchema,
  diffQuerySchema,
  editorsSchema,
  figuresSchema,
  gapSchema,
  requestCorrectionSchema,
  saveArticleSchema,
  saveSynonymsSchema,
  synonymGroupSchema,
} from './contract.ts';
import { sightOf } from './core.ts';
import type { Knowledge } from './room.ts';

const byId = z.object({ id: idSchema });

/** Registers the routes of those who write, review and steer what agents answer from. */
export function editingRoutes(http: Http, knowledge: Knowledge): void {
  articleRoutes(http, knowledge);
  correctionRoutes(http, knowledge);
  noticeRoutes(http, knowledge);
  feedbackRoutes(http, knowledge);
  synonymRoutes(http, knowledge);
  editorsRoute(http, knowledge);
}

function articleRoutes(http: Http, { articles, files }: Knowledge): void {
  http.put(
    '/api/knowledge/articles',
    {
      config: { access: 'knowledge.edit' },
      schema: { body: saveArticleSchema, response: { 200: articleDetailSchema } },
    },
    (request) => articles.save(actorOf(request), request.body),
  );
  http.post(
    '/api/knowledge/files',
    { config: { access: 'knowledge.edit' }, schema: { response: { 200: articleFileSchema } } },
    async (request) => files.add(actorOf(request), await uploadOf(request)),
  );
  http.post(
    '/api/knowledge/articles/:id/commands',
    {
      config: { access: 'knowledge.work' },
      schema: { params: byId, body: articleCommandSchema, response: { 200: articleDetailSchema } },
    },
    (request) => articles.command(actorOf(request), request.params.id, request.body),
  );
  http.get(
    '/api/knowledge/articles/:id/versions',
    {
      config: { access: 'knowledge.work' },
      schema: { params: byId, response: { 200: z.object({ items: z.array(articleVersionSchema) }) } },
    },
    (request) => articles.versions(actorOf(request), request.params.id),
  );
  http.get(
    '/api/knowledge/articles/:id/diff',
    {
      config: { access: 'knowledge.work' },
      schema: { params: byId, querystring: diffQuerySchema, response: { 200: articleDiffSchema } },
    },
    (request) => articles.diff(actorOf(request), request.params.id, request.query),
  );
}

/** What agents ask to be put right, with a time limit. */
function correctionRoutes(http: Http, { corrections }: Knowledge): void {
  http.post(
    '/api/knowledge/articles/:id/corrections',
    {
      config: { access: 'knowledge.search' },
      schema: { params: byId, body: requestCorrectionSchema, response: { 200: correctionSchema } },
    },
    (request) => corrections.request(actorOf(request), request.params.id, request.body),
  );
  http.get(
    '/api/knowledge/corrections',
    {
      config: { access: 'knowledge.search' },
      schema: {
        querystring: correctionQuerySchema,
        response: { 200: z.object({ items: z.array(correctionSchema) }) },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const sight = sightOf(actor);
      const mine = sight.work === 'none' ? { byId: actor.id } : {};
      return { items: await corrections.read(sight, { ...request.query, ...mine }) };
    },
  );
  http.post(
    '/api/knowledge/corrections/:id/answer',
    {
      config: { access: 'knowledge.work' },
      schema: { params: byId, body: answerCorrectionSchema, response: { 200: correctionSchema } },
    },
    (request) => corrections.answer(actorOf(request), request.params.id, request.body),
  );
}

function noticeRoutes(http: Http, { notices }: Knowledge): void {
  http.get(
    '/api/knowledge/notices',
    {
      config: { access: 'knowledge.search' },
      schema: { response: { 200: z.object({ items: z.array(articleNoticeSchema) }) } },
    },
    async (request) => ({ items: await notices.read(actorOf(request).id) }),
  );
  http.post(
    '/api/knowledge/notices/seen',
    { config: { access: 'knowledge.search' }, schema: { response: { 200: okSchema } } },
    async (request) => {
      await notices.markSeen(actorOf(request).id);
      return { ok: true as const };
    },
  );
}

/** What was looked for and not found, and how articles do. */
function feedbackRoutes(http: Http, { feedback }: Knowledge): void {
  http.get(
    '/api/knowledge/gaps',
    {
      config: { access: 'knowledge.steer' },
      schema: { response: { 200: z.object({ items: z.array(gapSchema) }) } },
    },
    async () => ({ items: await feedback.gaps() }),
  );
  http.post(
    '/api/knowledge/gaps/close',
    {
      config: { access: 'knowledge.edit' },
      schema: { body: closeGapSchema, response: { 200: okSchema } },
    },
    async (request) => {
      await feedback.closeGap(actorOf(request), request.body);
      return { ok: true as const };
    },
  );
  http.get(
    '/api/knowledge/figures',
    { config: { access: 'knowledge.steer' }, schema: { response: { 200: figuresSchema } } },
    () => feedback.figures(),
  );
}

function synonymRoutes(http: Http, { synonyms }: Knowledge): void {
  http.get(
    '/api/knowledge/synonyms',
    {
      config: { access: 'knowledge.steer' },
      schema: { response: { 200: z.object({ items: z.array(synonymGroupSchema) }) } },
    },
    async () => ({ items: await synonyms.read() }),
  );
  http.put(
    '/api/knowledge/synonyms/:id',
    {
      config: { access: 'knowledge.edit' },
      schema: { params: byId, body: saveSynonymsSchema, response: { 200: synonymGroupSchema } },
    },
    (request) => synonyms.save(actorOf(request), request.params.id, request.body),
  );
  http.delete(
    '/api/knowledge/synonyms/:id',
    { config: { access: 'knowledge.edit' }, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      await synonyms.remove(actorOf(request), request.params.id);
      return { ok: true as const };
    },
  );
}

function editorsRoute(http: Http, knowledge: Knowledge): void {
  http.get(
    '/api/knowledge/editors',
    { config: { access: 'knowledge.work' }, schema: { response: { 200: editorsSchema } } },
    async () => ({ items: await knowledge.editors() }),
  );
}
