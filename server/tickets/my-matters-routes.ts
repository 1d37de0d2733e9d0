// HTTP of a telephone's matters. The session is a cookie that no script reads and no other page sends.
import { okSchema } from '../platform/contract.ts';
import type { Http } from '../platform/http.ts';
import { phoneCodeSchema, mattersSessionSchema, myMattersSchema } from './contract.ts';
import type { Tickets } from './room.ts';

const cookie = 'oc_matters';
const path = '/api/citizen/matters';
const ok = { ok: true } as const;
// The cookie opens nothing here: there is none to forge with.
const proving = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 10, timeWindow: '1 minute' },
} as const;

export function myMattersRoutes(
  http: Http,
  { matters }: Pick<Tickets, 'matters'>,
  { secureCookies }: { secureCookies: boolean },
): void {
  const options = { path, httpOnly: true, sameSite: 'strict', secure: secureCookies } as const;
  http.post(
    '/api/citizen/matters/codes',
    { config: proving, schema: { body: phoneCodeSchema, response: { 200: okSchema } } },
    async ({ body }) => {
      await matters.sendCode(body, new Date());
      return ok;
    },
  );
  http.post(
    '/api/citizen/matters/session',
    { config: proving, schema: { body: mattersSessionSchema, response: { 200: okSchema } } },
    async ({ body }, reply) => {
      const { token, ms } = await matters.open(body, new Date());
      reply.setCookie(cookie, token, { ...options, maxAge: ms / 1_000 });
      return ok;
    },
  );
  http.post(
    '/api/citizen/matters/session/end',
    { config: proving, schema: { response: { 200: okSchema } } },
    async (_request, reply) => {
      reply.clearCookie(cookie, options);
      return ok;
    },
  );
  http.get(
    path,
    {
      config: { access: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { response: { 200: myMattersSchema } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return matters.list(request.cookies[cookie], new Date());
    },
  );
}
