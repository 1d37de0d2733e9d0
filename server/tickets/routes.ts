// HTTP of tickets: for staff, and for citizens who know number and code.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checkReply } from '../../knowledge/replies/index.ts';
import { cityDay } from '../calendar/index.ts';
import {
  bilingualSchema,
  idSchema,
  okSchema,
  pageOf,
  revealedSchema,
  revealSchema,
} from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { veilOf, veilTitle } from '../platform/privacy.ts';
import {
  beforeFilingSchema,
  bulkAnswerSchema,
  bulkCommandSchema,
  citizenAnswerSchema,
  citizenRateSchema,
  citizenTicketViewSchema,
  citizenUrgeSchema,
  createTicketSchema,
  askSuggestionsSchema,
  dispatchSuggestionSchema,
  suggestionsSchema,
  handOverSchema,
  officerSchema,
  officersQuerySchema,
  replyCheckSchema,
  replyTemplateSchema,
  similarTicketSchema,
  ticketCommandSchema,
  ticketCountQuerySchema,
  ticketCountSchema,
  ticketCreatedSchema,
  ticketKindSchema,
  ticketListQuerySchema,
  ticketLookupSchema,
  ticketPersonSchema,
  ticketSummarySchema,
  ticketViewSchema,
  toJoinSchema,
} from './contract.ts';
import { numberCounted } from './number.ts';
import type { Tickets } from './room.ts';

/** Proposals come from the bodies that make them. */
const deskKindSchema = ticketKindSchema.exclude(['proposal']);
const ofTicket = z.object({ id: idSchema });
const identitySchema = z.object({ name: z.string().nullable(), phone: z.string().nullable() });

/** Ten a minute for one number, from wherever. What one address guesses at all numbers together is limited by `isGuess`. */
export const perTicketNumber = {
  max: 10,
  timeWindow: '1 minute',
  hook: 'preHandler',
  keyGenerator: (request: FastifyRequest) => `ticket:${numberIn(request.body)}`,
} as const;

function numberIn(body: unknown): string {
  const parsed = z.object({ number: z.string() }).safeParse(body);
  return parsed.success ? numberCounted(parsed.data.number) : '';
}

/** Registers the routes of tickets. */
export function ticketRoutes(http: Http, tickets: Tickets): void {
  filingAndCommandRoutes(http, tickets);
  besideTicketRoutes(http, tickets);
  manyTicketsRoutes(http, tickets);
  identityRoutes(http, tickets);
  citizenTicketRoutes(http, tickets);
}

function filingAndCommandRoutes(http: Http, tickets: Tickets): void {
  const { service } = tickets;
  http.get(
    '/api/tickets',
    {
      config: { access: 'ticket.read' },
      schema: { querystring: ticketListQuerySchema, response: { 200: pageOf(ticketSummarySchema) } },
    },
    (request) => service.list(actorOf(request), request.query),
  );
  http.get(
    '/api/tickets/count',
    {
      config: { access: 'ticket.read' },
      schema: { querystring: ticketCountQuerySchema, response: { 200: ticketCountSchema } },
    },
    async (request) => ({ count: await service.count(actorOf(request), request.query) }),
  );
  http.post(
    '/api/tickets',
    {
      config: { access: 'ticket.create' },
      schema: {
        body: createTicketSchema.extend({ kind: deskKindSchema }),
        response: { 200: ticketCreatedSchema },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const { ticket, code } = await service.create({ kind: 'staff', actor }, request.body);
      return { ticket: veilTitle(ticket, veilOf(actor.roles)), code };
    },
  );
  http.post(
    '/api/tickets/to-join',
    {
      config: { access: 'ticket.create' },
      schema: { body: toJoinSchema, response: { 200: beforeFilingSchema } },
    },
    (request) => tickets.toJoin(request.body),
  );
  http.get(
    '/api/tickets/:id',
    { config: { access: 'ticket.read' }, schema: { params: ofTicket, response: { 200: ticketViewSchema } } },
    (request) => service.view(actorOf(request), request.params.id),
  );
  http.post(
    '/api/tickets/:id/commands',
    {
      config: { access: 'ticket.command' },
      schema: { params: ofTicket, body: ticketCommandSchema, response: { 200: commandAnswerSchema } },
    },
    async (request) => {
      const actor = actorOf(request);
      await service.command({ kind: 'staff', actor }, request.params.id, request.body);
      const ticket = await service.summary(request.params.id);
      return { ok: true as const, ticket: veilTitle(ticket, veilOf(actor.roles)) };
    },
  );
}

/** What stands beside an open ticket: advice, its like, and the people at it. */
function besideTicketRoutes(http: Http, tickets: Tickets): void {
  const { service } = tickets;
  http.get(
    '/api/tickets/:id/suggestion',
    {
      config: { access: 'ticket.read' },
      schema: { params: ofTicket, response: { 200: dispatchSuggestionSchema } },
    },
    async (request) => {
      const ticket = await service.plain(actorOf(request), request.params.id);
      return tickets.suggest(ticket);
    },
  );
  http.post(
    '/api/tickets/suggestions',
    {
      config: { access: 'ticket.read' },
      schema: { body: askSuggestionsSchema, response: { 200: suggestionsSchema } },
    },
    async (request) => ({ items: await tickets.suggestMany(actorOf(request), request.body.ids) }),
  );
  http.get(
    '/api/tickets/:id/reply-check',
    {
      config: { access: 'ticket.read' },
      schema: { params: ofTicket, response: { 200: replyCheckSchema } },
    },
    async (request) => {
      const { title, text, kind, publicReply, contactedAt } = await service.plain(
        actorOf(request),
        request.params.id,
      );
      if (!publicReply) throw new AppError('not_found');
      return checkReply({
        title,
        text,
        reply: publicReply,
        repliedOn: cityDay(new Date()),
        kind,
        isContacted: contactedAt !== null,
      });
    },
  );
  http.get(
    '/api/tickets/:id/similar',
    {
      config: { access: 'dispatch.work' },
      schema: { params: ofTicket, response: { 200: z.object({ items: z.array(similarTicketSchema) }) } },
    },
    async (request) => ({ items: await tickets.similar(actorOf(request), request.params.id) }),
  );
  http.get(
    '/api/tickets/:id/people',
    {
      config: { access: 'ticket.command' },
      schema: { params: ofTicket, response: { 200: z.object({ items: z.array(ticketPersonSchema) }) } },
    },
    async (request) => ({ items: await tickets.people.of(actorOf(request), request.params.id) }),
  );
  http.put(
    '/api/tickets/:id/watch',
    {
      config: { access: 'ticket.read' },
      schema: { params: ofTicket, body: z.object({ isWatched: z.boolean() }), response: { 200: okSchema } },
    },
    async (request) => {
      await service.watch(actorOf(request), request.params.id, request.body.isWatched);
      return { ok: true as const };
    },
  );
}

/** Several tickets at once, and what a department keeps for all of its own. */
function manyTicketsRoutes(http: Http, tickets: Tickets): void {
  const { service } = tickets;
  http.post(
    '/api/tickets/bulk',
    {
      config: { access: 'ticket.command' },
      schema: { body: bulkCommandSchema, response: { 200: bulkAnswerSchema } },
    },
    async (request) => {
      const by = { kind: 'staff' as const, actor: actorOf(request) };
      const items: z.infer<typeof bulkAnswerSchema>['items'] = [];
      for (const { ticketId, command } of request.body.items) {
        const error = await service.command(by, ticketId, command).then(
          () => null,
          (refusal: unknown) => {
            if (refusal instanceof AppError) return refusal.code;
            throw refusal;
          },
        );
        items.push({ ticketId, error });
      }
      return { items };
    },
  );
  http.get(
    '/api/tickets/officers',
    {
      config: { access: 'ticket.hand_over' },
      schema: {
        querystring: officersQuerySchema,
        response: { 200: z.object({ items: z.array(officerSchema) }) },
      },
    },
    async (request) => ({
      items: await tickets.people.officers(actorOf(request), request.query.departmentCode),
    }),
  );
  http.post(
    '/api/tickets/hand-over',
    {
      config: { access: 'ticket.hand_over' },
      schema: { body: handOverSchema, response: { 200: z.object({ tickets: z.number().int() }) } },
    },
    (request) => tickets.people.handOver(actorOf(request), request.body),
  );
  http.get(
    '/api/tickets/reply-templates',
    {
      config: { access: 'department.work' },
      schema: { response: { 200: z.object({ items: z.array(replyTemplateSchema) }) } },
    },
    async (request) => ({ items: await tickets.replyTemplates(actorOf(request)) }),
  );
}

/** Who the citizen is, for whoever may know: each look is written down. */
function identityRoutes(http: Http, { service }: Tickets): void {
  http.post(
    '/api/tickets/:id/reveal',
    {
      config: { access: 'personal.reveal' },
      schema: { params: ofTicket, body: revealSchema, response: { 200: revealedSchema } },
    },
    (request) => service.reveal(actorOf(request), request.params.id, request.body.what, request.ip),
  );
  http.post(
    '/api/tickets/:id/unseal',
    {
      config: { access: 'ticket.unseal' },
      schema: {
        params: ofTicket,
        body: z.object({ reason: z.string().trim().min(2).max(300) }),
        response: { 200: identitySchema },
      },
    },
    (request) => service.unseal(actorOf(request), request.params.id, request.body.reason),
  );
}

/** For citizens who know number and code. */
function citizenTicketRoutes(http: Http, tickets: Tickets): void {
  const { citizens } = tickets;
  const open = { access: 'public', csrf: 'not_needed', rateLimit: perTicketNumber, isGuess: true } as const;
  const answer = { response: { 200: citizenTicketViewSchema } };
  const said = { ...open, door: 'follow_up' } as const;
  http.post(
    '/api/citizen/tickets/lookup',
    { config: said, schema: { body: ticketLookupSchema, ...answer } },
    (request) => citizens.lookUp(request.body),
  );
  http.post(
    '/api/citizen/tickets/rate',
    { config: said, schema: { body: citizenRateSchema, ...answer } },
    (request) => citizens.rate(request.body),
  );
  http.post(
    '/api/citizen/tickets/urge',
    { config: said, schema: { body: citizenUrgeSchema, ...answer } },
    (request) => citizens.urge(request.body),
  );
  http.post(
    '/api/citizen/tickets/answer',
    { config: said, schema: { body: citizenAnswerSchema, ...answer } },
    (request) => citizens.answer(request.body),
  );
  http.get(
    '/api/citizen/rating-reasons',
    {
      config: { access: 'public' },
      schema: {
        response: {
          200: z.object({ items: z.array(z.object({ code: z.string(), label: bilingualSchema })) }),
        },
      },
    },
    async () => ({ items: await tickets.ratingReasons() }),
  );
}

/** The ticket may have left the actor's sight (a return does): the answer is the summary only. */
const commandAnswerSchema = z.object({ ok: z.literal(true), ticket: ticketSummarySchema });
