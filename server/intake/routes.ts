// HTTP of intake: chat sessions, files, and the simulator's telephones.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { may } from '../platform/auth/roles.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { fileHeaders } from '../platform/files.ts';
import { type Http, readerLang, uploadOf } from '../platform/http.ts';
import { networkOf } from '../platform/network.ts';
import { askedRatingSchema, rateChatSchema } from '../ratings/contract.ts';
import type { Ratings } from '../ratings/index.ts';
import type { Attachments } from './attachments.ts';
import {
  attachmentViewSchema,
  chatSessionRequestSchema,
  chatSessionSchema,
  leaveMatterSchema,
  promisedSchema,
  resumedSchema,
  sendMessageSchema,
  sentSchema,
  simulatedPhoneSchema,
  simulatedSmsSchema,
  wantCallbackSchema,
} from './contract.ts';
import type { Conversations } from './conversations.ts';
import { normalisePhone } from './core.ts';
import { reachedBy } from './people.ts';
import type { WaysOut } from './ways-out.ts';

/** The citizen of `Authorization: Citizen <token>`. Images cannot send headers: there `?token=` stands in. */
function citizenOf(request: FastifyRequest, secrets: Secrets): string | undefined {
  const header = /^Citizen (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const query = z.object({ token: z.string().optional() }).safeParse(request.query);
  const token = header ?? (query.success ? query.data.token : undefined);
  return token ? secrets.readCitizenToken(token) : undefined;
}

export function intakeRoutes(
  http: Http,
  deps: {
    conversations: Conversations;
    waysOut: WaysOut;
    attachments: Attachments;
    ratings: Pick<Ratings, 'rateChat'>;
    secrets: Secrets;
    database: Database;
    /** Number that the simulator's telephones write to; undefined outside demo mode: no simulator. */
    simulatedServiceNumber: string | undefined;
  },
): void {
  const { conversations, waysOut, attachments, secrets } = deps;
  const demandCitizen = (request: FastifyRequest): string => {
    const citizenId = citizenOf(request, secrets);
    if (!citizenId) throw new AppError('not_signed_in');
    return citizenId;
  };

  // Behind one address many people talk at once; how many begin is limited below.
  const perCitizen = {
    max: 300,
    timeWindow: '1 minute',
    keyGenerator: (request: FastifyRequest) => citizenOf(request, secrets) ?? networkOf(request.ip),
  };

  http.post(
    '/api/chat/session',
    {
      config: {
        access: 'public',
        csrf: 'not_needed',
        door: 'chat',
        rateLimit: { max: 300, timeWindow: '1 minute' },
      },
      schema: { body: chatSessionRequestSchema, response: { 200: chatSessionSchema } },
    },
    (request) => conversations.startChat(request.body),
  );

  http.post(
    '/api/chat/messages',
    {
      config: { access: 'public', csrf: 'not_needed', rateLimit: perCitizen },
      schema: { body: sendMessageSchema, response: { 200: sentSchema } },
    },
    (request) =>
      conversations.receiveMessage({ citizenId: demandCitizen(request), message: request.body, lang: 'zh' }),
  );

  http.get(
    '/api/chat/messages',
    {
      config: { access: 'public', rateLimit: perCitizen },
      schema: {
        querystring: z.object({ lastSeq: z.coerce.number().int().min(0).default(0) }),
        response: { 200: resumedSchema },
      },
    },
    async (request) => {
      const conversation = await conversations.latestOf(demandCitizen(request));
      if (!conversation) return { conversation: null, contact: null, messages: [] };
      return {
        conversation,
        contact: await conversations.contactState(conversation.id),
        messages: await conversations.messagesAfter(conversation.id, request.query.lastSeq),
      };
    },
  );

  const rareLimit = { max: 10, timeWindow: '1 minute' };
  http.post(
    '/api/chat/leave',
    {
      config: { access: 'public', csrf: 'not_needed', door: 'callback', rateLimit: rareLimit },
      schema: { body: leaveMatterSchema, response: { 200: okSchema } },
    },
    async (request) => {
      const citizenId = demandCitizen(request);
      const conversation = await conversations.latestOf(citizenId);
      if (!conversation) throw new AppError('not_found');
      await waysOut.leaveMatter(citizenId, conversation.id, request.body.phone);
      return { ok: true as const };
    },
  );
  http.post(
    '/api/chat/callback',
    {
      config: { access: 'public', csrf: 'not_needed', door: 'callback', rateLimit: rareLimit },
      schema: { body: wantCallbackSchema, response: { 200: promisedSchema } },
    },
    (request) => {
      const { phone, window } = request.body;
      const times = window && { from: new Date(window.from), until: new Date(window.until) };
      return waysOut.wantCallback(demandCitizen(request), readerLang(request), { phone, window: times });
    },
  );

  http.post(
    '/api/chat/rating',
    {
      config: { access: 'public', csrf: 'not_needed', rateLimit: { ...perCitizen, max: 20 } },
      schema: { body: rateChatSchema, response: { 200: askedRatingSchema } },
    },
    (request) => deps.ratings.rateChat(demandCitizen(request), request.body),
  );

  http.post(
    '/api/chat/conversations/:id/files',
    {
      config: { access: 'public', csrf: 'not_needed', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { params: z.object({ id: idSchema }), response: { 200: attachmentViewSchema } },
    },
    async (request) => {
      const conversation = await conversations.conversation(request.params.id);
      const isStaff = request.actor !== null && may(request.actor.roles, 'desk.work');
      if (!isStaff && citizenOf(request, secrets) !== conversation.citizenId) throw new AppError('forbidden');
      return attachments.save({ conversationId: conversation.id, ...(await uploadOf(request)) });
    },
  );

  http.get(
    '/api/files/:id',
    {
      config: { access: 'public' },
      schema: { params: z.object({ id: idSchema }), querystring: z.object({ token: z.string().optional() }) },
    },
    async (request, reply) => {
      const { row, citizenId, content } = await attachments.open(request.params.id);
      const isStaff = request.actor !== null && may(request.actor.roles, 'desk.work');
      const isTheirs = citizenId !== null && citizenOf(request, secrets) === citizenId;
      if (!isStaff && !isTheirs) throw new AppError(request.actor ? 'forbidden' : 'not_signed_in');
      const { bytes, stream } = await content();
      return reply.headers(fileHeaders({ ...row, bytes })).send(stream);
    },
  );

  if (deps.simulatedServiceNumber !== undefined)
    simulatorRoutes(http, { ...deps, serviceNumber: deps.simulatedServiceNumber });
}

/** Telephones for the demo: what a citizen would send to and read from the service number. */
function simulatorRoutes(
  http: Http,
  deps: { conversations: Conversations; database: Database; serviceNumber: string },
): void {
  const { conversations, database, serviceNumber } = deps;

  http.post(
    '/api/simulator/sms',
    {
      // A load of many telephones comes from one address.
      config: { access: 'public', csrf: 'not_needed', rateLimit: false },
      schema: { body: simulatedSmsSchema, response: { 200: okSchema } },
    },
    async (request) => {
      const { id, from, text } = request.body;
      await conversations.receiveSms({ id, from, text, providerRef: `sim-in-${id}` });
      return { ok: true as const };
    },
  );

  http.get(
    '/api/simulator/sms',
    {
      config: { access: 'public', rateLimit: false },
      schema: {
        querystring: z.object({ phone: z.string().min(3).max(20) }),
        response: { 200: simulatedPhoneSchema },
      },
    },
    async (request) => {
      const phone = normalisePhone(request.query.phone);
      const [sent, received] = await Promise.all([
        database.read.message.findMany({
          where: {
            author: 'citizen',
            conversation: {
              channel: 'sms',
              citizen: reachedBy(database.fields, { kind: 'phone', value: phone }),
            },
          },
          orderBy: { createdAt: 'desc' },
          take: 200,
        }),
        database.read.smsOut.findMany({
          where: { OR: [{ toMark: database.fields.mark(phone) }, { toPlain: phone }] },
          orderBy: { id: 'desc' },
          take: 200,
        }),
      ]);
      const messages = [
        ...sent.map((row) => ({
          id: row.id,
          direction: 'to_city' as const,
          text: row.text,
          at: row.createdAt.toISOString(),
          delivery: 'delivered' as const,
        })),
        ...received.map((row) => ({
          id: row.id,
          direction: 'to_citizen' as const,
          text: row.text,
          at: row.createdAt.toISOString(),
          delivery: row.delivery,
        })),
      ].sort((a, b) => a.at.localeCompare(b.at));
      return { serviceNumber, phone, messages };
    },
  );
}
