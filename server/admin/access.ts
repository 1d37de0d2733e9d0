// Who may do what: every route and socket call that this server has, with the roles that may use it.
import { z } from 'zod';
import { may, type Permission } from '../platform/auth/roles.ts';
import { roleSchema } from '../platform/contract.ts';
import type { Http, RouteAccess } from '../platform/http.ts';
import type { CallAccess } from '../platform/realtime.ts';

/** GET /api/admin/access. */
export const accessListSchema = z.object({
  items: z.array(
    z.object({
      /** `GET /api/tickets`, or `/staff message:send` for a call of a socket. */
      name: z.string(),
      access: z.string(),
      /** Null where no sign-in is asked for; the route may ask for a token, a code or a signature of its own. */
      roles: z.array(roleSchema).nullable(),
    }),
  ),
});

function rolesOf(access: Permission | 'signed_in'): z.infer<typeof roleSchema>[] {
  return roleSchema.options.filter((role) => access === 'signed_in' || may([role], access));
}

/** A namespace with its calls. */
export interface SocketAccess {
  namespace: string;
  calls: ReadonlyMap<string, CallAccess>;
  /** Whether everybody in it is signed-in staff. */
  isStaff: boolean;
}

/** Registers GET /api/admin/access. HEAD goes with its GET. */
export function accessRoutes(http: Http, sockets: readonly SocketAccess[]): void {
  http.get(
    '/api/admin/access',
    { config: { access: 'admin.users' }, schema: { response: { 200: accessListSchema } } },
    async () => {
      const row = (name: string, access: RouteAccess | CallAccess, isOpen: boolean) => {
        const asked = access === 'anyone' || access === 'public' ? 'signed_in' : access;
        return { name, access, roles: isOpen ? null : rolesOf(asked) };
      };
      const routes = http.routeTable
        .filter(({ method }) => method !== 'HEAD')
        .map(({ method, path, access }) => row(`${method} ${path}`, access, access === 'public'));
      const calls = sockets.flatMap((socket) =>
        [...socket.calls].map(([name, access]) =>
          row(`${socket.namespace} ${name}`, access, !socket.isStaff && access === 'anyone'),
        ),
      );
      return { items: [...routes, ...calls] };
    },
  );
}
