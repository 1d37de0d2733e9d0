// HTTP of lists: a door out for each, a door in for those that come in. Who may stands in the list itself.
import { z } from 'zod';
import { cityDay } from '../../calendar/index.ts';
import { attachment } from '../../platform/attached.ts';
import { AppError } from '../../platform/errors.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { endings } from '../formats.ts';
import {
  exchangeSchema,
  listExportQuerySchema,
  listImportQuerySchema,
  listImportSchema,
  mostListBytes,
  setUpSchema,
} from './contract.ts';
import type { Exchange } from './service.ts';

export function exchangeRoutes(http: Http, exchange: Exchange): void {
  http.get(
    '/api/exchange',
    { config: { access: 'lists.read' }, schema: { response: { 200: exchangeSchema } } },
    async (request) => ({ items: exchange.of(actorOf(request)) }),
  );
  http.get(
    '/api/exchange/set-up',
    { config: { access: 'lists.edit' }, schema: { response: { 200: setUpSchema } } },
    async (request) => exchange.setUp(actorOf(request)),
  );
  for (const list of exchange.lists) {
    const path = `/api/exchange/${list.name}`;
    // A filter that is misspelt would give the whole list, and nobody would see it.
    const querystring = z.strictObject({ ...list.filter.shape, ...listExportQuerySchema.shape });
    http.get(path, { config: { access: list.read }, schema: { querystring } }, async (request, reply) => {
      const { format, lang, ...filter } = listExportQuerySchema.loose().parse(request.query);
      const by = { actor: actorOf(request), ip: request.ip };
      const { mime, content } = await exchange.export(list, { filter, format, lang }, by);
      const name = `${list.name}-${cityDay(new Date())}.${endings[format]}`;
      return reply.headers({ 'content-type': mime, 'content-disposition': attachment(name) }).send(content);
    });
    if (!list.writing) continue;
    http.post(
      path,
      {
        config: { access: list.writing.who },
        schema: { querystring: listImportQuerySchema, response: { 200: listImportSchema } },
      },
      async (request) => {
        const file = await request.file({ limits: { fileSize: mostListBytes, files: 1 } });
        if (!file) throw new AppError('bad_request', { issues: [{ path: 'file', message: 'missing' }] });
        const bytes = await file.toBuffer().catch(() => {
          throw new AppError('too_large');
        });
        const by = { actor: actorOf(request), ip: request.ip };
        return exchange.bring(list, bytes, request.query.dryRun, by);
      },
    );
  }
}
