// HTTP of a session that a code to a telephone opens. It is a cookie that no script reads and no other page sends.
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { okSchema } from '../platform/contract.ts';
import type { Http } from '../platform/http.ts';
import { phoneCodeSchema } from './contract.ts';

const ok = { ok: true } as const;
/** The cookie opens nothing here: there is none to forge with. */
export const proving = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 10, timeWindow: '1 minute' },
} as const;
/** The same where the code is given. */
export const proved = { ...proving, isGuess: true } as const;

/** What asks for a code, keeps the session that it opened (`ms` long), and ends it; all of it below `path`. */
export function phoneSession(
  http: Http,
  { path, cookie, secureCookies }: { path: string; cookie: string; secureCookies: boolean },
) {
  const options = { path, httpOnly: true, sameSite: 'strict', secure: secureCookies } as const;
  return {
    codesRoute(sessions: {
      sendCode(wish: z.output<typeof phoneCodeSchema>, now: Date): Promise<void>;
    }): void {
      http.post(
        `${path}/codes`,
        {
          config: { ...proving, door: 'codes' },
          schema: { body: phoneCodeSchema, response: { 200: okSchema } },
        },
        async ({ body }) => {
          await sessions.sendCode(body, new Date());
          return ok;
        },
      );
    },
    keep(reply: FastifyReply, { token, ms }: { token: string; ms: number }) {
      reply.setCookie(cookie, token, { ...options, maxAge: ms / 1_000 });
      return ok;
    },
    endRoute(): void {
      http.post(
        `${path}/session/end`,
        { config: proving, schema: { response: { 200: okSchema } } },
        async (_request, reply) => {
          reply.clearCookie(cookie, options);
          return ok;
        },
      );
    },
  };
}
