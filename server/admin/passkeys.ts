// One's own passkeys: made, named, listed, removed; and the door that they open.
import { z } from 'zod';
import type { Sessions } from '../platform/auth/sessions.ts';
import { okSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { noteOnAccount } from './account-audit.ts';
import {
  ownPasswordSchema,
  passkeyKeepSchema,
  passkeyRenameSchema,
  passkeysSchema,
  passkeyToMakeSchema,
} from './contract.ts';

const byId = z.object({ id: z.string().min(1).max(1_400) });
const ok = { ok: true } as const;

/** Registers the routes of one's own. Where a role demands a second factor, the last one stays. */
export function passkeyRoutes(
  http: Http,
  options: {
    database: Database;
    sessions: Sessions;
    isRequired: (userId: string) => Promise<boolean>;
  },
): void {
  const { database, sessions, isRequired } = options;
  const { passkeys, secondFactor } = sessions;
  const ownOf = async (userId: string, id: string) => {
    const own = await passkeys.ofUser(userId);
    const one = own.find((each) => each.id === id);
    if (!one) throw new AppError('not_found');
    return { one, isLast: own.length === 1 };
  };

  const own = { config: { access: 'signed_in' } } as const;
  http.get(
    '/api/account/passkeys',
    { ...own, schema: { response: { 200: passkeysSchema } } },
    async (request) => ({
      origin: passkeys.site.origin,
      items: (await passkeys.ofUser(actorOf(request).id)).map(({ createdAt, lastUsedAt, ...row }) => ({
        ...row,
        since: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
    }),
  );
  http.post(
    '/api/account/passkeys/begin',
    { ...own, schema: { body: ownPasswordSchema, response: { 200: passkeyToMakeSchema } } },
    async (request) => {
      const actor = actorOf(request);
      await sessions.demandPassword(actor, request.body.password, request.ip);
      return passkeys.beginMaking({ ...actor, name: actor.name[actor.locale] }, new Date());
    },
  );
  http.post(
    '/api/account/passkeys',
    { ...own, schema: { body: passkeyKeepSchema, response: { 200: okSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const { name, made } = request.body;
      await passkeys.keep(actor.id, name, made, new Date());
      await noteOnAccount(database, request, 'passkey.add', actor.id, { title: name });
      sessions.forget(({ id }) => id === actor.id);
      return ok;
    },
  );
  http.put(
    '/api/account/passkeys/:id',
    { ...own, schema: { params: byId, body: passkeyRenameSchema, response: { 200: okSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const { name } = request.body;
      if (!(await passkeys.rename(actor.id, request.params.id, name))) throw new AppError('not_found');
      await noteOnAccount(database, request, 'passkey.rename', actor.id, { title: name });
      return ok;
    },
  );
  http.post(
    '/api/account/passkeys/:id/remove',
    { ...own, schema: { params: byId, body: ownPasswordSchema, response: { 200: okSchema } } },
    async (request) => {
      const actor = actorOf(request);
      await sessions.demandPassword(actor, request.body.password, request.ip);
      const { one, isLast } = await ownOf(actor.id, request.params.id);
      if (isLast && (await isRequired(actor.id)) && !(await secondFactor.isOn(actor.id)))
        throw new AppError('conflict');
      await passkeys.remove(actor.id, one.id);
      await noteOnAccount(database, request, 'passkey.remove', actor.id, { title: one.name });
      return ok;
    },
  );
}
