// HTTP of saved reports.
import { z } from 'zod';
import { idSchema, okSchema } from '../../platform/contract.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import {
  deliveryListSchema,
  recipientListSchema,
  savedListSchema,
  savedReportSchema,
  saveReportSchema,
} from './contract.ts';
import type { Saved } from './room.ts';

const byId = z.object({ id: idSchema });
const config = { access: 'scorecards.read' } as const;

export function savedRoutes(http: Http, { saved }: Saved): void {
  http.get(
    '/api/reports/saved',
    { config, schema: { response: { 200: savedListSchema } } },
    async (request) => ({ items: await saved.read(actorOf(request)), canMail: saved.canMail }),
  );
  http.put(
    '/api/reports/saved/:id',
    { config, schema: { params: byId, body: saveReportSchema, response: { 200: savedReportSchema } } },
    (request) => saved.save(actorOf(request), request.params.id, request.body, new Date()),
  );
  http.delete(
    '/api/reports/saved/:id',
    { config, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      await saved.remove(actorOf(request), request.params.id);
      return { ok: true as const };
    },
  );
  http.get(
    '/api/reports/saved/:id/deliveries',
    { config, schema: { params: byId, response: { 200: deliveryListSchema } } },
    async (request) => ({ items: await saved.deliveries(actorOf(request), request.params.id) }),
  );
  http.get(
    '/api/reports/recipients',
    { config, schema: { response: { 200: recipientListSchema } } },
    async (request) => ({ items: await saved.recipients(actorOf(request)) }),
  );
}
