// HTTP of the bell: one's own lines, and nobody else's.
import { okSchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import type { Bell } from './bell.ts';
import { bellSchema } from './contract.ts';

export function bellRoutes(http: Http, bell: Bell): void {
  http.get(
    '/api/bell',
    { config: { access: 'signed_in' }, schema: { response: { 200: bellSchema } } },
    async (request) => ({ items: await bell.read(actorOf(request), new Date()) }),
  );
  http.post(
    '/api/bell/seen',
    { config: { access: 'signed_in' }, schema: { response: { 200: okSchema } } },
    async (request) => {
      await bell.see(actorOf(request), new Date());
      return { ok: true as const };
    },
  );
}
