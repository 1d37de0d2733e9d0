// HTTP of the catalogue: for citizens, for departments by sharing class, for editors and supervisors.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  catalogueQuerySchema,
  catalogueSchema,
  coverageSchema,
  disclosureFiledSchema,
  disclosureRequestSchema,
  requestDisclosureSchema,
} from './contract.ts';
import type { Catalogue } from './service.ts';

export function catalogueRoutes(http: Http, catalogue: Catalogue): void {
  const listed = { querystring: catalogueQuerySchema, response: { 200: catalogueSchema } };
  http.get(
    '/api/citizen/catalogue',
    { config: { access: 'public', rateLimit: { max: 120, timeWindow: '1 minute' } }, schema: listed },
    async (request) => ({ items: await catalogue.list(null, request.query) }),
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
  http.get('/api/catalogue', { config: { access: 'knowledge.search' }, schema: listed }, async (request) => ({
    items: await catalogue.list(actorOf(request), request.query),
  }));
  http.get(
    '/api/catalogue/coverage',
    { config: { access: 'knowledge.steer' }, schema: { response: { 200: coverageSchema } } },
    () => catalogue.coverage(),
  );
  http.get(
    '/api/catalogue/stale',
    { config: { access: 'oversight.read' }, schema: { response: { 200: catalogueSchema } } },
    async (request) => ({ items: await catalogue.stale(actorOf(request)) }),
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
