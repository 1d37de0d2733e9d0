// One's own sign-in: the password, where one is signed in; and the routes of sign-ins put together.
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import { isCommonPassword } from '../platform/auth/common-passwords.ts';
import type { Idle } from '../platform/auth/idle.ts';
import { passwordFaultsOf } from '../platform/auth/password.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { noteOnAccount } from './account-audit.ts';
import { accountsOfOthersRoutes } from './accounts-of-others.ts';
import { changePasswordSchema, endedSchema, ownSessionsSchema } from './contract.ts';
import { ownSecondFactorRoutes, secondFactorRolesRoutes } from './second-factor.ts';
import { passkeyRoutes } from './passkeys.ts';

/** What the routes of sign-ins work with. */
export interface SignIns {
  database: Database;
  sessions: Sessions;
  idle: Idle;
  /** Closes what ended sessions still hold open. */
  onEnd: (credentials: readonly string[]) => void;
}

const byId = z.object({ id: idSchema });
const own = { config: { access: 'signed_in' } } as const;

/** Registers the routes of one's own sign-in and of what administrators do about those of others. */
export function accountRoutes(http: Http, signIns: SignIns): void {
  const { database, sessions } = signIns;
  const isRequired = async (userId: string): Promise<boolean> => {
    const [user, roles] = await Promise.all([
      database.read.user.findUnique({ where: { id: userId }, select: { roles: true } }),
      sessions.secondFactor.requiredRoles(),
    ]);
    return user?.roles.some((role) => roles.includes(role)) ?? false;
  };
  ownSessionRoutes(http, signIns);
  ownPasswordRoute(http, signIns);
  ownSecondFactorRoutes(http, { database, sessions, isRequired });
  passkeyRoutes(http, { database, sessions, isRequired });
  accountsOfOthersRoutes(http, signIns);
  secondFactorRolesRoutes(http, signIns);
}

function ownSessionRoutes(http: Http, { database, sessions, idle, onEnd }: SignIns): void {
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
      await noteOnAccount(database, request, 'session.end', actor.id, { sessions: 1 });
      onEnd(ended);
      return { ok: true as const };
    },
  );
  http.delete(
    '/api/account/sessions',
    { ...own, schema: { response: { 200: endedSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const ended = await sessions.end(actor.id, { except: actor.credential });
      if (ended.length > 0)
        await noteOnAccount(database, request, 'session.end', actor.id, { sessions: ended.length });
      onEnd(ended);
      return { ended: ended.length };
    },
  );

  // A key was pressed, or a call is on: the page says so twice a minute at most, which of two thousand desks would fill
  // the log.
  const acted = { ...own, logLevel: 'warn', schema: { response: { 200: okSchema } } } as const;
  http.post('/api/session/acted', acted, async (request) => {
    await idle.noteAct(actorOf(request).credential, new Date());
    return { ok: true as const };
  });
}

function ownPasswordRoute(http: Http, { sessions, onEnd }: SignIns): void {
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
}
