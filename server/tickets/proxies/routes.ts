// HTTP of filing for others.
import { okSchema } from '../../platform/contract.ts';
import type { Http } from '../../platform/http.ts';
import { fileForSchema, petitionFiledSchema, proxyListSchema, proxySessionSchema } from '../contract.ts';
import { phoneSession, proved } from '../phone-session-routes.ts';
import type { Tickets } from '../room.ts';

const cookie = 'oc_proxy';
const path = '/api/citizen/proxy';
const working = { access: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } } as const;

export function proxyRoutes(
  http: Http,
  { proxies }: Pick<Tickets, 'proxies'>,
  { secureCookies }: { secureCookies: boolean },
): void {
  const session = phoneSession(http, { path, cookie, secureCookies });
  session.codesRoute(proxies);
  http.post(
    `${path}/session`,
    { config: proved, schema: { body: proxySessionSchema, response: { 200: okSchema } } },
    async ({ body }, reply) => session.keep(reply, await proxies.open(body, new Date())),
  );
  session.endRoute();
  http.post(
    `${path}/tickets`,
    { config: working, schema: { body: fileForSchema, response: { 200: petitionFiledSchema } } },
    ({ body, cookies }) => proxies.file(cookies[cookie], body, new Date()),
  );
  http.get(path, { config: working, schema: { response: { 200: proxyListSchema } } }, ({ cookies }) =>
    proxies.list(cookies[cookie], new Date()),
  );
}
