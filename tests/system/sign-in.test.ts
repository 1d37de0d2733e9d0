// Signing in: guessing shuts the door for a while, sessions are seen and ended, and a second factor guards where it must.
import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import pg from 'pg';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { newAccountSchema } from '../../server/admin/accounts.ts';
import { auditEntrySchema } from '../../server/admin/audit/contract.ts';
import {
  ownSessionsSchema,
  recoveryCodesSchema,
  secondFactorBegunSchema,
  sessionSchema,
  temporaryPasswordSchema,
  userListSchema,
} from '../../server/admin/contract.ts';
import { staffImportSchema } from '../../server/imports/staff/contract.ts';
import { afterFailure, guardRules } from '../../server/platform/auth/lockout.ts';
import { isCommonPassword } from '../../server/platform/auth/common-passwords.ts';
import { passwordFaultsOf } from '../../server/platform/auth/password.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { isOwnPage } from '../../server/platform/realtime.ts';
import { okSchema, pageOf } from '../../server/platform/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const password = 'onecall-demo';
const token = 'figures-for-prometheus';
let app: App;
let database: pg.Client;
let admin: Api;

/** Each from an address of their own, so that limits per address and minute do not meet. */
let addresses = 0;
const from = (): Api => {
  addresses += 1;
  return new Api(app.base, `10.1.0.${addresses}`);
};
const idOf = async (username: string): Promise<string> =>
  String((await database.query('SELECT id FROM "User" WHERE username = $1', [username])).rows[0]?.id);
const signIn = (api: Api, username: string, rest: object = {}) =>
  api.post('/api/session', { username, password, ...rest }, sessionSchema);

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  app = await startApp({ databaseUrl, redisUrl: await testRedis(), env: { METRICS_TOKEN: token } });
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  admin = from();
  await admin.signIn('admin', password);
}, 120_000);
afterAll(async () => {
  await database?.end();
  await app?.stop();
});

it('accounts stand by user name, agent 2 before agent 10, on the next page, too', async () => {
  const first = await admin.get('/api/admin/users?limit=10', userListSchema);
  const next = await admin.get(`/api/admin/users?limit=3&cursor=${first.nextCursor}`, userListSchema);
  const agents = Array.from({ length: 12 }, (_, index) => `agent${index + 1}`);
  const names = [...first.items, ...next.items].map(({ username }) => username);
  expect(names).toEqual(['admin', ...agents]);
});

it('figures are read on the machine itself, and from elsewhere with the token alone', async () => {
  const read = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${app.base}/metrics`, { headers })).status;
  const elsewhere = { 'x-forwarded-for': '10.9.9.9' };
  expect(await read({})).toBe(200);
  expect(await read(elsewhere)).toBe(403);
  expect(await read({ ...elsewhere, authorization: 'Bearer guess' })).toBe(403);
  expect(await read({ ...elsewhere, authorization: `Bearer ${token}` })).toBe(200);
});

describe('what is known of wrong passwords', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 8, minute));
  const rule = guardRules.account;

  it('shuts at the fifth within a quarter of an hour, and opens after another quarter', () => {
    let guard = afterFailure(null, rule, at(0));
    for (const minute of [1, 2, 3]) guard = afterFailure(guard, rule, at(minute));
    expect(guard).toMatchObject({ failures: 4, lockedUntil: null });
    guard = afterFailure(guard, rule, at(4));
    expect(guard.lockedUntil).toEqual(at(19));
    expect(afterFailure(guard, rule, at(20))).toEqual({ failures: 1, since: at(20), lockedUntil: null });
  });

  it('forgets what is long ago', () => {
    const guard = { failures: 4, since: at(0), lockedUntil: null };
    expect(afterFailure(guard, rule, at(16))).toMatchObject({ failures: 1 });
  });
});

it('what is sealed opens for what it was sealed for alone', () => {
  const secrets = new Secrets('x'.repeat(32));
  const sealed = secrets.seal('JBSWY3DPEHPK3PXP', 'second-factor:1');
  expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
  expect(secrets.unseal(sealed, 'second-factor:1')).toBe('JBSWY3DPEHPK3PXP');
  expect(() => secrets.unseal(sealed, 'second-factor:2')).toThrow();
  expect(() => new Secrets('y'.repeat(32)).unseal(sealed, 'second-factor:1')).toThrow();
});

it('five wrong passwords shut an account to everybody, with the time; an administrator opens it', async () => {
  const codes: string[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    await signIn(from(), 'editor', { password: 'guess' }).catch((error: { code: string }) =>
      codes.push(error.code),
    );
  }
  expect(codes).toEqual([...Array(4).fill('wrong_credentials'), 'locked_out', 'locked_out']);
  await expect(signIn(from(), 'editor')).rejects.toMatchObject({ code: 'locked_out' });
  const { items } = await admin.get('/api/admin/users?limit=100', userListSchema);
  const editor = items.find(({ username }) => username === 'editor');
  expect(Date.parse(editor?.lockedUntil ?? '')).toBeGreaterThan(Date.now() + 14 * 60_000);
  await admin.post(`/api/admin/users/${editor?.id}/unlock`, {}, okSchema);
  await signIn(from(), 'editor');
  // Nobody learns who has an account here.
  for (let tries = 0; tries < 5; tries += 1) await signIn(from(), 'nobody').catch(() => undefined);
  await expect(signIn(from(), 'nobody')).rejects.toMatchObject({ code: 'locked_out' });
});

it('who guesses under somebody’s name does not keep them out of the browser that they sign in with', async () => {
  const browser = from();
  const enter = (words: string, cookie = '') => {
    addresses += 1;
    return fetch(`${app.base}/api/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-onecall': '1',
        'x-forwarded-for': `10.2.0.${addresses}`,
        cookie,
      },
      body: JSON.stringify({ username: 'reviewer', password: words }),
    });
  };
  const first = await enter(password);
  const kept = first.headers.getSetCookie().find((cookie) => cookie.startsWith('onecall_device=')) ?? '';
  expect(kept).toMatch(/HttpOnly.*SameSite=Strict/);
  const [device = ''] = kept.split(';');
  for (let tries = 0; tries < 5; tries += 1) await enter('guess');
  expect((await enter(password)).status, 'a browser that nobody knows').toBe(429);
  expect((await enter(password, device)).status, 'the browser of before').toBe(200);
  // Signed in, one's own password is asked for all the same.
  await browser.signIn('agent2', password);
  for (let tries = 0; tries < 5; tries += 1)
    await signIn(from(), 'agent2', { password: 'guess' }).catch(() => 0);
  await browser.post('/api/account/second-factor', { password }, secondFactorBegunSchema);
  // It opens nothing by itself, is nobody else's, and guesses with it are counted, too.
  expect((await enter('guess', device)).status).toBe(401);
  for (let tries = 0; tries < 4; tries += 1) await enter('guess', device);
  expect((await enter(password, device)).status).toBe(429);
  const forged = device.replace(/\.[\w-]{43}/, `.${'A'.repeat(43)}`);
  expect((await enter(password, forged)).status).toBe(429);
});

it('a page of another site opens no line, by WebSocket or by asking, though the browser sent the cookie', async () => {
  const own = from();
  await own.signIn('agent3', password);
  const opens = async (transport: 'websocket' | 'polling', origin: string): Promise<boolean> => {
    const options = { transports: [transport], forceNew: true, reconnection: false };
    const socket = io(`${app.base}/staff`, { ...options, extraHeaders: { cookie: own.cookie, origin } });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true));
      socket.on('connect_error', () => resolve(false));
    });
    socket.disconnect();
    return isOpen;
  };
  for (const transport of ['websocket', 'polling'] as const) {
    expect(await opens(transport, app.base)).toBe(true);
    for (const origin of ['https://evil.example', 'null', `${app.base}.evil.example`])
      expect(await opens(transport, origin), `${transport} ${origin}`).toBe(false);
  }
  // The machine's other names are ours, too.
  expect(isOwnPage({ origin: 'https://12345.gov.cn', host: '12345.gov.cn' }, 'https://a.gov.cn')).toBe(true);
  expect(isOwnPage({}, 'https://a.gov.cn')).toBe(true);
});

it('shows where one is signed in, and ends one, all others, or somebody’s', async () => {
  const [here, there, third] = [from(), from(), from()];
  for (const api of [here, there, third]) await api.signIn('agent1', password);
  const { items } = await here.get('/api/account/sessions', ownSessionsSchema);
  expect(items).toHaveLength(3);
  expect(items.filter(({ isCurrent }) => isCurrent).map(({ ip }) => ip)).toEqual([`10.1.0.${addresses - 2}`]);
  const other = items.find(({ ip }) => ip === `10.1.0.${addresses}`);
  const end = (api: Api, path: string) =>
    fetch(`${app.base}${path}`, { method: 'DELETE', headers: { 'x-onecall': '1', cookie: api.cookie } });
  expect((await end(here, `/api/account/sessions/${other?.id}`)).status).toBe(200);
  await expect(third.get('/api/session', sessionSchema)).rejects.toMatchObject({ code: 'not_signed_in' });
  // Another's session is not there for me.
  const [adminsOwn] = (await admin.get('/api/account/sessions', ownSessionsSchema)).items;
  expect((await end(here, `/api/account/sessions/${adminsOwn?.id}`)).status).toBe(404);
  expect(await (await end(here, '/api/account/sessions')).json()).toEqual({ ended: 1 });
  await expect(there.get('/api/session', sessionSchema)).rejects.toMatchObject({ code: 'not_signed_in' });
  const id = await idOf('agent1');
  await admin.post(`/api/admin/users/${id}/end-sessions`, {}, z.object({ ended: z.literal(1) }));
  await expect(here.get('/api/session', sessionSchema)).rejects.toMatchObject({ code: 'not_signed_in' });
});

it('whoever signs in anew in a browser has one session there, not two', async () => {
  const enter = async (cookie: string): Promise<string> => {
    const answer = await fetch(`${app.base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-onecall': '1', cookie },
      body: JSON.stringify({ username: 'agent3', password }),
    });
    expect(answer.status).toBe(200);
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };
  const status = async (cookie: string): Promise<number> =>
    (await fetch(`${app.base}/api/session`, { headers: { cookie } })).status;
  const first = await enter('');
  const line = await connect(app.base, '/staff', { cookie: first });
  const closed = new Promise<string>((resolve) => line.on('disconnect', resolve));
  const second = await enter(first);
  expect(await closed).toBe('io server disconnect');
  expect([await status(first), await status(second)]).toEqual([401, 200]);
});

describe('a new password', () => {
  it.each([
    ['harbour at six', []],
    ['too short', ['short']],
    ['我的密码里有一号通三个字啊', ['named']],
    ['dept-water likes tea', ['named']],
    ['the old one stays', ['same']],
    ['x'.repeat(201), ['long']],
  ])('%s', (words, faults) => {
    expect(passwordFaultsOf(words, { username: 'dept-water', current: 'the old one stays' })).toEqual(faults);
  });

  it.each(['qazwsxedcrfv', 'Qwertyqwerty', '1qaz2wsx3edc', ' '.repeat(12), 'abcabcabcabc'])(
    'is not %s, which everybody uses',
    (words) => {
      expect(isCommonPassword(words)).toBe(true);
      const account = { username: 'lin.wei', nameZh: '林', nameEn: 'Lin', roles: ['agent'], password: words };
      expect(newAccountSchema.safeParse(account).error?.issues).toMatchObject([
        { path: ['password'], message: 'is one of the most common passwords' },
      ]);
      expect(newAccountSchema.safeParse({ ...account, password: 'harbour at six' }).success).toBe(true);
    },
  );

  it('is set by its owner, who knows the present one; all other sessions end, and it is written down', async () => {
    const [here, there] = [from(), from()];
    for (const api of [here, there]) await api.signIn('dispatcher', password);
    const change = (words: string, next: string) =>
      here.post('/api/account/password', { password: words, next }, z.object({ ended: z.number() }));
    const next = 'quiet river, long bridge';
    await expect(change('guess', next)).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(change(password, 'dispatcher at work')).rejects.toMatchObject({ code: 'weak_password' });
    await expect(change(password, 'QwertyQwerty')).rejects.toMatchObject({ code: 'weak_password' });
    expect(await change(password, next)).toEqual({ ended: 1 });
    await here.get('/api/session', sessionSchema);
    await expect(there.get('/api/session', sessionSchema)).rejects.toMatchObject({ code: 'not_signed_in' });
    await expect(signIn(from(), 'dispatcher')).rejects.toMatchObject({ code: 'wrong_credentials' });
    await signIn(from(), 'dispatcher', { password: next });
    const trail = await admin.get('/api/admin/audit?action=password.change', pageOf(auditEntrySchema));
    expect(trail.items.map(({ subject }) => subject?.id)).toEqual([await idOf('dispatcher')]);
  });
});

describe('a staff list', () => {
  const list = [
    '用户名,姓名,角色,部门,在用',
    'han.mei,韩梅,经办人,water,',
    'agent2,改了名,,,',
    'nobody.there,,坐席,,',
    'jim,吉姆,经办人,,',
    'admin,,,,否',
  ].join('\r\n');
  const send = async (dryRun: boolean) => {
    const form = new FormData();
    form.append('file', new Blob([`\uFEFF${list}`], { type: 'text/csv' }), 'staff.csv');
    const answer = await fetch(`${app.base}/api/admin/users/import?dryRun=${dryRun}`, {
      method: 'POST',
      headers: { 'x-onecall': '1', cookie: admin.cookie },
      body: form,
    });
    expect(answer.status).toBe(200);
    return staffImportSchema.parse(await answer.json());
  };
  const outcomes = ({ people }: z.infer<typeof staffImportSchema>) =>
    people.map(({ username, outcome, changes }) => [username, outcome, changes]);
  const brought = [
    ['han.mei', 'created', []],
    ['agent2', 'updated', ['nameZh']],
  ];

  it('says first what would become of it, and which rows to mend', async () => {
    const report = await send(true);
    expect(outcomes(report)).toEqual(brought);
    expect(report.faults.map(({ row, field, rule }) => [row, field, rule])).toEqual([
      [4, 'nameZh', 'name_missing'],
      [5, 'departmentCode', 'department_missing'],
      [6, 'isActive', 'own_account'],
    ]);
    expect(report.people.some(({ password: secret }) => secret)).toBe(false);
    expect(await idOf('han.mei')).toBe('undefined');
  });

  it('gives new people a password that opens nothing but its own change; a second time it changes nothing', async () => {
    const report = await send(false);
    expect(outcomes(report)).toEqual(brought);
    const secret = report.people[0]?.password ?? '';
    expect(secret).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    expect(outcomes(await send(false)).map(([, outcome]) => outcome)).toEqual(['unchanged', 'unchanged']);

    const me = from();
    await me.signIn('han.mei', secret);
    expect(await me.get('/api/session', sessionSchema)).toMatchObject({ mustChangePassword: true });
    await expect(me.get('/api/tickets', z.unknown())).rejects.toMatchObject({ code: 'forbidden' });
    const next = 'a kite above the bay';
    await me.post('/api/account/password', { password: secret, next }, z.unknown());
    expect(await me.get('/api/session', sessionSchema)).toMatchObject({
      mustChangePassword: false,
      user: { roles: ['officer'], departmentCode: 'water' },
    });
    await me.get('/api/tickets', z.unknown());
  });

  it('is no longer needed by who has lost a password: an administrator gives a new one, for a week', async () => {
    const id = await idOf('han.mei');
    const given = await admin.post(`/api/admin/users/${id}/temporary-password`, {}, temporaryPasswordSchema);
    await expect(signIn(from(), 'han.mei', { password: 'a kite above the bay' })).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    expect(await signIn(from(), 'han.mei', given)).toMatchObject({ mustChangePassword: true });
    await database.query(`UPDATE "User" SET "passwordUntil" = now() WHERE id = $1`, [id]);
    await expect(signIn(from(), 'han.mei', given)).rejects.toMatchObject({ code: 'password_expired' });
    const trail = await admin.get(`/api/admin/audit?subjectId=${id}`, pageOf(auditEntrySchema));
    expect(trail.items.map(({ action }) => action).reverse()).toEqual([
      'account_create',
      'sign_in',
      'password.change',
      'password.give',
      'sign_in',
    ]);
  });
});

it('a line is answered in the language chosen on the page, not in the one of the account', async () => {
  const me = from();
  await me.signIn('agent1', password);
  const line = await connect(app.base, '/staff', { cookie: me.cookie });
  const refused = () =>
    call(line, 'interaction:end', { interactionId: randomUUID() }, z.unknown()).catch(
      ({ message }) => message,
    );
  expect(await refused()).toMatch(/\p{Script=Han}/u);
  await call(line, 'tongue:choose', { tongue: 'en' }, okSchema);
  expect(await refused()).not.toMatch(/\p{Script=Han}/u);
  line.disconnect();
});

it('a role that wants a second factor has nothing open before; then a code opens once, a recovery code once', async () => {
  const me = from();
  await me.signIn('supervisor', password);
  const line = await connect(app.base, '/staff', { cookie: me.cookie });
  const closed = new Promise<string>((resolve) => line.on('disconnect', resolve));
  await fetch(`${app.base}/api/admin/second-factor`, {
    method: 'PUT',
    headers: { 'x-onecall': '1', 'content-type': 'application/json', cookie: admin.cookie },
    body: JSON.stringify({ roles: ['supervisor'] }),
  });
  // What was open before may no longer what it might, and comes back without it.
  expect(await closed).toBe('io server disconnect');
  const again = await connect(app.base, '/staff', { cookie: me.cookie });
  await expect(call(again, 'presence:set', { state: 'available' }, z.unknown())).rejects.toMatchObject({
    code: 'forbidden',
  });
  again.disconnect();
  expect(await me.get('/api/session', sessionSchema)).toMatchObject({ mustEnrol: true, user: { roles: [] } });
  await expect(me.get('/api/tickets', z.unknown())).rejects.toMatchObject({ code: 'forbidden' });

  const begin = (words: string) =>
    me.post('/api/account/second-factor', { password: words }, secondFactorBegunSchema);
  await expect(begin('guess')).rejects.toMatchObject({ code: 'wrong_password' });
  const { secret, address } = await begin(password);
  expect(address).toMatch(/^otpauth:\/\/totp\/OneCall:supervisor\?/);
  const stored = await database.query('SELECT secret FROM "SecondFactor"');
  expect(stored.rows[0]?.secret).not.toContain(secret);
  const totp = new TOTP({ secret, issuer: 'OneCall', label: 'supervisor' });
  const confirm = (code: string) =>
    me.post('/api/account/second-factor/confirm', { code }, recoveryCodesSchema);
  await expect(confirm('000000')).rejects.toMatchObject({ code: 'wrong_code' });
  const code = totp.generate();
  const { codes } = await confirm(code);
  expect(new Set(codes).size).toBe(10);
  expect(await me.get('/api/session', sessionSchema)).toMatchObject({ mustEnrol: false });
  await me.get('/api/tickets', z.unknown());

  await expect(signIn(from(), 'supervisor')).rejects.toMatchObject({ code: 'second_factor_required' });
  // The code that was shown is used up; the next one of the telephone is not.
  await expect(signIn(from(), 'supervisor', { code })).rejects.toMatchObject({ code: 'wrong_code' });
  await signIn(from(), 'supervisor', { code: totp.generate({ timestamp: Date.now() + 30_000 }) });
  const [recovery = ''] = codes;
  await signIn(from(), 'supervisor', { code: recovery.toLowerCase().replace('-', ' ') });
  await expect(signIn(from(), 'supervisor', { code: recovery })).rejects.toMatchObject({
    code: 'wrong_code',
  });
  await expect(me.post('/api/account/second-factor/off', { password }, okSchema)).rejects.toMatchObject({
    code: 'conflict',
  });

  // The telephone is lost.
  const id = await idOf('supervisor');
  await admin.post(`/api/admin/users/${id}/reset-second-factor`, {}, okSchema);
  await expect(me.get('/api/session', sessionSchema)).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(await signIn(from(), 'supervisor')).toMatchObject({ mustEnrol: true });

  const trail = await admin.get(`/api/admin/audit?limit=100&subjectId=${id}`, pageOf(auditEntrySchema));
  expect(trail.items.map(({ action, detail }) => [action, detail.by])).toEqual([
    ['sign_in', undefined],
    ['second_factor.reset', undefined],
    ['sign_in', 'recovery'],
    ['sign_in', 'code'],
    ['second_factor.on', undefined],
    ['sign_in', undefined],
  ]);
});
