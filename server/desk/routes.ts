import { z } from 'zod';
import type { Intake } from '../intake/index.ts';
import { idSchema, okSchema, revealedSchema, revealSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import type { CallsOut } from './call-out.ts';
import {
  calledOutSchema,
  callOutSchema,
  cannedListSchema,
  contactListSchema,
  deskSchema,
  hardshipSchema,
  letterListSchema,
  phoneBookSchema,
  screenPopSchema,
  ticketDraftSchema,
} from './contract.ts';
import type { Desk } from './service.ts';

const byId = z.object({ id: idSchema });

/** Registers what the agent's page asks for. */
export function deskRoutes(http: Http, desk: Desk, intake: Intake, callsOut: CallsOut): void {
  http.post(
    '/api/desk/call-out',
    {
      config: { access: 'desk.work' },
      schema: { body: callOutSchema, response: { 200: calledOutSchema } },
    },
    (request) => callsOut.call(actorOf(request), request.body, request.ip),
  );
  http.get(
    '/api/desk/contacts',
    { config: { access: 'contacts.read' }, schema: { response: { 200: contactListSchema } } },
    () => desk.contacts(),
  );
  http.put(
    '/api/desk/citizens/:id/hardship',
    {
      config: { access: 'desk.work' },
      schema: { params: byId, body: hardshipSchema, response: { 200: okSchema } },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      await intake.setHardship(request.params.id, request.body.ground, by);
      return { ok: true as const };
    },
  );
  http.get(
    '/api/desk',
    { config: { access: 'desk.work' }, schema: { response: { 200: deskSchema } } },
    (request) => desk.desk(actorOf(request).id),
  );
  http.get(
    '/api/desk/conversations/:id',
    {
      config: { access: 'desk.work' },
      schema: { params: byId, response: { 200: screenPopSchema } },
    },
    (request) => desk.screenPop(actorOf(request), request.params.id),
  );
  http.get(
    '/api/desk/conversations/:id/letters',
    {
      config: { access: 'desk.work' },
      schema: { params: byId, response: { 200: letterListSchema } },
    },
    (request) => desk.letters(actorOf(request), request.params.id),
  );
  http.post(
    '/api/desk/conversations/:id/reveal',
    {
      config: { access: 'desk.work' },
      schema: { params: byId, body: revealSchema, response: { 200: revealedSchema } },
    },
    (request) => desk.reveal(actorOf(request), request.params.id, request.body.what, request.ip),
  );
  http.get(
    '/api/desk/conversations/:id/ticket-draft',
    {
      config: { access: 'desk.work' },
      schema: { params: byId, response: { 200: ticketDraftSchema } },
    },
    (request) => desk.ticketDraft(actorOf(request), request.params.id),
  );
  http.get(
    '/api/desk/phone-book',
    { config: { access: 'desk.work' }, schema: { response: { 200: phoneBookSchema } } },
    () => desk.phoneBook(),
  );
  http.get(
    '/api/desk/canned',
    { config: { access: 'desk.work' }, schema: { response: { 200: cannedListSchema } } },
    () => desk.cannedReplies(),
  );
}
