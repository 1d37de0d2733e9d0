// HTTP of participation: for citizens, and for the staff that runs it.
import { z } from 'zod';
import { attachment, csvType, xlsxType } from '../platform/attached.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { actorOf, type Http, readerLang } from '../platform/http.ts';
import {
  answerSchema,
  consultationCodeSchema,
  consultationCommandSchema,
  consultationListSchema,
  consultationViewSchema,
  judgeStatementSchema,
  publicConsultationDetailSchema,
  publicConsultationsSchema,
  publicStatementsQuerySchema,
  publicStatementsSchema,
  saveConsultationSchema,
  statementsQuerySchema,
  statementsSchema,
} from './contract.ts';
import { csvOf, xlsxOf } from './export.ts';
import type { Participation } from './service.ts';

const ok = { ok: true } as const;
const withId = z.object({ id: idSchema });
const open = { access: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } } as const;
// Nothing of the caller is used: there is no cookie to forge with.
const taking = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 10, timeWindow: '1 minute' },
} as const;
const run = { access: 'participation.run' } as const;

interface House {
  participation: Participation;
  database: Database;
}

/** Registers the routes of surveys, hearings and consultations. */
export function participationRoutes(http: Http, house: House): void {
  publicRoutes(http, house.participation);
  staffRoutes(http, house.participation);
  exportRoutes(http, house);
}

/** What everybody reads, and takes part in by a code. */
function publicRoutes(http: Http, participation: Participation): void {
  http.get(
    '/api/public/consultations',
    { config: open, schema: { response: { 200: publicConsultationsSchema } } },
    async () => ({ items: await participation.listPublic(new Date()) }),
  );
  http.get(
    '/api/public/consultations/:id',
    { config: open, schema: { params: withId, response: { 200: publicConsultationDetailSchema } } },
    (request) => participation.readPublic(request.params.id, new Date()),
  );
  http.get(
    '/api/public/consultations/:id/statements',
    {
      config: open,
      schema: {
        params: withId,
        querystring: publicStatementsQuerySchema,
        response: { 200: publicStatementsSchema },
      },
    },
    async ({ params, query }) => {
      await participation.readPublic(params.id, new Date());
      const { items, nextCursor } = await participation.statements(params.id, { ...query, state: 'shown' });
      return { items: items.map(({ id, text, at }) => ({ id, text, at })), nextCursor };
    },
  );
  http.post(
    '/api/citizen/consultations/:id/codes',
    {
      config: { ...taking, door: 'codes' },
      schema: { params: withId, body: consultationCodeSchema, response: { 200: okSchema } },
    },
    async ({ params, body }) => {
      await participation.sendCode(params.id, body, new Date());
      return ok;
    },
  );
  http.post(
    '/api/citizen/consultations/:id/answers',
    {
      config: { ...taking, door: 'participation', isGuess: true },
      schema: { params: withId, body: answerSchema, response: { 200: okSchema } },
    },
    async ({ params, body }) => {
      await participation.answer(params.id, body, new Date());
      return ok;
    },
  );
}

/** For whoever runs consultations. */
function staffRoutes(http: Http, participation: Participation): void {
  http.get(
    '/api/consultations',
    { config: run, schema: { response: { 200: consultationListSchema } } },
    async () => ({ items: await participation.list(new Date()) }),
  );
  http.get(
    '/api/consultations/:id',
    { config: run, schema: { params: withId, response: { 200: consultationViewSchema } } },
    (request) => participation.read(request.params.id, new Date()),
  );
  http.put(
    '/api/consultations/:id',
    {
      config: run,
      schema: { params: withId, body: saveConsultationSchema, response: { 200: consultationViewSchema } },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      await participation.save(request.params.id, request.body, by);
      return participation.read(request.params.id, new Date());
    },
  );
  http.post(
    '/api/consultations/:id/command',
    {
      config: run,
      schema: { params: withId, body: consultationCommandSchema, response: { 200: consultationViewSchema } },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      await participation.command(request.params.id, request.body, by, new Date());
      return participation.read(request.params.id, new Date());
    },
  );
  http.get(
    '/api/consultations/:id/statements',
    {
      config: run,
      schema: { params: withId, querystring: statementsQuerySchema, response: { 200: statementsSchema } },
    },
    ({ params, query }) => participation.statements(params.id, query),
  );
  http.post(
    '/api/consultations/:id/statements/:statementId',
    {
      config: run,
      schema: {
        params: withId.extend({ statementId: idSchema }),
        body: judgeStatementSchema,
        response: { 200: okSchema },
      },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      const { id, statementId } = request.params;
      await participation.judge(id, statementId, request.body, by, new Date());
      return ok;
    },
  );
}

function exportRoutes(http: Http, { participation, database }: House): void {
  http.get(
    '/api/consultations/:id/export.csv',
    { config: run, schema: { params: withId } },
    async (request, reply) => {
      const view = await participation.read(request.params.id, new Date());
      return reply
        .type(csvType)
        .header('content-disposition', attachment('consultation.csv'))
        .send(csvOf(view, readerLang(request)));
    },
  );
  http.get(
    '/api/consultations/:id/export.xlsx',
    { config: run, schema: { params: withId } },
    async (request, reply) => {
      const view = await participation.read(request.params.id, new Date());
      return reply
        .type(xlsxType)
        .header('content-disposition', attachment('consultation.xlsx'))
        .send(await xlsxOf(database, view, readerLang(request)));
    },
  );
}
