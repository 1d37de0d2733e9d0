import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { cannedListSchema, deskSchema, screenPopSchema, ticketDraftSchema } from './contract.ts';
import type { Desk } from './service.ts';

const ofConversation = z.object({ id: idSchema });

/** Registers what the agent's page asks for. */
export function deskRoutes(http: Http, desk: Desk): void {
  http.get(
    '/api/desk',
    { config: { access: 'desk.work' }, schema: { response: { 200: deskSchema } } },
    (request) => desk.desk(actorOf(request).id),
  );
  http.get(
    '/api/desk/conversations/:id',
    {
      config: { access: 'desk.work' },
      schema: { params: ofConversation, response: { 200: screenPopSchema } },
    },
    (request) => desk.screenPop(request.params.id),
  );
  http.get(
    '/api/desk/conversations/:id/ticket-draft',
    {
      config: { access: 'desk.work' },
      schema: { params: ofConversation, response: { 200: ticketDraftSchema } },
    },
    (request) => desk.ticketDraft(request.params.id),
  );
  http.get(
    '/api/desk/canned',
    { config: { access: 'desk.work' }, schema: { response: { 200: cannedListSchema } } },
    () => desk.cannedReplies(),
  );
}
