// HTTP of tickets' files: for staff who see the ticket, and for citizens who know number and code.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import { fileHeaders } from '../platform/files.ts';
import { actorOf, type Http, uploadOf } from '../platform/http.ts';
import { ticketFileSchema, ticketLookupSchema } from './contract.ts';
import { numberCounted } from './number.ts';
import type { Tickets } from './room.ts';

const ofTicket = z.object({ id: idSchema });
const ofFile = ofTicket.extend({ fileId: idSchema });

/** A million codes, thirty tries a minute: as for the ticket itself, counted by the number. */
const perNumber = {
  max: 30,
  timeWindow: '1 minute',
  keyGenerator: (request: { query: unknown }) => {
    const asked = z.object({ number: z.string() }).safeParse(request.query);
    return `ticket-file:${asked.success ? numberCounted(asked.data.number) : ''}`;
  },
} as const;

export function ticketFileRoutes(http: Http, { files, service }: Tickets): void {
  http.post(
    '/api/tickets/:id/files',
    {
      config: { access: 'ticket.command' },
      schema: {
        params: ofTicket,
        querystring: z.object({ isPublic: z.stringbool().default(false) }),
        response: { 200: ticketFileSchema },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const { name, stream } = await uploadOf(request);
      const { isPublic } = request.query;
      return files.add({ kind: 'staff', actor }, request.params.id, { name, isPublic, stream });
    },
  );
  http.get(
    '/api/tickets/:id/files/:fileId',
    { config: { access: 'ticket.read' }, schema: { params: ofFile } },
    async (request, reply) => {
      const { id, fileId } = request.params;
      const file = await files.open({ kind: 'staff', actor: actorOf(request) }, id, fileId);
      return reply.headers(fileHeaders(file)).send(file.stream);
    },
  );

  const open = { access: 'public', csrf: 'not_needed', rateLimit: perNumber, isGuess: true } as const;
  http.post(
    '/api/citizen/tickets/files',
    { config: open, schema: { querystring: ticketLookupSchema, response: { 200: ticketFileSchema } } },
    async (request) => {
      const { number, code } = request.query;
      const { id } = await service.byNumberAndCode(number, code);
      const { name, stream } = await uploadOf(request);
      return files.add({ kind: 'citizen' }, id, { name, isPublic: true, stream });
    },
  );
  http.get(
    '/api/citizen/tickets/files/:id',
    { config: open, schema: { params: ofTicket, querystring: ticketLookupSchema } },
    async (request, reply) => {
      const ticket = await service.byNumberAndCode(request.query.number, request.query.code);
      const file = await files.open({ kind: 'citizen' }, ticket.id, request.params.id);
      return reply.headers(fileHeaders(file)).send(file.stream);
    },
  );
}
