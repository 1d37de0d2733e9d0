// What administrators do about other people's sign-ins: end, unlock, reset, a password for once, an address.
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import { temporaryPassword } from '../platform/auth/temporary-password.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { noteOnAccount } from './account-audit.ts';
import { endedSchema, temporaryPasswordSchema, userEmailSchema } from './contract.ts';

const byId = z.object({ id: idSchema });
const users = { config: { access: 'admin.users' } } as const;
const ok = { ok: true } as const;

interface House {
  database: Database;
  sessions: Sessions;
  onEnd: (credentials: readonly string[]) => void;
}

/** Registers the routes. `onEnd` closes what ended sessions still hold open. */
export function accountsOfOthersRoutes(http: Http, house: House): void {
  signInRoutes(http, house);
  accountChangeRoutes(http, house);
}

async function userOf(database: Database, id: string): Promise<{ id: string; username: string }> {
  const user = await database.read.user.findUnique({ where: { id }, select: { id: true, username: true } });
  if (!user) throw new AppError('not_found');
  return user;
}

/** Who is signed in, shut out, or without their second factor. */
function signInRoutes(http: Http, { database, sessions, onEnd }: House): void {
  const { secondFactor, lockout } = sessions;
  http.post(
    '/api/admin/users/:id/end-sessions',
    { ...users, schema: { params: byId, response: { 200: endedSchema } } },
    async (request) => {
      const { id } = await userOf(database, request.params.id);
      const ended = await sessions.end(id);
      await noteOnAccount(database, request, 'session.end', id, { sessions: ended.length });
      onEnd(ended);
      return { ended: ended.length };
    },
  );
  http.post(
    '/api/admin/users/:id/unlock',
    { ...users, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      const { id, username } = await userOf(database, request.params.id);
      await lockout.forget(username);
      await noteOnAccount(database, request, 'sign_in_unlock', id);
      return ok;
    },
  );
  http.post(
    '/api/admin/users/:id/reset-second-factor',
    { ...users, schema: { params: byId, response: { 200: okSchema } } },
    async (request) => {
      const { id } = await userOf(database, request.params.id);
      const gone = [await secondFactor.remove(id), await sessions.passkeys.remove(id)];
      if (!gone.includes(true)) throw new AppError('not_found');
      // Whoever has the lost telephone may be signed in with it.
      onEnd(await sessions.end(id));
      await noteOnAccount(database, request, 'second_factor.reset', id);
      return ok;
    },
  );
}

/** What is written into the account. */
function accountChangeRoutes(http: Http, { database, sessions, onEnd }: House): void {
  http.post(
    '/api/admin/users/:id/temporary-password',
    { ...users, schema: { params: byId, response: { 200: temporaryPasswordSchema } } },
    async (request) => {
      const { id } = await userOf(database, request.params.id);
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
      const { id } = await userOf(database, request.params.id);
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
}
