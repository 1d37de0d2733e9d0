// HTTP of a telephone's matters.
import { okSchema } from '../platform/contract.ts';
import type { Http } from '../platform/http.ts';
import { mattersSessionSchema, myMattersSchema } from './contract.ts';
import { phoneSession, proved } from './phone-session-routes.ts';
import type { Tickets } from './room.ts';

const cookie = 'oc_matters';
const path = '/api/citizen/matters';

export function myMattersRoutes(
  http: Http,
  { matters }: Pick<Tickets, 'matters'>,
  { secureCookies }: { secureCookies: boolean },
): void {
  const session = phoneSession(http, { path, cookie, secureCookies });
  session.codesRoute(matters);
  http.post(
    `${path}/session`,
    { config: proved, schema: { body: mattersSessionSchema, response: { 200: okSchema } } },
    async ({ body }, reply) => session.keep(reply, await matters.open(body, new Date())),
  );
  session.endRoute();
  http.get(
    path,
    {
      config: { access: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { response: { 200: myMattersSchema } },
    },
    ({ cookies }) => matters.list(cookies[cookie], new Date()),
  );
}
