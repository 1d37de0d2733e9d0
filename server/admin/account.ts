// One's own sign-in: the password, where one is signed in, and the second factor; and what administrators do about other people's.
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { isCommonPassword } from '../platform/auth/common-passwords.ts';
import type { Idle } from '../platform/auth/idle.ts';
import { passwordFaultsOf } from '../platform/auth/password.ts';
import { temporaryPassword } from '../platform/auth/temporary-password.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  changePasswordSchema,
  endedSchema,
  ownPasswordSchema,
  ownSessionsSchema,
  recoveryCodesSchema,
  secondFactorBegunSchema,
  secondFactorConfirmSchema,
  secondFactorRolesSchema,
  secondFactorSchema,
  temporaryPasswordSchema,
  userEmailSchema,
} from './contract.ts';
import { passkeyRoutes } from './passkeys.ts';

const byId = z.object({ id: idSchema });
const ok = { ok: true } as const;

/** Registers the routes. `onEnd` closes what ended sessions still hold open. */
export function accountRoutes(
  http: Http,
  options: {
    database: Database;
    sessions: Sessions;
    idle: Idle;
    onEnd: (credentials: readonly string[]) => void;
  },
): void {
  const { database, sessions, idle, onEnd } = options;
  const { secondFactor, lockout } = sessions;
  const note = (actor: Actor, action: string, userId: string, ip: string, detail: object = {}) =>
    audit(database.read, { actorId: actor.id, action, subjectType: 'user', subjectId: userId, detail, ip });
  const isRequired = async (userId: string): Promise<boolean> => {
    const [user, roles] = await Promise.all([
      database.read.user.findUnique({ where: { id: userId }, select: { roles: true } }),
      secondFactor.requiredRoles(),
    ]);
    return user?.roles.some((role) => roles.includes(role)) ?? false;
  };
  const userOf = async (id: string) => {
    const user = await database.read.user.findUnique({ where: { id }, select: { id: true, username: true } });
    if (!user) throw new AppError('not_found');
    return user;
  };

  const own = { config: { access: 'signed_in' } } as const;
  http.get(
    '/api/account/sessions',
    { ...own, schema: { response: { 200: ownSessionsSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const rows = await sessions.ofUser(actor.id);
      return {
        items: rows.map(({ id, userAgent, ip, createdAt, lastUsedAt, actedAt, expiresAt, tokenHash }) => ({
          id,
          device: userAgent,
          ip,
          since: createdAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
          actedAt: actedAt.toISOString(),
          idleEndsAt: idle.endsAt(actedAt)?.toISOString() ?? null,
          expiresAt: expiresAt.toISOString(),
          isCurrent: tokenHash === actor.credential,
        })),
      };
    },
  );
  http.delete(
    '/api/account/sessions/:id',
    { ...own, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const ended = await sessions.end(actor.id, { id: request.params.id });
      if (ended.length === 0) throw new AppError('not_found');
      await note(actor, 'session.end', actor.id, request.ip, { sessions: 1 });
      onEnd(ended);
      return ok;
    },
  );
  http.delete(
    '/api/account/sessions',
    { ...own, schema: { response: { 200: endedSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const ended = await sessions.end(actor.id, { except: actor.credential });
      if (ended.length > 0)
        await note(actor, 'session.end', actor.id, request.ip, { sessions: ended.length });
      onEnd(ended);
      return { ended: ended.length };
    },
  );

  // A key was pressed, or a call is on: the page says so twice a minute at most, which of two thousand desks would fill
  // the log.
  const acted = { ...own, logLevel: 'warn', schema: { response: { 200: okSchema } } } as const;
  http.post('/api/session/acted', acted, async (request) => {
    await idle.noteAct(actorOf(request).credential, new Date());
    return ok;
  });

  http.post(
    '/api/account/password',
    { ...own, schema: { body: changePasswordSchema, response: { 200: endedSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const { password, next } = request.body;
      await sessions.demandPassword(actor, password, request.ip);
      const faults = passwordFaultsOf(next, {
        username: actor.username,
        current: password,
        isCommon: isCommonPassword(next),
      });
      if (faults.length > 0) throw new AppError('weak_password', { faults });
      const ended = await sessions.changePassword(actor, next, (tx) =>
        audit(tx, {
          actorId: actor.id,
          action: 'password.change',
          subjectType: 'user',
          subjectId: actor.id,
          ip: request.ip,
        }),
      );
      onEnd(ended);
      return { ended: ended.length };
    },
  );

  http.get(
    '/api/account/second-factor',
    { ...own, schema: { response: { 200: secondFactorSchema } } },
    async (request) => {
      const { id } = actorOf(request);
      const { since, recoveryLeft } = await secondFactor.stateOf(id);
      return { since: since?.toISOString() ?? null, recoveryLeft, isRequired: await isRequired(id) };
    },
  );
  http.post(
    '/api/account/second-factor',
    { ...own, schema: { body: ownPasswordSchema, response: { 200: secondFactorBegunSchema } } },
    async (request) => {
      const actor = actorOf(request);
      await sessions.demandPassword(actor, request.body.password, request.ip);
      return secondFactor.begin(actor);
    },
  );
  http.post(
    '/api/account/second-factor/confirm',
    {
      config: {
        ...own.config,
        rateLimit: {
          max: 10,
          timeWindow: '1 minute',
          hook: 'preHandler',
          keyGenerator: (request) => `second-factor:${request.actor?.id ?? request.ip}`,
        },
      },
      schema: { body: secondFactorConfirmSchema, response: { 200: recoveryCodesSchema } },
    },
    async (request) => {
      const actor = actorOf(request);
      const codes = await secondFactor.confirm(actor.id, request.body.code, new Date());
      await note(actor, 'second_factor.on', actor.id, request.ip);
      sessions.forget(({ id }) => id === actor.id);
      return { codes };
    },
  );
  http.post(
    '/api/account/second-factor/off',
    { ...own, schema: { body: ownPasswordSchema, response: { 200: okSchema } } },
    async (request) => {
      const actor = actorOf(request);
      await sessions.demandPassword(actor, request.body.password, request.ip);
      if ((await isRequired(actor.id)) && (await sessions.passkeys.ofUser(actor.id)).length === 0)
        throw new AppError('conflict');
      if (!(await secondFactor.remove(actor.id))) throw new AppError('not_found');
      await note(actor, 'second_factor.off', actor.id, request.ip);
      return ok;
    },
  );

  passkeyRoutes(http, { database, sessions, isRequired });

  const users = { config: { access: 'admin.users' } } as const;
  http.post(
    '/api/admin/users/:id/end-sessions',
    { ...users, schema: { params: byId, response: { 200: endedSchema } } },
    async (request) => {
      const { id } = await userOf(request.params.id);
      const ended = await sessions.end(id);
      await note(actorOf(request), 'session.end', id, request.ip, { sessions: ended.length });
      onEnd(ended);
      return { ended: ended.length };
    },
  );
  http.post(
    '/api/admin/users/:id/unlock',
    { ...users, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      const { id, username } = await userOf(request.params.id);
      await lockout.forget(username);
      await note(actorOf(request), 'sign_in_unlock', id, request.ip);
      return ok;
    },
  );
  http.post(
    '/api/admin/users/:id/reset-second-factor',
    { ...users, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      const { id } = await userOf(request.params.id);
      const gone = [await secondFactor.remove(id), await sessions.passkeys.remove(id)];
      if (!gone.includes(true)) throw new AppError('not_found');
      // Whoever has the lost telephone may be signed in with it.
      onEnd(await sessions.end(id));
      await note(actorOf(request), 'second_factor.reset', id, request.ip);
      return ok;
    },
  );
  http.post(
    '/api/admin/users/:id/temporary-password',
    { ...users, schema: { params: byId, response: { 200: temporaryPasswordSchema } } },
    async (request) => {
      const { id } = await userOf(request.params.id);
      const actor = actorOf(request);
      if (id === actor.id) throw new AppError('conflict');
      const { password, ...kept } = await temporaryPassword(new Date());
      await database.change(async ({ tx }) => {
        await tx.user.update({ where: { id }, data: kept });
        await audit(tx, {
          actorId: actor.id,
          action: 'password.give',
          subjectType: 'user',
          subjectId: id,
          ip: request.ip,
        });
      });
      onEnd(await sessions.end(id));
      return { password, until: kept.passwordUntil.toISOString() };
    },
  );
  http.put(
    '/api/admin/users/:id/email',
    { ...users, schema: { params: byId, body: userEmailSchema, response: { 200: okSchema } } },
    async (request) => {
      const { id } = await userOf(request.params.id);
      const { email } = request.body;
      await database.change(async ({ tx }) => {
        await tx.user.update({ where: { id }, data: { email } });
        await audit(tx, {
          actorId: actorOf(request).id,
          action: 'account_email',
          subjectType: 'user',
          subjectId: id,
          detail: { to: email ?? '' },
          ip: request.ip,
        });
      });
      return ok;
    },
  );
  http.get(
    '/api/admin/second-factor',
    { ...users, schema: { response: { 200: secondFactorRolesSchema } } },
    async () => ({ roles: await secondFactor.requiredRoles() }),
  );
  http.put(
    '/api/admin/second-factor',
    { ...users, schema: { body: secondFactorRolesSchema, response: { 200: okSchema } } },
    async (request) => {
      const roles = [...new Set(request.body.roles)];
      const actor = actorOf(request);
      await database.change(async ({ tx }) => {
        await tx.secondFactorRole.deleteMany({});
        await tx.secondFactorRole.createMany({ data: roles.map((role) => ({ role })) });
        await audit(tx, {
          actorId: actor.id,
          action: 'second_factor.roles',
          subjectType: 'user',
          subjectId: actor.id,
          detail: { to: roles.join(' ') },
          ip: request.ip,
        });
      });
      sessions.forget(() => true);
      // Their sockets still may what they might before; the pages come back with what is left.
      onEnd(await sessions.withoutFactor(roles));
      return ok;
    },
  );
}
