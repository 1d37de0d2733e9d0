// Staff sign in with the account of their own house: a real provider, what it may lie about, and one whole way in a browser.
import { mkdirSync } from 'node:fs';
import { TOTP } from 'otpauth';
import pg from 'pg';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { auditEntrySchema } from '../../server/admin/audit/contract.ts';
import { doorBegunSchema, secondFactorBegunSchema, sessionSchema } from '../../server/admin/contract.ts';
import { okSchema, pageOf } from '../../server/platform/contract.ts';
import {
  linkedAccountsSchema,
  type ProviderDefinition,
  providerListSchema,
  providerTriedSchema,
  providerVersionsSchema,
} from '../../server/sign-in/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { browserOptions, describeWithBrowser } from '../harness/browser.ts';
import { demoDatabase } from '../harness/database.ts';
import {
  client,
  type IdentityProvider,
  startIdentityProvider,
  Visitor,
} from '../harness/identity-provider.ts';
import { testRedis } from '../harness/redis.ts';
import { demandAccessible } from './axe.ts';
import { shots, signIn as signInHere } from './pages.ts';

const password = 'onecall-demo';
let app: App;
let house: IdentityProvider;
let database: pg.Client;
let admin: Api;
let definition: ProviderDefinition;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  const databaseUrl = await demoDatabase();
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    env: { PRIVATE_NETWORKS: '127.0.0.1/32' },
  });
  house = await startIdentityProvider(app.base, 'city');
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  admin = new Api(app.base);
  await admin.signIn('admin', password);
  definition = {
    nameZh: '市统一认证',
    nameEn: 'the city account',
    issuer: house.issuer,
    clientId: client.id,
    clientAuth: 'client_secret_basic',
    scopes: 'openid profile email',
    link: { claim: 'preferred_username', to: 'username' },
    factor: { amr: [], acr: [] },
    create: null,
    endsThere: true,
  };
  await put('city', 0, {}, { secret: client.secret });
}, 240_000);
afterEach(() => {
  house.lie = undefined;
  house.isForged = false;
});
afterAll(async () => {
  await house?.stop();
  await database?.end();
  await app?.stop();
});

async function ask(api: Api, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${app.base}${path}`, {
    method,
    headers: {
      'x-onecall': '1',
      cookie: api.cookie,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}
const put = async (
  code: string,
  version: number,
  change: Partial<ProviderDefinition>,
  more: object = {},
): Promise<number> => {
  const body = { version, isActive: true, definition: { ...definition, ...change }, ...more };
  const answer = await ask(admin, 'PUT', `/api/admin/sign-in/${code}`, body);
  const told: unknown = await answer.json();
  expect(answer.status, JSON.stringify(told)).toBe(200);
  return z.object({ version: z.number() }).parse(told).version;
};
const versionOf = async (code: string): Promise<number> => {
  const { items } = await admin.get('/api/admin/sign-in', providerListSchema);
  return items.find((one) => one.code === code)?.version ?? 0;
};
const change = async (part: Partial<ProviderDefinition>): Promise<void> => {
  await put('city', await versionOf('city'), part);
};

const doors = (): string => `${app.base}/api/session/providers/city`;
/** Goes to the provider as `login` and comes back. @returns what the browser brings back */
async function goThere(visitor: Visitor, login: string): Promise<string> {
  const begun = await visitor.ask(`${doors()}/begin`, { method: 'POST' });
  const { url } = doorBegunSchema.parse(await begun.json());
  return visitor.signInThere(url, login, `${app.base}/console/signed-in/city`);
}
const bring = (visitor: Visitor, answer: string): Promise<Response> =>
  visitor.ask(`${doors()}/finish`, { method: 'POST', body: JSON.stringify({ answer }) });
const refusalSchema = z.object({
  error: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
});
const refusalOf = async (answer: Response) => {
  const { code, details } = refusalSchema.parse(await answer.json()).error;
  return { ...details, code };
};
const signIn = async (login: string): Promise<{ answer: Response; visitor: Visitor }> => {
  const visitor = new Visitor();
  return { answer: await bring(visitor, await goThere(visitor, login)), visitor };
};
const trailOf = async (query: string) =>
  (await admin.get(`/api/admin/audit?limit=50&${query}`, pageOf(auditEntrySchema))).items;
const idOf = async (username: string): Promise<string> =>
  String((await database.query('SELECT id FROM "User" WHERE username = $1', [username])).rows[0]?.id);

describe('an administrator’s provider', () => {
  it('says on asking what discovery says, keeps its secret to itself, and its versions', async () => {
    const tried = await admin.post('/api/admin/sign-in/city/try', {}, providerTriedSchema);
    expect(tried).toMatchObject({
      fault: null,
      found: { issuer: house.issuer, endSession: `${house.issuer}/session/end`, keys: 1, backChannel: true },
    });
    const list = await admin.get('/api/admin/sign-in', providerListSchema);
    expect(list.items).toMatchObject([
      { code: 'city', hasSecret: true, addresses: { signIn: `${app.base}/console/signed-in/city` } },
    ]);
    expect(JSON.stringify(list)).not.toContain(client.secret);
    const { rows } = await database.query('SELECT secret FROM "SignInProvider"');
    expect(JSON.stringify(rows)).not.toContain('secret:');
    await change({ nameEn: 'another name' });
    await admin.post('/api/admin/sign-in/city/revert', { version: 2, to: 1 }, z.unknown());
    const { items } = await admin.get('/api/admin/sign-in/city/versions', providerVersionsSchema);
    expect(items.map((one) => one.definition.nameEn)).toEqual([
      'the city account',
      'another name',
      'the city account',
    ]);
    expect((await trailOf('subjectId=city')).map(({ action }) => action)).toEqual([
      'provider.revert',
      'provider.change',
      'provider.create',
    ]);
  });

  it('is not reached inside, or elsewhere than it says', async () => {
    await put('inside', 0, { nameZh: '内网', issuer: 'https://10.0.0.1' });
    await put('other', 0, { nameZh: '别处', issuer: `${house.issuer}/other` });
    const tryOf = (code: string) => admin.post(`/api/admin/sign-in/${code}/try`, {}, providerTriedSchema);
    expect(await tryOf('inside')).toMatchObject({ fault: 'address_forbidden', found: null });
    expect((await tryOf('other')).fault).toBe('malformed');
    const refused = await new Visitor().ask(`${app.base}/api/session/providers/inside/begin`, {
      method: 'POST',
    });
    expect(await refusalOf(refused)).toMatchObject({ code: 'provider_away', fault: 'address_forbidden' });
    for (const code of ['inside', 'other']) await put(code, 1, { nameZh: code }, { isActive: false });
  });
});

describe('somebody who comes back from the provider', () => {
  it('is linked once by the chosen claim, and known by the provider’s own name for them from then on', async () => {
    house.people.set('p-1', { claims: { preferred_username: 'dept-water', name: '水务经办' } });
    const first = await signIn('p-1');
    expect(first.answer.status).toBe(200);
    expect(sessionSchema.parse(await first.answer.json()).user.username).toBe('dept-water');
    house.people.set('p-1', { claims: { preferred_username: 'supervisor' } });
    const second = await signIn('p-1');
    expect(sessionSchema.parse(await second.answer.json()).user.username).toBe('dept-water');
    // The name was given to somebody else meanwhile.
    house.people.set('p-2', { claims: { preferred_username: 'dept-water' } });
    expect(await refusalOf((await signIn('p-2')).answer)).toEqual({
      code: 'no_account',
      value: 'dept-water',
    });
    const id = await idOf('dept-water');
    const trail = await trailOf(`subjectId=${id}`);
    expect(trail.map(({ action, detail }) => [action, detail.by ?? detail.source])).toEqual([
      ['sign_in', 'provider'],
      ['sign_in', 'provider'],
      ['identity.link', 'city'],
    ]);
    const { items } = await admin.get('/api/admin/sign-in/city/accounts', linkedAccountsSchema);
    expect(items).toMatchObject([{ username: 'dept-water', subject: 'p-1', hadFactor: false }]);
    // Unlinked, what it opened is over.
    expect((await ask(admin, 'DELETE', `/api/admin/sign-in/city/accounts/${id}`)).status).toBe(200);
    expect((await second.visitor.ask(`${app.base}/api/session`)).status).toBe(401);
  });

  it('brings an answer once, in the browser that asked', async () => {
    house.people.set('p-3', { claims: { preferred_username: 'editor' } });
    const visitor = new Visitor();
    const answer = await goThere(visitor, 'p-3');
    const elsewhere = new Visitor();
    await elsewhere.ask(`${doors()}/begin`, { method: 'POST' });
    expect((await refusalOf(await bring(elsewhere, answer))).code).toBe('sign_in_stale');
    expect((await bring(visitor, answer)).status).toBe(200);
    expect((await refusalOf(await bring(visitor, answer))).code).toBe('sign_in_stale');
    expect((await refusalOf(await bring(visitor, 'code=x&state=guess'))).code).toBe('sign_in_stale');
  });

  it.each<[string, string, () => void]>([
    [
      'another’s nonce',
      'token',
      () => {
        house.lie = (truth) => ({ ...truth, nonce: 'of-another' });
      },
    ],
    [
      'a word for another',
      'token',
      () => {
        house.lie = (truth) => ({ ...truth, aud: 'another' });
      },
    ],
    [
      'a word of another',
      'token',
      () => {
        house.lie = (truth) => ({ ...truth, iss: 'https://another.example' });
      },
    ],
    [
      'a word that is over',
      'clock',
      () => {
        house.lie = (truth) => ({ ...truth, exp: (truth.iat ?? 0) - 120 });
      },
    ],
    [
      'a word that nobody signed',
      'signature',
      () => {
        house.isForged = true;
      },
    ],
  ])('is refused with %s', async (_what, fault, lie) => {
    house.people.set('p-4', { claims: { preferred_username: 'lead-water' } });
    lie();
    expect(await refusalOf((await signIn('p-4')).answer)).toMatchObject({ code: 'provider_refused', fault });
  });

  it('is let in where the clocks are half a minute apart', async () => {
    house.people.set('p-4', { claims: { preferred_username: 'lead-water' } });
    house.lie = (truth) => ({ ...truth, exp: Math.floor(Date.now() / 1_000) - 30 });
    expect((await signIn('p-4')).answer.status).toBe(200);
  });

  it('is refused where another provider’s answer is mixed in, or the provider said no', async () => {
    const visitor = new Visitor();
    const answer = new URLSearchParams(await goThere(visitor, 'p-4'));
    expect(answer.get('iss')).toBe(house.issuer);
    answer.set('iss', 'https://another.example');
    expect(await refusalOf(await bring(visitor, answer.toString()))).toMatchObject({
      code: 'provider_refused',
      fault: 'token',
    });
    expect(await refusalOf((await signIn('nobody')).answer)).toMatchObject({
      code: 'provider_refused',
      fault: 'denied',
    });
  });

  it('stays out without an account, or with one that is closed, and it is written down', async () => {
    house.people.set('p-5', { claims: { preferred_username: 'who' } });
    expect(await refusalOf((await signIn('p-5')).answer)).toEqual({ code: 'no_account', value: 'who' });
    house.people.set('p-6', { claims: { preferred_username: 'observer' } });
    await database.query(`UPDATE "User" SET "isActive" = false WHERE username = 'observer'`);
    expect((await refusalOf((await signIn('p-6')).answer)).code).toBe('account_closed');
    await database.query(`UPDATE "User" SET "isActive" = true WHERE username = 'observer'`);
    const refused = await trailOf('action=sign_in_refused');
    expect(refused.slice(0, 2).map(({ detail }) => [detail.reason, detail.source, detail.title])).toEqual([
      ['account_closed', 'city', undefined],
      ['no_account', 'city', 'who'],
    ]);
  });

  it('is believed an address only when the provider has checked it', async () => {
    await database.query(`UPDATE "User" SET email = 'Li@city.example' WHERE username = 'observer'`);
    await change({ link: { claim: 'email', to: 'email' } });
    house.people.set('p-7', { claims: { email: 'li@city.example', email_verified: false } });
    expect((await refusalOf((await signIn('p-7')).answer)).code).toBe('no_account');
    house.people.set('p-7', { claims: { email: 'li@city.example', email_verified: true } });
    const { answer } = await signIn('p-7');
    expect(sessionSchema.parse(await answer.json()).user.username).toBe('observer');
    await change({});
  });

  it('gets an account where the administrator wants that, with the department that the provider names', async () => {
    const create = {
      roles: ['officer' as const],
      departmentClaim: 'department',
      departments: [{ value: '水务局', code: 'water' }],
      departmentCode: null,
    };
    const known = await database.query('SELECT code FROM "Department" ORDER BY code LIMIT 1');
    const [{ code }] = z.tuple([z.object({ code: z.string() })]).parse(known.rows);
    await change({ create: { ...create, departments: [{ value: '水务局', code }] } });
    house.people.set('p-8', {
      claims: { preferred_username: 'New.Officer', name: '新人', department: '水务局' },
    });
    const { answer } = await signIn('p-8');
    expect(sessionSchema.parse(await answer.json())).toMatchObject({
      user: {
        username: 'new.officer',
        displayName: { zh: '新人' },
        roles: ['officer'],
        departmentCode: code,
      },
      mustChangePassword: false,
    });
    house.people.set('p-9', { claims: { preferred_username: 'elsewhere', department: '别处' } });
    expect((await refusalOf((await signIn('p-9')).answer)).code).toBe('no_account');
    await expect(new Api(app.base).signIn('new.officer', 'new.officer-password')).rejects.toBeTruthy();
    await change({});
  });
});

describe('a second factor', () => {
  it('is ours, as after a password, unless the provider’s own counts', async () => {
    const dispatcher = new Api(app.base);
    await dispatcher.signIn('dispatcher', password);
    const { secret } = await dispatcher.post(
      '/api/account/second-factor',
      { password },
      secondFactorBegunSchema,
    );
    const codeAt = (shift: number): string =>
      new TOTP({ secret }).generate({ timestamp: Date.now() + shift * 30_000 });
    await dispatcher.post('/api/account/second-factor/confirm', { code: codeAt(-1) }, z.unknown());
    house.people.set('p-10', { claims: { preferred_username: 'dispatcher', amr: ['pwd'] } });
    const { answer, visitor } = await signIn('p-10');
    expect(await refusalOf(answer)).toEqual({ code: 'second_factor_required', passkey: false });
    expect((await visitor.ask(`${app.base}/api/session`)).status).toBe(401);
    const give = (code: string, who = visitor): Promise<Response> =>
      who.ask(`${doors()}/code`, { method: 'POST', body: JSON.stringify({ code }) });
    expect((await refusalOf(await give('000000', new Visitor()))).code).toBe('sign_in_stale');
    expect((await refusalOf(await give('000000'))).code).toBe('wrong_code');
    expect((await give(codeAt(0))).status).toBe(200);
    expect((await refusalOf(await give(codeAt(1)))).code).toBe('sign_in_stale');
    await change({ factor: { amr: ['mfa'], acr: [] } });
    house.people.set('p-10', { claims: { amr: ['pwd', 'mfa'] } });
    expect((await signIn('p-10')).answer.status).toBe(200);
  });

  it('that a role wants is had by whom the provider has asked for one, and by nobody else', async () => {
    await ask(admin, 'PUT', '/api/admin/second-factor', { roles: ['reviewer'] });
    await database.query(`UPDATE "User" SET roles = '{reviewer}' WHERE username = 'observer'`);
    house.people.set('p-11', { claims: { preferred_username: 'supervisor', amr: ['pwd'] } });
    house.people.set('p-7', { claims: { amr: ['mfa'] } });
    const guarded = sessionSchema.parse(await (await signIn('p-7')).answer.json());
    expect(guarded).toMatchObject({ mustEnrol: false, user: { roles: ['reviewer'] } });
    house.people.set('p-7', { claims: { amr: ['pwd'] } });
    const bare = sessionSchema.parse(await (await signIn('p-7')).answer.json());
    expect(bare).toMatchObject({ mustEnrol: true, user: { roles: [] } });
    await ask(admin, 'PUT', '/api/admin/second-factor', { roles: [] });
  });
});

describe('signing out', () => {
  it('leads to the provider; and the provider ends what it answers for, by a word that it signs', async () => {
    house.people.set('p-3', { claims: { preferred_username: 'editor' } });
    const leaving = await signIn('p-3');
    const left = await leaving.visitor.ask(`${app.base}/api/session`, { method: 'DELETE' });
    const { next } = okSchema.extend({ next: z.url() }).parse(await left.json());
    const to = new URL(next);
    expect(to.href).toContain(`${house.issuer}/session/end`);
    expect(to.searchParams.get('post_logout_redirect_uri')).toBe(`${app.base}/console/`);
    expect(to.searchParams.get('id_token_hint')).toBeTruthy();

    const staying = await signIn('p-3');
    const tell = (token: string): Promise<Response> =>
      fetch(`${doors()}/ended`, { method: 'POST', body: new URLSearchParams({ logout_token: token }) });
    const now = Math.floor(Date.now() / 1_000);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const word = {
      iss: house.issuer,
      aud: client.id,
      iat: now,
      exp: now + 120,
      jti: 'one',
      sub: 'p-3',
      events,
    };
    for (const wrong of [
      { aud: 'another' },
      { iat: now - 3_600 },
      { events: {} },
      { nonce: 'n' },
      { sub: undefined },
    ])
      expect((await tell(await house.sign({ ...word, ...wrong }))).status, JSON.stringify(wrong)).toBe(400);
    expect((await staying.visitor.ask(`${app.base}/api/session`)).status).toBe(200);
    expect((await tell(await house.sign(word, 'logout+jwt'))).status).toBe(200);
    expect((await staying.visitor.ask(`${app.base}/api/session`)).status).toBe(401);
    const [ended] = await trailOf(`subjectId=${await idOf('editor')}`);
    expect(ended).toMatchObject({ action: 'session.end', detail: { source: 'city' } });
  });
});

describeWithBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(browserOptions());
  });
  afterAll(async () => {
    await browser?.close();
  });
  const open = async (locale: string, width: number) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale });
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
    return page;
  };

  it('somebody signs in at the provider, is where they were, and signs out at both', async () => {
    house.people.set('p-12', { claims: { preferred_username: 'agent1' } });
    const page = await open('zh-CN', 1440);
    await page.goto(`${app.base}/console/knowledge`);
    const way = page.getByRole('button', { name: '用市统一认证登录' });
    await way.waitFor();
    await demandAccessible(page, 'signing in');
    await page.screenshot({ path: `${shots}provider-sign-in.png` });
    await way.click();
    await page.getByLabel('账号').fill('p-12');
    await page.getByRole('button', { name: '继续' }).click();
    await page.waitForURL(`${app.base}/console/knowledge`);
    await page.getByRole('navigation').first().waitFor();
    await page.getByRole('button', { name: /账户/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL(`${house.issuer}/session/end**`);
    await page.getByRole('button', { name: /Yes, sign me out/ }).click();
    await page.waitForURL(`${app.base}/console/`);
    await way.waitFor();
  });

  it('is told in their language why they are not in', async () => {
    const page = await open('en-US', 390);
    await page.goto(`${app.base}/console/`);
    await page.getByRole('button', { name: 'Sign in with the city account' }).click();
    await page.getByLabel('账号').fill('p-5');
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByText('You have no account here yet').waitFor();
    await page.getByText('The account that the provider names: who').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await demandAccessible(page, 'not signed in');
    await page.screenshot({ path: `${shots}provider-no-account-phone-en.png` });
    await page.getByRole('button', { name: 'Back to signing in' }).click();
    await page.getByLabel('User name').waitFor();
  });

  it('an administrator makes a provider, and it says at once whether it works', async () => {
    const page = await open('zh-CN', 1440);
    await signInHere(page.context(), app, 'admin');
    await page.goto(`${app.base}/console/admin/sign-in`);
    await page.getByText(house.issuer).first().waitFor();
    await demandAccessible(page, 'providers');
    await page.screenshot({ path: `${shots}providers.png` });
    await page.getByRole('button', { name: '新建统一认证' }).click();
    await page.getByLabel('代码').first().fill('district');
    await page.getByLabel('中文名称').fill('区统一认证');
    await page.getByLabel('英文名称').fill('the district account');
    await page.getByLabel('签发者').fill(house.issuer);
    await page.getByLabel('客户端编号').fill(client.id);
    await page.getByLabel('客户端密钥').fill(client.secret);
    await demandAccessible(page, 'making a provider');
    await page.screenshot({ path: `${shots}provider-editor.png` });
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/能用：\d+ 毫秒/).waitFor();
    await page.getByText(`${app.base}/console/signed-in/district`).waitFor();
    await demandAccessible(page, 'trying a provider');
    await page.screenshot({ path: `${shots}provider-tried.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${shots}provider-tried-phone.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.keyboard.press('Escape');
    await page
      .getByRole('row', { name: /市统一认证/ })
      .getByRole('button', { name: '操作' })
      .click();
    await page.getByRole('menuitem', { name: '已关联账号' }).click();
    await page.getByText('p-3').first().waitFor();
    await demandAccessible(page, 'linked accounts');
    await page.screenshot({ path: `${shots}provider-accounts.png` });
  });
});
