// A citizen asks for disclosure and follows it like a ticket; departments see resources by their sharing class.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import {
  type CatalogueEntry,
  catalogueFieldsSchema,
  cataloguePageSchema,
  coverageSchema,
  disclosureFiledSchema,
  disclosureRequestSchema,
  staleSchema,
} from '../../server/catalogue/contract.ts';
import { auditPageSchema } from '../../server/admin/audit/contract.ts';
import { articleViewSchema } from '../../server/knowledge/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { citizenTicketViewSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const files = 'SZ0075PLAN2026SQ0001';
let app: App;
let database: Database;
const as = async (username: string): Promise<Api> => {
  const api = new Api(app.base);
  await api.signIn(username, 'onecall-demo');
  return api;
};

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await database?.close();
});

it('a request goes to the department that holds the entry, runs 20 working days, and is followed by number and code', async () => {
  const citizen = new Api(app.base);
  const { items } = await citizen.get('/api/citizen/catalogue?q=规划许可', cataloguePageSchema);
  expect(items.map(({ code }) => code)).toEqual([files]);
  const id = randomUUID();
  const request = {
    id,
    entryCode: files,
    text: '某地块的规划许可证及附图',
    name: '王五',
    phone: '13900007777',
  };
  const filed = await citizen.post('/api/citizen/disclosure-requests', request, disclosureFiledSchema);
  const again = await citizen.post('/api/citizen/disclosure-requests', request, disclosureFiledSchema);
  expect(again).toEqual(filed);
  const view = await citizen.post('/api/citizen/tickets/lookup', filed, citizenTicketViewSchema);
  expect(view).toMatchObject({
    kind: 'disclosure_request',
    state: 'dispatched',
    title: '建设用地规划许可档案',
  });
  const clock = await database.read.ticketClock.findFirst({ where: { ticketId: id, clock: 'resolve' } });
  expect(clock).toMatchObject({ policyCode: 'resolve-disclosure-request', state: 'running' });
  const officer = await as('dept-planning');
  const about = await officer.get(`/api/tickets/${id}/disclosure`, disclosureRequestSchema);
  expect(about).toMatchObject({ delivery: 'online', entry: { code: files } });
  const stranger = await as('dept-ecology');
  await expect(stranger.get(`/api/tickets/${id}/disclosure`, disclosureRequestSchema)).rejects.toThrow();
});

it('an answer says how the request was decided and by which rule, to its citizen only once it is approved', async () => {
  const citizen = new Api(app.base);
  const id = randomUUID();
  const request = { id, entryCode: files, text: '某地块的规划许可证', name: '王五', phone: '13900007778' };
  const filed = await citizen.post('/api/citizen/disclosure-requests', request, disclosureFiledSchema);
  const look = () => citizen.post('/api/citizen/tickets/lookup', filed, citizenTicketViewSchema);
  const [officer, lead] = await Promise.all([as('dept-planning'), as('lead-planning')]);
  const give = async (who: Api, command: object): Promise<void> => {
    const { version } = await database.read.ticket.findUniqueOrThrow({ where: { id } });
    await who.post(
      `/api/tickets/${id}/commands`,
      { commandId: randomUUID(), version, ...command },
      z.unknown(),
    );
  };
  await give(officer, { command: 'accept' });
  const reply = {
    command: 'reply',
    publicReply: '涉及第三方商业秘密的附图不予公开，其余已寄出。',
    isTrue: true,
    isSolved: true,
  };
  await expect(give(officer, { ...reply, disclosureResult: 'no_such_code' })).rejects.toThrow('bad_request');
  await give(officer, { ...reply, disclosureResult: 'partly_disclosed' });
  expect((await look()).disclosureResult).toBeNull();
  await give(lead, { command: 'approve' });
  expect((await look()).disclosureResult).toEqual({
    label: { zh: '部分公开', en: 'Disclosed in part' },
    basis: '政府信息公开条例第三十七条',
  });
});

it('an entry that is published leads to its answer', async () => {
  const citizen = new Api(app.base);
  const listed = async () => (await citizen.get('/api/citizen/catalogue', cataloguePageSchema)).items;
  const published = (await listed()).find(({ mustPublish }) => mustPublish);
  if (!published?.articleId) throw new Error('a published entry without its answer');
  const { articleId, name } = published;
  const article = await citizen.get(`/api/citizen/articles/${articleId}`, articleViewSchema);
  expect(article.title).toEqual(name);
  expect((await listed()).filter(({ mustPublish }) => !mustPublish)).toSatisfy((asked: CatalogueEntry[]) =>
    asked.every((entry) => entry.articleId === null),
  );
});

it('an id that is another matter’s opens nothing', async () => {
  const stranger = new Api(app.base);
  const id = randomUUID();
  const request = { id, text: '某地块的规划许可证及附图', name: '王五', phone: '13900007779' };
  await stranger.post('/api/citizen/disclosure-requests', request, disclosureFiledSchema);
  const dispatcher = await as('dispatcher');
  const matter = { id: randomUUID(), kind: 'complaint', title: '噪声', text: '夜间噪声', channel: 'web' };
  await dispatcher.post('/api/tickets', matter, z.unknown());
  for (const other of [
    { ...request, phone: '13900007780' },
    { ...request, text: '另一地块的许可证' },
    { ...request, id: matter.id },
  ])
    await expect(
      stranger.post('/api/citizen/disclosure-requests', other, disclosureFiledSchema),
    ).rejects.toThrow('conflict');
});

it('without an entry the desk decides who answers, and the time to answer runs all the same', async () => {
  const citizen = new Api(app.base);
  const id = randomUUID();
  const request = { id, text: '某路段改造的可行性研究报告', name: '赵六', phone: '13900008888' };
  await citizen.post('/api/citizen/disclosure-requests', request, disclosureFiledSchema);
  const ticket = await database.read.ticket.findUniqueOrThrow({ where: { id }, include: { clocks: true } });
  expect(ticket).toMatchObject({ state: 'received', categoryCode: 'affairs.disclosure.request' });
  const started = ticket.clocks.find(({ clock }) => clock === 'resolve');
  expect(started).toMatchObject({ policyCode: 'resolve-disclosure-request', state: 'running' });
  const dispatcher = await as('dispatcher');
  const dispatch = {
    command: 'dispatch',
    commandId: randomUUID(),
    version: ticket.version,
    departmentCode: 'planning',
  };
  await dispatcher.post(`/api/tickets/${id}/commands`, dispatch, z.unknown());
  const clocks = await database.read.ticketClock.findMany({ where: { ticketId: id, clock: 'resolve' } });
  expect(clocks.map(({ dueAt }) => dueAt)).toEqual([started?.dueAt]);
});

it('an entry that was withdrawn is not asked for any more, but a request keeps what it was about', async () => {
  const citizen = new Api(app.base);
  const ask = () => {
    const request = {
      id: randomUUID(),
      entryCode: files,
      text: '另一地块的许可证',
      name: '王五',
      phone: '13900007777',
    };
    return citizen.post('/api/citizen/disclosure-requests', request, disclosureFiledSchema);
  };
  await ask();
  const setWithdrawn = (withdrawnAt: Date | null) =>
    database.read.catalogueEntry.update({ where: { code: files }, data: { withdrawnAt } });
  await setWithdrawn(new Date());
  await expect(ask()).rejects.toThrow(/not_found|404/);
  const { ticketId } = await database.read.disclosureRequest.findFirstOrThrow({
    where: { entryCode: files },
  });
  const about = await (await as('dept-planning')).get(
    `/api/tickets/${ticketId}/disclosure`,
    disclosureRequestSchema,
  );
  expect(about.entry?.code).toBe(files);
  await setWithdrawn(null);
});

it('resources are seen by their sharing class, with their fields where the class allows it', async () => {
  const seenBy = async (username: string) => {
    const reader = await as(username);
    const { items } = await reader.get('/api/catalogue?kind=resource', cataloguePageSchema);
    const seen = items.map(async ({ code, mayReadFields }) => {
      const asked = reader.get(`/api/catalogue/${code}/fields`, catalogueFieldsSchema);
      if (mayReadFields) return [code.slice(6, 10), (await asked).items.length] as const;
      await expect(asked).rejects.toThrow('forbidden');
      return [code.slice(6, 10), null] as const;
    });
    return Object.fromEntries(await Promise.all(seen));
  };
  expect(await seenBy('dept-ecology')).toEqual({ POLI: null, MARK: 3, ECOL: 3, HRSS: null });
  // What is hidden takes no place of what is shown.
  await database.read.catalogueEntry.createMany({
    data: Array.from({ length: 210 }, (_, at) => ({
      code: `SZ0001HIDE2026${String(at).padStart(6, '0')}`,
      kind: 'resource' as const,
      nameZh: `一${at}`,
      nameEn: `One ${at}`,
      summaryZh: '',
      summaryEn: '',
      departmentCode: 'police',
      sharing: 'none' as const,
    })),
  });
  expect(await seenBy('dept-ecology')).toEqual({ POLI: null, MARK: 3, ECOL: 3, HRSS: null });
  await database.read.catalogueEntry.deleteMany({ where: { code: { startsWith: 'SZ0001HIDE' } } });
  expect(await seenBy('editor')).toMatchObject({ POLI: 3, JUST: 2 });
  const citizen = new Api(app.base);
  const { items } = await citizen.get('/api/citizen/catalogue?kind=resource', cataloguePageSchema);
  expect(items.some(({ kind }) => kind === 'resource')).toBe(false);
});

it('a look at the fields of what is not shared with everybody is written down, a look at the list is not', async () => {
  const editor = await as('editor');
  const { items } = await editor.get('/api/catalogue?kind=resource', cataloguePageSchema);
  const codeOf = (sharing: string): string => items.find((one) => one.sharing === sharing)?.code ?? '';
  const looks = async () => {
    const rows = await database.read.auditEntry.findMany({
      where: { action: 'catalogue.look' },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ subjectType, subjectId }) => `${subjectType} ${subjectId}`);
  };
  const before = await looks();
  await editor.get('/api/catalogue?kind=resource', cataloguePageSchema);
  for (const sharing of ['unconditional', 'conditional', 'none'])
    await editor.get(`/api/catalogue/${codeOf(sharing)}/fields`, catalogueFieldsSchema);
  expect((await looks()).slice(before.length)).toEqual([
    `catalogue_entry ${codeOf('conditional')}`,
    `catalogue_entry ${codeOf('none')}`,
  ]);
  const trail = await (await as('admin')).get('/api/admin/audit?action=catalogue.look', auditPageSchema);
  expect(trail.items[0]?.subject.label).toEqual(items.find(({ code }) => code === codeOf('none'))?.name);
  // What is not shared does not exist for another department, and a refused look is none.
  const officer = await as('dept-ecology');
  const asked = officer.get(`/api/catalogue/${codeOf('none')}/fields`, catalogueFieldsSchema);
  await expect(asked).rejects.toThrow('not_found');
  expect(await looks()).toHaveLength(before.length + 2);
});

it('the catalogue comes page by page, each entry once, also where names are the same', async () => {
  const editor = await as('editor');
  await database.read.catalogueEntry.createMany({
    data: Array.from({ length: 230 }, (_, at) => ({
      code: `SZ0001PAGE2026${String(at).padStart(6, '0')}`,
      kind: 'resource' as const,
      nameZh: `分页 ${Math.floor(at / 50)}`,
      nameEn: 'Page',
      summaryZh: '',
      summaryEn: '',
      departmentCode: 'police',
      sharing: 'unconditional' as const,
    })),
  });
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const path = `/api/catalogue?kind=resource&limit=100${cursor && `&cursor=${cursor}`}`;
    const page = await editor.get(path, cataloguePageSchema);
    found.push(...page.items.map(({ code }) => code));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  await database.read.catalogueEntry.deleteMany({ where: { code: { startsWith: 'SZ0001PAGE' } } });
  expect(found.filter((code) => code.startsWith('SZ0001PAGE'))).toHaveLength(230);
  expect(new Set(found).size).toBe(found.length);
  expect(found.length).toBeGreaterThan(230);
});

it('what must be public is found by its name; what is not is named with the reason; stale data are listed', async () => {
  const editor = await as('editor');
  const before = await editor.get('/api/catalogue/coverage', coverageSchema);
  expect(before).toMatchObject({ mustPublish: 10, found: 10, missing: [] });
  const code = { startsWith: 'disc-sz0075edu' };
  const article = await database.read.article.findFirstOrThrow({ where: { code } });
  const now = { status: 'withdrawn', updatedAt: new Date(), version: { increment: 1 } } as const;
  await database.change(async ({ tx, emit }) => {
    await tx.article.update({ where: { id: article.id }, data: now });
    emit('article.changed', { articleId: article.id });
  });
  const after = () => editor.get('/api/catalogue/coverage', coverageSchema);
  await expect
    .poll(async () => (await after()).missing.map(({ reason }) => reason), { timeout: 20_000 })
    .toEqual(['not_published']);
  const { items } = await (await as('supervisor')).get('/api/catalogue/stale', staleSchema);
  const days = items.map(({ staleDays }) => staleDays ?? 0);
  expect(days).toEqual(days.toSorted((a, b) => b - a));
  expect(items.map(({ code: one }) => one.slice(6, 10))).toContain('ECOL');
  expect(items.every(({ mayReadFields }) => mayReadFields)).toBe(true);

  // Who oversees departments sees that data are old; what they hold, by the sharing class alone.
  const seen = (await (await as('observer')).get('/api/catalogue/stale', staleSchema)).items;
  expect(seen.map(({ code: one }) => one)).toEqual(items.map(({ code: one }) => one));
  for (const { sharing, mayReadFields } of seen) expect(mayReadFields).toBe(sharing === 'unconditional');
  expect(new Set(seen.map(({ sharing }) => sharing)).size).toBeGreaterThan(1);
});
