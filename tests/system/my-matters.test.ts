// Somebody proves their telephone: sees their own matters, never what was reported in confidence, and petitions.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import {
  citizenTicketViewSchema,
  myMattersSchema,
  petitionFiledSchema,
  proxyListSchema,
  ticketCreatedSchema,
  ticketViewSchema,
} from '../../server/tickets/contract.ts';
import {
  filingCategoriesSchema,
  filingGuessSchema,
  matterFiledSchema,
} from '../../server/tickets/filings/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';
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

const [mainId, foreignId] = [randomUUID(), randomUUID()];
const over = (day: string) => ({ state: 'closed' as const, closedAt: new Date(`${day}T00:00:00Z`) });
const merged = (mainTicketId: string) => ({
  state: 'merged' as const,
  mainTicketId,
  closedAt: new Date('2020-02-01T00:00:00Z'),
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
      ticket('SZ-MAIN', {
        id: mainId,
        createdAt: new Date('2026-10-03T00:00:00Z'),
        state: 'accepted' as const,
      }),
      ticket('SZ-JOINED', { createdAt: new Date('2026-10-04T00:00:00Z'), ...merged(mainId) }),
      ticket('FOREIGN', { id: foreignId, citizenPhonePlain: '+8613900004449', ...over('2026-11-20') }),
      ticket('SZ-ONE', { createdAt: new Date('2026-10-02T00:00:00Z'), ...merged(foreignId) }),
      ticket('SZ-TWO', { createdAt: new Date('2026-10-01T00:00:00Z'), ...merged(foreignId) }),
      ticket('SZ-LAST-YEAR', { createdAt: new Date('2025-10-01T00:00:00Z'), ...over('2025-12-01') }),
      ticket('LONG-AGO', { createdAt: new Date('2020-01-01T00:00:00Z'), ...over('2020-02-01') }),
      ticket('SEALED', { sealed: true, kind: 'report' as const }),
      ticket('OTHERS', { citizenPhonePlain: '+8613900004442' }),
    ],
  });
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
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
  const sms = await database.read.smsOut.findFirstOrThrow({
    where: { toMark: testFields.mark(phone) },
    orderBy: { seq: 'desc' },
  });
  const code = /\d{6}/.exec(sms.text)?.[0];
  const wrong = code === '000000' ? '000001' : '000000';
  expect((await post('/session', { phone, code: wrong })).status).toBe(422);
  const opened = await post('/session', { phone, code });
  expect(opened.status).toBe(200);
  const [setCookie = ''] = opened.headers.getSetCookie();
  expect(setCookie).toMatch(/HttpOnly; SameSite=Strict/);
  const cookie = setCookie.split(';')[0] ?? '';
  expect(cookie).not.toContain('39000044');
  const { items, listedMonths } = myMattersSchema.parse(await (await list(cookie)).json());
  expect(listedMonths).toBe(36);
  // What was merged is one matter and stands as its main ticket does, whose number another citizen's stays.
  expect(items.map(({ number, state, alsoNumbers }) => [number, state, ...alsoNumbers])).toEqual([
    ['SZ-NEW', 'received'],
    ['SZ-OLD', 'received'],
    ['SZ-MAIN', 'accepted', 'SZ-JOINED'],
    ['SZ-ONE', 'closed', 'SZ-TWO'],
    ['SZ-LAST-YEAR', 'closed'],
  ]);
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

it('a petition is taken, answered, and reviewed by another authority than the one that answered', async () => {
  const citizen = new Api(app.base);
  const as = async (username: string): Promise<Api> => {
    const api = new Api(app.base);
    await api.signIn(username, 'onecall-demo');
    return api;
  };
  const petitioner = '+8613900004445';
  await citizen.post('/api/citizen/petitions/codes', { phone: petitioner }, z.unknown());
  const sms = await database.read.smsOut.findFirstOrThrow({ where: { toMark: testFields.mark(petitioner) } });
  const id = randomUUID();
  const petition = {
    id,
    title: '小区规划变更未公示',
    request: '公开变更依据',
    text: '2026 年 10 月小区门口改建停车楼，没有公示。',
    name: '陈秋',
    phone: petitioner,
    code: /\d{6}/.exec(sms.text)?.[0],
    place: { address: '莲花路 9 号', districtCode: '440304' },
    sealed: true,
  };
  const path = '/api/citizen/petitions';
  await expect(citizen.post(path, { ...petition, code: 'x' }, petitionFiledSchema)).rejects.toThrow();
  const filed = await citizen.post(path, petition, petitionFiledSchema);
  expect(await citizen.post(path, petition, petitionFiledSchema)).toEqual(filed);
  const look = (key: object) => citizen.post('/api/citizen/tickets/lookup', key, citizenTicketViewSchema);
  const first = await look(filed);
  const days = (from: string, to: string | null) => (Date.parse(to ?? '') - Date.parse(from)) / 86_400_000;
  expect(days(first.createdAt, first.receiptDueAt)).toBe(15);
  expect(first).toMatchObject({ kind: 'petition', dueAt: null, review: null });

  const give = async (username: string, ticketId: string, command: object) => {
    const { version } = await database.read.ticket.findUniqueOrThrow({ where: { id: ticketId } });
    const body = { commandId: randomUUID(), version, ...command };
    await (await as(username)).post(`/api/tickets/${ticketId}/commands`, body, z.unknown());
  };
  await give('dispatcher', id, { command: 'dispatch', departmentCode: 'planning' });
  expect(await look(filed)).toMatchObject({ receiptDueAt: first.receiptDueAt, dueAt: null });
  await give('dept-planning', id, { command: 'accept' });
  const taken = await look(filed);
  expect(taken.receiptDueAt).toBeNull();
  expect(Math.round(days(taken.createdAt, taken.dueAt))).toBe(60);
  const reply = {
    command: 'reply',
    publicReply: '变更已于 2026 年 9 月批准，现公开依据。',
    isTrue: true,
    isSolved: true,
  };
  await give('dept-planning', id, reply);
  await give('lead-planning', id, { command: 'approve' });
  expect((await look(filed)).review).toMatchObject({ kind: 'petition_review' });

  const reviewId = randomUUID();
  const asked = { ...filed, id: reviewId, text: '依据没有附图，无法核对。' };
  const review = await citizen.post(`${path}/review`, asked, petitionFiledSchema);
  expect(await citizen.post(`${path}/review`, asked, petitionFiledSchema)).toEqual(review);
  const twice = { ...asked, id: randomUUID() };
  await expect(citizen.post(`${path}/review`, twice, petitionFiledSchema)).rejects.toThrow('wrong_state');
  expect(await look(filed)).toMatchObject({ review: null, reviewedBy: review });
  const reviewed = await look(review);
  expect(reviewed).toMatchObject({ kind: 'petition_review', state: 'received' });
  expect(days(reviewed.createdAt, reviewed.dueAt)).toBe(30);
  const itself = give('dispatcher', reviewId, { command: 'dispatch', departmentCode: 'planning' });
  await expect(itself).rejects.toThrow('wrong_state');
  await give('dispatcher', reviewId, { command: 'dispatch', departmentCode: 'office' });
  const row = await database.read.ticket.findUniqueOrThrow({ where: { id: reviewId } });
  const citizenPhoneMark = testFields.mark(petitioner);
  expect(row).toMatchObject({ sealed: true, citizenPhoneMark, districtCode: '440304' });
});

it('a community worker files for people who agreed, follows all of it, and floods nobody', async () => {
  const worker = '+8613900004447';
  const person = '+8613900004448';
  const send = (to: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.base}/api/citizen/proxy${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  await send('/codes', { phone: worker });
  const sms = await database.read.smsOut.findFirstOrThrow({ where: { toMark: testFields.mark(worker) } });
  const proof = { name: '社工小李', phone: worker, code: /\d{6}/.exec(sms.text)?.[0] };
  const opened = await send('/session', proof);
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const signed = { cookie, 'x-onecall': '1' };
  const matter = (changed: object = {}) => ({
    id: randomUUID(),
    kind: 'help',
    text: '独居老人家里水管漏水，需要上门修理。',
    name: '黄阿婆',
    phone: person,
    place: { communityCode: '440304008001' },
    hasConsent: true,
    ...changed,
  });
  expect((await send('/tickets', matter(), { 'x-onecall': '1' })).status).toBe(401);
  expect((await send('/tickets', matter(), { cookie })).status).toBe(403);
  expect((await send('/tickets', matter({ hasConsent: false }), signed)).status).toBe(400);
  expect((await send('/tickets', matter({ kind: 'report' }), signed)).status).toBe(400);
  const first = matter();
  const filed = petitionFiledSchema.parse(await (await send('/tickets', first, signed)).json());
  expect(petitionFiledSchema.parse(await (await send('/tickets', first, signed)).json())).toEqual(filed);
  const told = () => database.read.smsOut.findFirst({ where: { toMark: testFields.mark(person) } });
  await vi.waitFor(async () => expect((await told())?.text).toContain(filed.number), 10_000);
  expect(
    await database.read.auditEntry.count({ where: { action: 'ticket.file_for', subjectId: first.id } }),
  ).toBe(1);
  for (let more = 0; more < 2; more += 1) expect((await send('/tickets', matter(), signed)).status).toBe(200);
  expect((await send('/tickets', matter(), signed)).status).toBe(429);
  const mine = await fetch(`${app.base}/api/citizen/proxy`, { headers: { cookie } });
  const { items } = proxyListSchema.parse(await mine.json());
  expect(items).toHaveLength(3);
  expect(items.at(-1)).toMatchObject({ ...filed, forName: '黄阿婆' });
  const agent = new Api(app.base);
  await agent.signIn('dispatcher', 'onecall-demo');
  const view = await agent.get(`/api/tickets/${first.id}`, ticketViewSchema);
  expect(view.filedBy).toMatch(/^社/);
});

it('a citizen writes a ticket: guessed from the words, proved by the telephone, one however often it is sent', async () => {
  const citizen = new Api(app.base);
  const path = '/api/citizen/filing';
  const mine = '+8613900004471';
  const text = '福田区梅林路口路灯坏了半个月，晚上一片漆黑，老人差点摔倒，请尽快维修。';
  const guess = await citizen.post(`${path}/guess`, { text }, filingGuessSchema);
  expect(guess).toMatchObject({ districtCode: '440304', isEmergency: false });
  const { items } = await citizen.get(`${path}/categories`, filingCategoriesSchema);
  expect(items.find(({ code }) => code === guess.categoryCode)?.name.zh).toContain('路灯');
  expect(guess.answers.length).toBeGreaterThan(0);

  const proof = async () => {
    await citizen.post(`${path}/codes`, { phone: mine, lang: 'zh-Hant' }, z.unknown());
    const sms = await database.read.smsOut.findFirstOrThrow({
      where: { toMark: testFields.mark(mine), text: { contains: '驗證碼' } },
      orderBy: { seq: 'desc' },
    });
    return { phone: mine, code: /\d{6}/.exec(sms.text)?.[0] };
  };
  const { categoryCode } = guess;
  const matter = {
    id: randomUUID(),
    kind: 'complaint',
    categoryCode,
    text,
    place: { districtCode: '440304' },
    lang: 'zh-Hant',
  };
  const sent = { ...matter, ...(await proof()) };
  const wrong = { ...sent, categoryCode: 'no.such' };
  await expect(citizen.post(path, wrong, matterFiledSchema)).rejects.toThrow('bad_request');
  // Pressed twice, and sent again when the answer was lost.
  const [filed, twice] = await Promise.all([
    citizen.post(path, sent, matterFiledSchema),
    citizen.post(path, sent, matterFiledSchema),
  ]);
  expect(twice).toEqual(filed);
  expect(await citizen.post(path, sent, matterFiledSchema)).toEqual(filed);
  // The code is good for this matter alone.
  const next = { ...sent, id: randomUUID() };
  await expect(citizen.post(path, next, matterFiledSchema)).rejects.toThrow('phone_code');
  const row = await database.read.ticket.findUniqueOrThrow({ where: { number: filed.number } });
  expect(row).toMatchObject({ id: matter.id, channel: 'web', kind: 'complaint', categoryCode, text });
  expect(row).toMatchObject({
    citizenPhoneMark: testFields.mark(mine),
    districtCode: '440304',
    sealed: false,
  });
  // Who reads traditional characters is written to in them.
  const told = () =>
    database.read.smsOut.findFirst({
      where: { toMark: testFields.mark(mine), text: { contains: '您的事項已登記' } },
    });
  await vi.waitFor(async () => expect(await told()).not.toBeNull(), 15_000);

  // Another telephone with the same id opens nothing.
  const theirs = '+8613900004472';
  await citizen.post(`${path}/codes`, { phone: theirs }, z.unknown());
  const sms = await database.read.smsOut.findFirstOrThrow({ where: { toMark: testFields.mark(theirs) } });
  const stolen = { ...sent, phone: theirs, code: /\d{6}/.exec(sms.text)?.[0] };
  await expect(citizen.post(path, stolen, matterFiledSchema)).rejects.toThrow('conflict');

  // The same matter again is an urge; in confidence it is a ticket of its own.
  const again = { ...matter, id: randomUUID(), ...(await proof()) };
  const joined = await citizen.post(path, again, matterFiledSchema);
  expect(joined).toEqual({ ...filed, isJoined: true });
  expect(await citizen.post(path, again, matterFiledSchema)).toEqual(joined);
  expect(await database.read.ticket.findUniqueOrThrow({ where: { id: matter.id } })).toMatchObject({
    urges: 1,
  });
  const report = { ...matter, id: randomUUID(), kind: 'report', ...(await proof()) };
  const sealed = await citizen.post(path, report, matterFiledSchema);
  expect(sealed.isJoined).toBe(false);
  expect(await database.read.ticket.findUniqueOrThrow({ where: { id: report.id } })).toMatchObject({
    sealed: true,
  });

  const photo = async () => {
    const form = new FormData();
    form.append('file', new Blob([Buffer.from(onePixel, 'base64')]), '路灯.png');
    const { number, code } = filed;
    const key = new URLSearchParams({ number, code });
    return fetch(`${app.base}/api/citizen/tickets/files?${key}`, { method: 'POST', body: form });
  };
  expect([(await photo()).status, (await photo()).status]).toEqual([200, 200]);
  expect(await database.read.ticketFile.count({ where: { ticketId: matter.id } })).toBe(1);
});

it('numbers begin as the pack says; those of before stay, and figures alone mean either', async () => {
  const agent = new Api(app.base);
  await agent.signIn('agent1', 'onecall-demo');
  const file = async () => {
    const matter = {
      id: randomUUID(),
      kind: 'help',
      title: '井盖松动',
      text: '井盖松动，车过就响。',
      channel: 'voice',
    };
    return agent.post('/api/tickets', { ...matter, citizenPhone: '13900004473' }, ticketCreatedSchema);
  };
  const before = await file();
  await database.read.packState.updateMany({ data: { ticketPrefixes: ['GZS', 'SZ'] } });
  const after = await file();
  expect(before.ticket.number).toMatch(/^SZ\d{14,}$/);
  expect(after.ticket.number).toMatch(/^GZS\d{14,}$/);
  for (const { ticket, code } of [before, after])
    for (const number of [ticket.number, ticket.number.toLowerCase(), ticket.number.replace(/^\D+/, '')]) {
      const seen = await agent.post('/api/citizen/tickets/lookup', { number, code }, citizenTicketViewSchema);
      expect(seen.number).toBe(ticket.number);
    }
  await database.read.packState.updateMany({ data: { ticketPrefixes: ['SZ'] } });
});
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
