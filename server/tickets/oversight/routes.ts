// HTTP of supervision and of the duty list.
import { okSchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { readDuties, writeDuty } from './duty.ts';
import { followUpsUntil } from './follow-ups.ts';
import { dueSoon, tampering } from './watch.ts';
import {
  dueListSchema,
  dueQuerySchema,
  dutyListSchema,
  dutySchema,
  followUpListSchema,
  followUpQuerySchema,
  tamperingQuerySchema,
  tamperingSchema,
} from './contract.ts';

export function oversightRoutes(http: Http, database: Database): void {
  http.get(
    '/api/oversight/due',
    {
      config: { access: 'oversight.read' },
      schema: { querystring: dueQuerySchema, response: { 200: dueListSchema } },
    },
    (request) => dueSoon(database, request.query.minutes, new Date()),
  );
  http.get(
    '/api/oversight/tampering',
    {
      config: { access: 'oversight.read' },
      schema: { querystring: tamperingQuerySchema, response: { 200: tamperingSchema } },
    },
    (request) => tampering(database, request.query, new Date()),
  );
  http.get(
    '/api/follow-ups',
    {
      config: { access: 'follow_up.work' },
      schema: { querystring: followUpQuerySchema, response: { 200: followUpListSchema } },
    },
    async (request) => ({
      items: await followUpsUntil(database, new Date(Date.now() + request.query.hours * 3_600_000)),
    }),
  );
  http.get(
    '/api/duty',
    { config: { access: 'duty.read' }, schema: { response: { 200: dutyListSchema } } },
    () => readDuties(database),
  );
  http.put(
    '/api/duty',
    { config: { access: 'duty.edit' }, schema: { body: dutySchema, response: { 200: okSchema } } },
    async (request) => {
      await writeDuty(database, actorOf(request), request.body);
      return { ok: true as const };
    },
  );
}
