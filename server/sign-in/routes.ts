// What the page of those who are not signed in calls, what providers call, and what administrators change.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  doorAnswerSchema,
  doorBegunSchema,
  doorCodeSchema,
  doorsSchema,
  sessionSchema,
} from '../admin/contract.ts';
import { sessionView } from '../admin/index.ts';
import { idSchema, okSchema, pageQuerySchema } from '../platform/contract.ts';
import { actorOf, deviceOf, type Http, keepSession } from '../platform/http.ts';
import {
  linkedAccountsSchema,
  logoutTokenSchema,
  providerCodeSchema,
  providerInputSchema,
  providerListSchema,
  providerRevertSchema,
  providerSavedSchema,
  providerTriedSchema,
  providerVersionsSchema,
} from './contract.ts';
import { type Caller, goodForMs, newBrowser } from './door.ts';
import type { SignInRoom } from './room.ts';

const params = z.object({ code: providerCodeSchema });
const config = { access: 'admin.sign_in' } as const;
const path = '/api/admin/sign-in';
const doorPath = '/api/session/providers';
/** What only this browser knows while somebody is at a provider. */
const browserCookie = 'onecall_door';
const browserWord = /^[\w-]{43}$/;

/** Behind one address a whole department may begin its day; nothing can be guessed here. */
const publicDoor = {
  config: { access: 'public', rateLimit: { max: 120, timeWindow: '1 minute' } },
} as const;

/** Registers the routes. */
export function signInRoutes(http: Http, room: SignInRoom, options: { secureCookies: boolean }): void {
  const { providers, door, signOut, sessions, onEnd } = room;
  const { secureCookies } = options;
  const browserOf = (request: FastifyRequest): string => {
    const word = request.cookies[browserCookie] ?? '';
    return browserWord.test(word) ? word : '';
  };
  const callerOf = (request: FastifyRequest): Caller => ({
    browser: browserOf(request),
    ip: request.ip,
    device: deviceOf(request),
    userAgent: request.headers['user-agent'] ?? '',
  });
  const admit = async ({ token, actor }: Awaited<ReturnType<typeof door.finish>>, reply: FastifyReply) => {
    await keepSession(reply, token, { sessions, onEnd, secureCookies });
    return sessionView(actor);
  };

  http.get(
    doorPath,
    { config: { access: 'public' }, schema: { response: { 200: doorsSchema } } },
    async () => ({
      items: await providers.doors(),
    }),
  );
  http.post(
    `${doorPath}/:code/begin`,
    { ...publicDoor, schema: { params, response: { 200: doorBegunSchema } } },
    async (request, reply) => {
      const browser = browserOf(request) || newBrowser();
      const url = await door.begin(request.params.code, browser, new Date());
      reply.setCookie(browserCookie, browser, {
        path: doorPath,
        httpOnly: true,
        sameSite: 'strict',
        secure: secureCookies,
        maxAge: goodForMs / 1_000,
      });
      return { url };
    },
  );
  http.post(
    `${doorPath}/:code/finish`,
    { ...publicDoor, schema: { params, body: doorAnswerSchema, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const { code } = request.params;
      return admit(await door.finish(code, request.body.answer, callerOf(request), new Date()), reply);
    },
  );
  http.post(
    `${doorPath}/:code/code`,
    { ...publicDoor, schema: { params, body: doorCodeSchema, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const { code } = request.params;
      return admit(await door.takeCode(code, request.body.code, callerOf(request), new Date()), reply);
    },
  );
  http.post(
    `${doorPath}/:code/ended`,
    {
      // The provider itself calls, and signs what it says.
      config: { ...publicDoor.config, csrf: 'not_needed' },
      schema: { params, body: logoutTokenSchema, response: { 200: okSchema } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await signOut.takeToken(request.params.code, request.body.logout_token, request.ip);
      return { ok: true as const };
    },
  );

  http.get(path, { config, schema: { response: { 200: providerListSchema } } }, async () => ({
    items: await providers.read(),
  }));
  http.put(
    `${path}/:code`,
    { config, schema: { params, body: providerInputSchema, response: { 200: providerSavedSchema } } },
    async (request) => ({
      version: await providers.save(actorOf(request).id, request.params.code, request.body),
    }),
  );
  http.post(
    `${path}/:code/revert`,
    { config, schema: { params, body: providerRevertSchema, response: { 200: providerSavedSchema } } },
    async (request) => ({
      version: await providers.revert(actorOf(request).id, request.params.code, request.body),
    }),
  );
  http.post(
    `${path}/:code/try`,
    { config, schema: { params, response: { 200: providerTriedSchema } } },
    (request) => providers.tryOut(request.params.code),
  );
  http.get(
    `${path}/:code/versions`,
    { config, schema: { params, response: { 200: providerVersionsSchema } } },
    async (request) => ({ items: await providers.versions(request.params.code) }),
  );
  http.get(
    `${path}/:code/accounts`,
    { config, schema: { params, querystring: pageQuerySchema, response: { 200: linkedAccountsSchema } } },
    (request) => providers.linked(request.params.code, request.query),
  );
  http.delete(
    `${path}/:code/accounts/:userId`,
    { config, schema: { params: params.extend({ userId: idSchema }), response: { 200: okSchema } } },
    async (request) => {
      const { code, userId } = request.params;
      for (const issuer of await providers.unlink(actorOf(request).id, code, userId, request.ip)) {
        const ended = await sessions.endProvided({ issuer, userId });
        onEnd(ended.map(({ credential }) => credential));
      }
      return { ok: true as const };
    },
  );
}
