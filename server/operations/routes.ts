import { z } from 'zod';
import { idSchema, okSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  deadPageSchema,
  deadQuerySchema,
  discardSchema,
  modelReportSchema,
  operationsSchema,
  replayAllSchema,
  replayedSchema,
} from './contract.ts';
import type { DeadLetters } from './service.ts';
import { readOperations, type Sources } from './state.ts';

const params = z.object({ id: idSchema });
const config = { access: 'operations.steer' } as const;
const ok = { ok: true } as const;

/** Registers the routes of the machinery's state and of its dead letters. */
export function operationsRoutes(http: Http, sources: Sources, letters: DeadLetters): void {
  http.get('/api/admin/operations', { config, schema: { response: { 200: operationsSchema } } }, async () =>
    readOperations(sources),
  );

  http.get('/api/admin/model', { config, schema: { response: { 200: modelReportSchema } } }, async () =>
    sources.model(),
  );

  http.get(
    '/api/admin/dead-letters',
    { config, schema: { querystring: deadQuerySchema, response: { 200: deadPageSchema } } },
    async (request) => letters.read(request.query),
  );

  http.post(
    '/api/admin/dead-letters/replay',
    { config, schema: { body: replayAllSchema, response: { 200: replayedSchema } } },
    async (request) => ({
      count: await letters.replayAll(actorOf(request).id, request.body.queue ?? null),
    }),
  );

  http.post(
    '/api/admin/dead-letters/:id/replay',
    { config, schema: { params, response: { 200: okSchema } } },
    async (request) => {
      await letters.replay(actorOf(request).id, request.params.id);
      return ok;
    },
  );

  http.post(
    '/api/admin/dead-letters/:id/discard',
    { config, schema: { params, body: discardSchema, response: { 200: okSchema } } },
    async (request) => {
      await letters.discard(actorOf(request).id, request.params.id, request.body.reason);
      return ok;
    },
  );
}
