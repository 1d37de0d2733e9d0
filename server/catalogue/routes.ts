// HTTP of the catalogue: for citizens, for departments by sharing class, for editors and supervisors.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  catalogueFieldsSchema,
  cataloguePageSchema,
  catalogueQuerySchema,
  coverageSchema,
  disclosureFiledSchema,
  disclosureRequestSchema,
  requestDisclosureSchema,
  staleSchema,
} from './contract.ts';
import type { Catalogue } from './service.ts';

export function catalogueRoutes(http: Http, catalogue: Catalogue): void {
  const listed = { querystring: catalogueQuerySchema, response: { 200: cataloguePageSchema } };
  http.get(
    '/api/citizen/catalogue',
    { config: { access: 'public', rateLimit: { max: 120, timeWindow: '1 minute' } }, schema: listed },
    (request) => catalogue.list(null, request.query),
  );
  http.post(
    '/api/citizen/disclosure-requests',
    {
      // Nothing of the caller is used: there is no cookie to forge with.
      config: {
        access: 'public',
        csrf: 'not_needed',
        door: 'disclosure',
        rateLimit: { max: 10, timeWindow: '1 minute' },
      },
      schema: { body: requestDisclosureSchema, response: { 200: disclosureFiledSchema } },
    },
    (request) => catalogue.request(request.body),
  );
  http.get('/api/catalogue', { config: { access: 'knowledge.search' }, schema: listed }, (request) =>
    catalogue.list(actorOf(request), request.query),
  );
  http.get(
    '/api/catalogue/:code/fields',
    {
      // Whose sharing class allows it: also those who only oversee.
      config: { access: 'signed_in' },
      schema: { params: z.object({ code: z.string().max(40) }), response: { 200: catalogueFieldsSchema } },
    },
    async (request) => ({
      items: await catalogue.fields(actorOf(request), request.params.code, request.ip),
    }),
  );
  http.get(
    '/api/catalogue/coverage',
    { config: { access: 'knowledge.steer' }, schema: { response: { 200: coverageSchema } } },
    () => catalogue.coverage(),
  );
  http.get(
    '/api/catalogue/stale',
    { config: { access: 'oversight.read' }, schema: { response: { 200: staleSchema } } },
    (request) => catalogue.stale(actorOf(request)),
  );
  http.get(
    '/api/tickets/:id/disclosure',
    {
      config: { access: 'ticket.read' },
      schema: { params: z.object({ id: idSchema }), response: { 200: disclosureRequestSchema } },
    },
    (request) => catalogue.ofTicket(actorOf(request), request.params.id),
  );
}
