// The list of numbers that are not to be called.
import { z } from 'zod';
import { okSchema } from '../../platform/contract.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { doNotCallListSchema, liftDoNotCallSchema, markDoNotCallSchema } from './contract.ts';
import type { DoNotCallList } from './do-not-call.ts';

const ok = { ok: true } as const;
const querySchema = z.object({ q: z.string().trim().max(40).default('') });

export function doNotCallRoutes(http: Http, list: DoNotCallList): void {
  http.get(
    '/api/do-not-call',
    {
      config: { access: 'desk.work' },
      schema: { querystring: querySchema, response: { 200: doNotCallListSchema } },
    },
    (request) => list.list(request.query.q),
  );
  http.post(
    '/api/do-not-call',
    { config: { access: 'desk.work' }, schema: { body: markDoNotCallSchema, response: { 200: okSchema } } },
    async (request) => {
      const { citizenId, ...mark } = request.body;
      const number = await list.numberOf(mark.number, citizenId);
      await list.mark({ ...mark, number, by: { id: actorOf(request).id, ip: request.ip } });
      return ok;
    },
  );
  http.post(
    '/api/do-not-call/lift',
    { config: { access: 'desk.work' }, schema: { body: liftDoNotCallSchema, response: { 200: okSchema } } },
    async (request) => {
      const { reason, citizenId } = request.body;
      const number = await list.numberOf(request.body.number, citizenId);
      await list.lift(number, reason, { id: actorOf(request).id, ip: request.ip });
      return ok;
    },
  );
}
