// HTTP of filing for others. The session is a cookie that no script reads and no other page sends.
import { okSchema } from '../../platform/contract.ts';
import type { Http } from '../../platform/http.ts';
import {
  fileForSchema,
  petitionFiledSchema,
  phoneCodeSchema,
  proxyListSchema,
  proxySessionSchema,
} from '../contract.ts';
import type { Tickets } from '../room.ts';

const cookie = 'oc_proxy';
const path = '/api/citizen/proxy';
const ok = { ok: true } as const;
// The cookie opens nothing here: there is none to forge with.
const proving = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 10, timeWindow: '1 minute' },
} as const;
const working = { access: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } } as const;

export function proxyRoutes(
  http: Http,
  { proxies }: Pick<Tickets, 'proxies'>,
  { secureCookies }: { secureCookies: boolean },
): void {
  const options = { path, httpOnly: true, sameSite: 'strict', secure: secureCookies } as const;
  http.post(
    `${path}/codes`,
    { config: proving, schema: { body: phoneCodeSchema, response: { 200: okSchema } } },
    async ({ body }) => {
      await proxies.sendCode(body, new Date());
      return ok;
    },
  );
  http.post(
    `${path}/session`,
    { config: proving, schema: { body: proxySessionSchema, response: { 200: okSchema } } },
    async ({ body }, reply) => {
      const { token, ms } = await proxies.open(body, new Date());
      reply.setCookie(cookie, token, { ...options, maxAge: ms / 1_000 });
      return ok;
    },
  );
  http.post(
    `${path}/session/end`,
    { config: proving, schema: { response: { 200: okSchema } } },
    async (_request, reply) => {
      reply.clearCookie(cookie, options);
      return ok;
    },
  );
  http.post(
    `${path}/tickets`,
    { config: working, schema: { body: fileForSchema, response: { 200: petitionFiledSchema } } },
    ({ body, cookies }) => proxies.file(cookies[cookie], body, new Date()),
  );
  http.get(path, { config: working, schema: { response: { 200: proxyListSchema } } }, ({ cookies }) =>
    proxies.list(cookies[cookie], new Date()),
  );
}
