// Who may do what, asked of the running server: each permission on a route that needs it, for each role.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { may, type Permission, permissionMatrix } from '../../server/platform/auth/roles.ts';
import { roleSchema } from '../../server/platform/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;

beforeAll(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
}, 120_000);
afterAll(() => app?.stop());

const accountOf = {
  agent: 'agent1',
  dispatcher: 'dispatcher',
  officer: 'dept-water',
  lead: 'lead-water',
  supervisor: 'supervisor',
  editor: 'editor',
  reviewer: 'reviewer',
  admin: 'admin',
  observer: 'observer',
} as const;

/** A route that stands for the permission. A body of nothing is refused as such only to who may call the route. */
const routeOf: Partial<Record<Permission, [method: 'GET' | 'POST' | 'PUT', path: string]>> = {
  'desk.work': ['GET', '/api/desk/canned'],
  'knowledge.search': ['GET', '/api/knowledge/search?q=x'],
  'knowledge.edit': ['PUT', '/api/knowledge/articles'],
  'ticket.create': ['POST', '/api/tickets'],
  'ticket.read': ['GET', '/api/tickets'],
  'ticket.command': ['POST', '/api/tickets/00000000-0000-4000-8000-000000000000/commands'],
  'ticket.unseal': ['POST', '/api/tickets/00000000-0000-4000-8000-000000000000/unseal'],
  'supervision.read': ['GET', '/api/routing/board'],
  'flows.edit': ['GET', '/api/flows'],
  'scorecards.read': ['GET', '/api/reports/scorecards'],
  'lists.read': ['GET', '/api/lists'],
  'admin.users': ['GET', '/api/admin/users'],
  'admin.keys': ['GET', '/api/admin/keys'],
  'audit.read': ['GET', '/api/admin/audit'],
  'knowledge.import': ['POST', '/api/knowledge/import'],
};

async function ask(cookie: string, method: string, path: string): Promise<number> {
  const body = method === 'GET' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };
  const headers = { cookie, 'x-onecall': '1', ...('headers' in body ? body.headers : {}) };
  return (
    await fetch(`${app.base}${path}`, { method, headers, ...('body' in body ? { body: body.body } : {}) })
  ).status;
}

describe('the access matrix', () => {
  it.each(roleSchema.options)('holds for %s on every route', async (role) => {
    const api = new Api(app.base);
    await api.signIn(accountOf[role], 'onecall-demo');
    for (const permission of Object.keys(permissionMatrix()) as Permission[]) {
      const route = routeOf[permission];
      if (!route) continue;
      const status = await ask(api.cookie, ...route);
      const isAllowed = may([role], permission);
      expect.soft(status === 403, `${role} ${permission} answered ${status}`).toBe(!isAllowed);
    }
  });

  it('shows nothing to somebody who is not signed in', async () => {
    for (const [method, path] of Object.values(routeOf)) expect(await ask('', method, path)).toBe(401);
  });
});

describe('sign-in', () => {
  const signIn = (
    username: string,
    password: string,
    headers: Record<string, string> = { 'x-onecall': '1' },
  ) =>
    fetch(`${app.base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ username, password }),
    });

  it('sets a cookie that scripts and other sites cannot use', async () => {
    const cookie = (await signIn('editor', 'onecall-demo')).headers.get('set-cookie') ?? '';
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });

  it('answers an unknown name and a wrong password alike, and holds back after ten tries', async () => {
    const unknown = await signIn('nobody', 'x');
    const wrong = await signIn('admin', 'x');
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    const words = async (answer: Response) =>
      ((await answer.json()) as { error: { message: string } }).error.message;
    expect(await words(unknown)).toBe(await words(wrong));
    const statuses: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) statuses.push((await signIn('reviewer', 'guess')).status);
    expect(statuses.at(-1)).toBe(429);
  });

  it('refuses a write that does not come from our own pages', async () => {
    expect((await signIn('editor', 'onecall-demo', {})).status).toBe(403);
  });
});
