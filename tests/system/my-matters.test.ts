// Somebody proves their telephone and sees their own matters, never what was reported in confidence.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { myMattersSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields, testSecret } from '../harness/fields.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let database: Database;
const path = '/api/citizen/matters';
const phone = '+8613900004441';
const sealedPhone = { citizenPhonePlain: null, citizenPhoneMark: testFields.mark(phone) };
const ticket = (number: string, changed: object) => ({
  id: randomUUID(),
  number,
  kind: 'complaint' as const,
  title: number,
  text: '路灯不亮',
  channel: 'web' as const,
  citizenId: randomUUID(),
  // As a version before sealed columns left it.
  citizenPhonePlain: phone,
  ...changed,
});

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  await database.read.ticket.createMany({
    data: [
      ticket('SZ-OLD', { createdAt: new Date('2026-11-01T00:00:00Z') }),
      ticket('SZ-NEW', {
        createdAt: new Date('2026-11-02T00:00:00Z'),
        leadDepartmentCode: 'urban',
        ...sealedPhone,
      }),
      ticket('SEALED', { sealed: true, kind: 'report' as const }),
      ticket('OTHERS', { citizenPhonePlain: '+8613900004442' }),
    ],
  });
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    env: { ONECALL_SECRET: testSecret },
  });
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await database?.close();
});

const post = (to: string, body: object): Promise<Response> =>
  fetch(`${app.base}${path}${to}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const list = (cookie = ''): Promise<Response> => fetch(`${app.base}${path}`, { headers: { cookie } });

it('lists the matters of a telephone for whoever has its code, newest first, each with its code', async () => {
  expect((await list()).status).toBe(401);
  expect((await post('/codes', { phone: '12345' })).status).toBe(400);
  expect((await post('/codes', { phone })).status).toBe(200);
  const sms = await database.read.smsOut.findFirstOrThrow({ where: { to: phone }, orderBy: { seq: 'desc' } });
  const code = /\d{6}/.exec(sms.text)?.[0];
  const wrong = code === '000000' ? '000001' : '000000';
  expect((await post('/session', { phone, code: wrong })).status).toBe(422);
  const opened = await post('/session', { phone, code });
  expect(opened.status).toBe(200);
  const [setCookie = ''] = opened.headers.getSetCookie();
  expect(setCookie).toMatch(/HttpOnly; SameSite=Strict/);
  const cookie = setCookie.split(';')[0] ?? '';
  expect(cookie).not.toContain('39000044');
  const { items } = myMattersSchema.parse(await (await list(cookie)).json());
  expect(items.map(({ number }) => number)).toEqual(['SZ-NEW', 'SZ-OLD']);
  const found = await fetch(`${app.base}/api/citizen/tickets/lookup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: items[0]?.number, code: items[0]?.code }),
  });
  expect(found.status).toBe(200);
  expect((await post('/session', { phone, code })).status).toBe(422);
});

it('opens nothing with a session that is over or made up', async () => {
  const strange = new Secrets('another installation, another secret');
  const session = JSON.stringify({ phone, until: Date.now() + 60_000 });
  for (const token of ['x', strange.seal(session, 'matters')])
    expect((await list(`oc_matters=${token}`)).status).toBe(401);
});
