// HTTP of imports: for editors and administrators alone.
import { z } from 'zod';
import { cityDay } from '../calendar/index.ts';
import { attachment } from '../platform/attached.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http, readerLang } from '../platform/http.ts';
import {
  exportQuerySchema,
  faultFileQuerySchema,
  faultPageSchema,
  importFileSchema,
  importMappingSchema,
  importMappingsSchema,
  importReportSchema,
  importRequestSchema,
  importRunSchema,
  importRunsSchema,
  importSourceSchema,
  importSourcesSchema,
  mostFileBytes,
  previewRequestSchema,
  previewSchema,
  saveMappingSchema,
  saveSourceSchema,
  startRunSchema,
} from './contract.ts';
import { endings } from './formats.ts';
import type { Imports } from './room.ts';

const byId = z.object({ id: idSchema });
const editors = { access: 'knowledge.import' } as const;

/** Registers the routes of imports. */
export function importRoutes(http: Http, imports: Imports): void {
  runRoutes(http, imports);
  exportRoute(http, imports);
  mappingRoutes(http, imports);
  sourceRoutes(http, imports);
}

/** A file is taken in, looked at, run, and its faults are read. */
function runRoutes(http: Http, imports: Imports): void {
  http.post(
    '/api/knowledge/import',
    {
      config: editors,
      bodyLimit: mostFileBytes,
      schema: { body: importRequestSchema, response: { 200: importReportSchema } },
    },
    (request) => imports.importText(request.body, actorOf(request).id),
  );
  http.post(
    '/api/imports/files',
    { config: editors, schema: { response: { 200: importFileSchema } } },
    async (request) => {
      const file = await request.file({ limits: { fileSize: mostFileBytes, files: 1 } });
      if (!file) throw new AppError('bad_request', { issues: [{ path: 'file', message: 'missing' }] });
      return imports.take(file.filename, file.file, actorOf(request).id);
    },
  );
  http.post(
    '/api/imports/files/:id/preview',
    {
      config: editors,
      schema: { params: byId, body: previewRequestSchema, response: { 200: previewSchema } },
    },
    (request) => imports.preview(request.params.id, request.body),
  );
  http.post(
    '/api/imports/runs',
    { config: editors, schema: { body: startRunSchema, response: { 200: importRunSchema } } },
    (request) => imports.runs.start(actorOf(request).id, request.body),
  );
  http.get(
    '/api/imports/runs',
    {
      config: editors,
      schema: {
        querystring: z.object({ sourceId: idSchema.optional() }),
        response: { 200: importRunsSchema },
      },
    },
    async (request) => ({ items: await imports.runs.latest(request.query.sourceId) }),
  );
  http.get(
    '/api/imports/runs/:id',
    { config: editors, schema: { params: byId, response: { 200: importRunSchema } } },
    (request) => imports.runs.one(request.params.id),
  );
  http.get(
    '/api/imports/runs/:id/faults',
    {
      config: editors,
      schema: {
        params: byId,
        querystring: z.object({ cursor: z.coerce.number().int().min(0).max(1_000_000).default(0) }),
        response: { 200: faultPageSchema },
      },
    },
    (request) => imports.runs.faults(request.params.id, request.query.cursor),
  );
  http.get(
    '/api/imports/runs/:id/faults/file',
    { config: editors, schema: { params: byId, querystring: faultFileQuerySchema } },
    async (request, reply) => {
      const { format } = request.query;
      const { mime, content } = await imports.faultFile(request.params.id, format, readerLang(request));
      return reply
        .headers({
          'content-type': mime,
          'content-disposition': attachment(`faults-${cityDay(new Date())}.${endings[format]}`),
        })
        .send(content);
    },
  );
}

/** What stands here, as a file of the same make. */
function exportRoute(http: Http, imports: Imports): void {
  http.get(
    '/api/imports/export',
    { config: editors, schema: { querystring: exportQuerySchema } },
    async (request, reply) => {
      const { target, format } = request.query;
      const { mime, content } = await imports.export(target, format);
      const name = `${target.replace('_', '-')}-${cityDay(new Date())}.${endings[format]}`;
      return reply.headers({ 'content-type': mime, 'content-disposition': attachment(name) }).send(content);
    },
  );
}

/** Which column is which field, kept under a name. */
function mappingRoutes(http: Http, { mappings }: Imports): void {
  http.get(
    '/api/imports/mappings',
    { config: editors, schema: { response: { 200: importMappingsSchema } } },
    async () => ({ items: await mappings.read() }),
  );
  http.put(
    '/api/imports/mappings/:id',
    {
      config: editors,
      schema: { params: byId, body: saveMappingSchema, response: { 200: importMappingSchema } },
    },
    (request) => mappings.save(actorOf(request).id, request.params.id, request.body),
  );
  http.delete(
    '/api/imports/mappings/:id',
    { config: editors, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      await mappings.remove(actorOf(request).id, request.params.id);
      return { ok: true as const };
    },
  );
}

/** Addresses that are asked every day. */
function sourceRoutes(http: Http, { sources }: Imports): void {
  http.get(
    '/api/imports/sources',
    { config: editors, schema: { response: { 200: importSourcesSchema } } },
    async () => ({ items: await sources.read() }),
  );
  http.put(
    '/api/imports/sources/:id',
    {
      config: editors,
      schema: { params: byId, body: saveSourceSchema, response: { 200: importSourceSchema } },
    },
    (request) => sources.save(actorOf(request).id, request.params.id, request.body, new Date()),
  );
  http.delete(
    '/api/imports/sources/:id',
    { config: editors, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      await sources.remove(actorOf(request).id, request.params.id);
      return { ok: true as const };
    },
  );
  http.post(
    '/api/imports/sources/:id/pull',
    { config: editors, schema: { params: byId, response: { 200: importSourceSchema } } },
    (request) => sources.pullNow(actorOf(request).id, request.params.id),
  );
}
