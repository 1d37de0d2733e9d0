import { z } from 'zod';
import { okSchema } from '../../platform/contract.ts';
import { AppError } from '../../platform/errors.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import {
  discardDraftSchema,
  flowListSchema,
  flowPageSchema,
  flowVersionPageSchema,
  publishedSchema,
  publishSchema,
  recordedSchema,
  revertSchema,
  saveDraftSchema,
  takeOfferSchema,
} from './contract.ts';
import type { FlowEditing } from './flow-editing.ts';
import type { Sounds } from './sounds.ts';

const byCode = z.object({ code: z.string().max(60) });
const byVersion = byCode.extend({ version: z.coerce.number().int().positive() });

/** Registers /api/flows. A draft that was written answers with the flow as it is then. */
export function flowRoutes(http: Http, editing: FlowEditing, sounds: Sounds): void {
  const config = { access: 'flows.edit' } as const;
  const editorOf = (request: Parameters<typeof actorOf>[0]) => ({ id: actorOf(request).id, ip: request.ip });

  http.get('/api/flows', { config, schema: { response: { 200: flowListSchema } } }, () => editing.list());

  http.get(
    '/api/flows/:code',
    { config, schema: { params: byCode, response: { 200: flowPageSchema } } },
    (request) => editing.read(request.params.code),
  );

  http.get(
    '/api/flows/:code/versions/:version',
    { config, schema: { params: byVersion, response: { 200: flowVersionPageSchema } } },
    (request) => editing.readVersion(request.params.code, request.params.version),
  );

  http.put(
    '/api/flows/:code/draft',
    { config, schema: { params: byCode, body: saveDraftSchema, response: { 200: flowPageSchema } } },
    async (request) => {
      const { code } = request.params;
      await editing.saveDraft(code, request.body, editorOf(request));
      return editing.read(code);
    },
  );

  http.post(
    '/api/flows/:code/offer',
    { config, schema: { params: byCode, body: takeOfferSchema, response: { 200: flowPageSchema } } },
    async (request) => {
      const { code } = request.params;
      await editing.takeOffer(code, request.body.revision, editorOf(request));
      return editing.read(code);
    },
  );

  http.delete(
    '/api/flows/:code/draft',
    { config, schema: { params: byCode, querystring: discardDraftSchema, response: { 200: okSchema } } },
    async (request) => {
      await editing.discardDraft(request.params.code, request.query.revision, editorOf(request));
      return { ok: true as const };
    },
  );

  http.post(
    '/api/flows/recordings',
    { config, schema: { response: { 200: recordedSchema } } },
    async (request) => {
      const file = await request.file();
      if (!file)
        throw new AppError('bad_request', { issues: [{ path: 'file', message: 'a file is needed' }] });
      return sounds.add(await file.toBuffer());
    },
  );

  http.post(
    '/api/flows/:code/publish',
    { config, schema: { params: byCode, body: publishSchema, response: { 200: publishedSchema } } },
    async (request) => {
      const { params, body } = request;
      return { version: await editing.publish(params.code, body, editorOf(request)) };
    },
  );

  http.post(
    '/api/flows/:code/revert',
    { config, schema: { params: byCode, body: revertSchema, response: { 200: publishedSchema } } },
    async (request) => {
      const { params, body } = request;
      return { version: await editing.revert(params.code, body, editorOf(request)) };
    },
  );
}
