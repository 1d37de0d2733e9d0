// HTTP of proposals, for the people of the body that makes them. Departments work on them as on any ticket.
import { z } from 'zod';
import { idSchema, okSchema } from '../../platform/contract.ts';
import { actorOf, type Http, uploadOf } from '../../platform/http.ts';
import { ticketFileSchema } from '../contract.ts';
import type { Tickets } from '../room.ts';
import {
  fileProposalSchema,
  proposalListSchema,
  proposalViewSchema,
  rateProposalSchema,
  shareProposalSchema,
} from './contract.ts';

const ok = { ok: true } as const;
const path = '/api/proposals';
const config = { access: 'proposal.file' } as const;
const params = z.object({ id: idSchema });

export function proposalRoutes(http: Http, { proposals }: Pick<Tickets, 'proposals'>): void {
  http.get(path, { config, schema: { response: { 200: proposalListSchema } } }, async (request) => ({
    items: await proposals.list(actorOf(request)),
  }));
  http.post(
    path,
    { config, schema: { body: fileProposalSchema, response: { 200: okSchema } } },
    async (request) => {
      await proposals.file(actorOf(request), request.body, new Date());
      return ok;
    },
  );
  http.get(`${path}/:id`, { config, schema: { params, response: { 200: proposalViewSchema } } }, (request) =>
    proposals.read(actorOf(request), request.params.id),
  );
  http.post(
    `${path}/:id/files`,
    { config, schema: { params, response: { 200: ticketFileSchema } } },
    async (request) => proposals.attach(actorOf(request), request.params.id, await uploadOf(request)),
  );
  http.put(
    `${path}/:id/sharing`,
    { config, schema: { params, body: shareProposalSchema, response: { 200: okSchema } } },
    async (request) => {
      await proposals.share(actorOf(request), request.params.id, request.body.isShared);
      return ok;
    },
  );
  http.post(
    `${path}/:id/rate`,
    { config, schema: { params, body: rateProposalSchema, response: { 200: okSchema } } },
    async (request) => {
      await proposals.rate(actorOf(request), request.params.id, request.body);
      return ok;
    },
  );
}
