// The second factor: one's own, turned on and off, and of which roles it is demanded.
import { audit } from '../platform/audit.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import { okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { noteOnAccount } from './account-audit.ts';
import {
  ownPasswordSchema,
  recoveryCodesSchema,
  secondFactorBegunSchema,
  secondFactorConfirmSchema,
  secondFactorRolesSchema,
  secondFactorSchema,
} from './contract.ts';

const own = { config: { access: 'signed_in' } } as const;
const users = { config: { access: 'admin.users' } } as const;
const ok = { ok: true } as const;

/** Registers the routes of one's own. Where a role demands it, it is turned off only beside a passkey. */
export function ownSecondFactorRoutes(
  http: Http,
  options: {
    database: Database;
    sessions: Sessions;
    isRequired: (userId: string) => Promise<boolean>;
  },
): void {
  const { database, sessions, isRequired } = options;
  const { secondFactor } = sessions;
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
      await noteOnAccount(database, request, 'second_factor.on', actor.id);
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
      await noteOnAccount(database, request, 'second_factor.off', actor.id);
      return ok;
    },
  );
}

/** Registers the routes by which administrators say which roles must have one. */
export function secondFactorRolesRoutes(
  http: Http,
  options: { database: Database; sessions: Sessions; onEnd: (credentials: readonly string[]) => void },
): void {
  const { database, sessions, onEnd } = options;
  http.get(
    '/api/admin/second-factor',
    { ...users, schema: { response: { 200: secondFactorRolesSchema } } },
    async () => ({ roles: await sessions.secondFactor.requiredRoles() }),
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
