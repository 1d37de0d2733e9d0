// Erasing at the counter: an administrator looks whom a telephone reaches, and erases them with their own password again.
import { audit } from '../platform/audit.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { numberSubject } from '../platform/privacy.ts';
import { normalisePhone } from '../intake/index.ts';
import {
  type ErasureDone,
  type ErasureFound,
  eraseSchema,
  erasureDoneSchema,
  erasureFoundSchema,
  erasureLookUpSchema,
  standingSchema,
} from './contract.ts';
import type { Erasure } from './service.ts';

const config = { access: 'admin.erasure' } as const;
type Outcome = ErasureDone['items'][number];

/** Registers the routes. */
export function erasureRoutes(
  http: Http,
  { erasure, database, sessions }: { erasure: Erasure; database: Database; sessions: Sessions },
): void {
  http.post(
    '/api/erasure/look-up',
    { config, schema: { body: erasureLookUpSchema, response: { 200: erasureFoundSchema } } },
    async (request) => {
      const { phone } = request.body;
      await audit(database.read, {
        actorId: actorOf(request).id,
        action: 'citizen.look_up',
        ...numberSubject(database.fields, normalisePhone(phone)),
        ip: request.ip,
      });
      const items: ErasureFound[] = [];
      for (const id of await erasure.citizensBy(phone)) items.push(await erasure.look(id));
      return { items };
    },
  );

  http.post(
    '/api/erasure',
    { config, schema: { body: eraseSchema, response: { 200: erasureDoneSchema } } },
    async (request) => {
      const actor = actorOf(request);
      const { phone, reason, password } = request.body;
      await sessions.demandPassword(actor, password, request.ip);
      const citizens = await erasure.citizensBy(phone);
      if (citizens.length === 0) throw new AppError('not_found');
      const ground = { kind: 'request', reason, by: { actorId: actor.id, ip: request.ip } } as const;
      const items: Outcome[] = [];
      for (const citizenId of citizens) {
        const outcome = await erasure.erase(citizenId, ground).then(
          (erased): Outcome => ({ citizenId, erased, standing: null }),
          (error: unknown): Outcome => ({ citizenId, erased: null, standing: keptBy(error) }),
        );
        items.push(outcome);
      }
      return { items };
    },
  );
}

/** What keeps somebody. @throws what else went wrong */
function keptBy(error: unknown) {
  const standing = error instanceof AppError ? standingSchema.safeParse(error.details).data : undefined;
  if (!standing) throw error;
  return standing;
}
