// Sign-in and out, the shared lists, users, API keys and the audit trail.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Idle } from '../platform/auth/idle.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import { idSchema, okSchema, pageQuerySchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, clearSession, deviceOf, type Http, keepDevice, keepSession } from '../platform/http.ts';
import { networkOf } from '../platform/network.ts';
import { accountRoutes } from './account.ts';
import { cityRoutes } from './city/routes.ts';
import {
  apiKeyCreatedSchema,
  apiKeyCreateSchema,
  apiKeyViewSchema,
  listsSchema,
  passkeySignInSchema,
  passkeyToProveSchema,
  sessionSchema,
  signedOutSchema,
  signInSchema,
  userListSchema,
} from './contract.ts';
import { sessionView } from './session-view.ts';
import { apiKeyView, readApiKeys, readLists, readUsers } from './store.ts';

interface House {
  database: Database;
  sessions: Sessions;
  idle: Idle;
  secureCookies: boolean;
  /** Closes what ended sessions still hold open. */
  onEnd: (credentials: readonly string[]) => void;
  /** Where a session's identity provider is told that it is over; null where none is. Asked before it ends. */
  farewell: (credential: string) => Promise<string | null>;
}

/** Registers the routes of the organisation. */
export function adminRoutes(http: Http, house: House): void {
  passwordSignInRoute(http, house);
  passkeySignInRoutes(http, house);
  ownSessionRoutes(http, house);
  accountRoutes(http, house);
  cityRoutes(http, house);
  listRoutes(http, house);
  apiKeyRoutes(http, house);
}

function passwordSignInRoute(http: Http, house: House): void {
  const { database, sessions, secureCookies } = house;
  http.post(
    '/api/session',
    {
      config: {
        access: 'public',
        rateLimit: {
          max: 10,
          timeWindow: '1 minute',
          hook: 'preHandler',
          keyGenerator: (request) => `sign-in:${networkOf(request.ip)}:${usernameIn(request.body)}`,
        },
      },
      schema: { body: signInSchema, response: { 200: sessionSchema } },
    },
    async (request, reply) => {
      const { username, password, code } = request.body;
      const device = deviceOf(request);
      const origin = { ip: request.ip, userAgent: request.headers['user-agent'] ?? '', device };
      const { token, actor, by } = await sessions
        .signIn(username, password, origin, code)
        .catch((error: unknown) => {
          // The page asks for the code next: nobody was refused.
          if (error instanceof AppError && error.code === 'second_factor_required') throw error;
          return refuseSignIn(database, { error, username, ip: request.ip });
        });
      await audit(database.read, {
        actorId: actor.id,
        action: 'sign_in',
        subjectType: 'user',
        subjectId: actor.id,
        detail: by === 'password' ? {} : { by },
        ip: request.ip,
      });
      await keepSession(reply, token, house);
      keepDevice(reply, sessions.devices.after(device, actor.username), secureCookies);
      return sessionView(actor);
    },
  );
}

function passkeySignInRoutes(http: Http, house: House): void {
  const { database, sessions } = house;
  http.post(
    '/api/session/passkey/begin',
    {
      config: { access: 'public', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { response: { 200: passkeyToProveSchema } },
    },
    async () => sessions.passkeys.beginProof(new Date()),
  );
  http.post(
    '/api/session/passkey',
    {
      config: { access: 'public', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { body: passkeySignInSchema, response: { 200: sessionSchema } },
    },
    async (request, reply) => {
      const origin = { ip: request.ip, userAgent: request.headers['user-agent'] ?? '' };
      const { token, actor } = await sessions
        .signInByPasskey(request.body.proof, origin)
        .catch((error: unknown) => refuseSignIn(database, { error, username: '', ip: request.ip }));
      await audit(database.read, {
        actorId: actor.id,
        action: 'sign_in',
        subjectType: 'user',
        subjectId: actor.id,
        detail: { by: 'passkey' },
        ip: request.ip,
      });
      await keepSession(reply, token, house);
      return sessionView(actor);
    },
  );
}

function ownSessionRoutes(http: Http, house: House): void {
  http.get(
    '/api/session',
    { config: { access: 'signed_in' }, schema: { response: { 200: sessionSchema } } },
    async (request) => sessionView(actorOf(request)),
  );

  http.delete(
    '/api/session',
    { config: { access: 'signed_in' }, schema: { response: { 200: signedOutSchema } } },
    async (request, reply) => {
      const actor = actorOf(request);
      const next = await house.farewell(actor.credential);
      await house.sessions.signOut(actor);
      house.onEnd([actor.credential]);
      clearSession(reply, house.secureCookies);
      return { ok: true as const, next };
    },
  );
}

function listRoutes(http: Http, { database, sessions }: House): void {
  http.get(
    '/api/lists',
    { config: { access: 'lists.read' }, schema: { response: { 200: listsSchema } } },
    async () => readLists(database),
  );

  http.get(
    '/api/admin/users',
    {
      config: { access: 'admin.users' },
      schema: { querystring: pageQuerySchema, response: { 200: userListSchema } },
    },
    async (request) => readUsers(database, sessions.lockout, request.query, new Date()),
  );
}

function apiKeyRoutes(http: Http, { database, sessions }: House): void {
  http.get(
    '/api/admin/keys',
    {
      config: { access: 'admin.keys' },
      schema: { response: { 200: z.object({ items: z.array(apiKeyViewSchema) }) } },
    },
    async () => ({ items: await readApiKeys(database) }),
  );

  http.post(
    '/api/admin/keys',
    {
      config: { access: 'admin.keys' },
      schema: { body: apiKeyCreateSchema, response: { 200: apiKeyCreatedSchema } },
    },
    async (request) => {
      const actor = actorOf(request);
      const { commandId = randomUUID(), ...body } = request.body;
      const wish = { ...body, commandId, createdById: actor.id };
      const { key, row, isNew } = await sessions.createApiKey(wish);
      if (isNew) {
        await audit(database.read, {
          actorId: actor.id,
          action: 'create_key',
          subjectType: 'api_key',
          subjectId: row.id,
        });
      }
      return { ...apiKeyView(row), key };
    },
  );

  http.delete(
    '/api/admin/keys/:id',
    {
      config: { access: 'admin.keys' },
      schema: { params: z.object({ id: idSchema }), response: { 200: okSchema } },
    },
    async (request) => {
      const actor = actorOf(request);
      await database.change(async ({ tx }) => {
        const changed = await tx.apiKey.updateMany({
          where: { id: request.params.id, revokedAt: null },
          data: { revokedAt: new Date() },
        });
        if (changed.count === 0) throw new AppError('not_found');
        await audit(tx, {
          actorId: actor.id,
          action: 'revoke_key',
          subjectType: 'api_key',
          subjectId: request.params.id,
        });
      });
      return { ok: true as const };
    },
  );
}

/** Writes down who was not let in, and why; then it is refused. */
async function refuseSignIn(
  database: Database,
  refused: { error: unknown; username: string; ip: string },
): Promise<never> {
  const { error, username, ip } = refused;
  const entry = { actorId: null, action: 'sign_in_refused', subjectType: 'user', subjectId: username };
  const detail = error instanceof AppError ? { reason: error.code } : {};
  await audit(database.read, { ...entry, detail, ip });
  throw error;
}

function usernameIn(body: unknown): string {
  const parsed = signInSchema.safeParse(body);
  return parsed.success ? parsed.data.username.toLowerCase() : '';
}
