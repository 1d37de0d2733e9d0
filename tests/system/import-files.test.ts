// Files of any make come in by the wizard's routes, and what is inside goes out again as a file that changes nothing.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { cataloguePageSchema } from '../../server/catalogue/contract.ts';
import {
  faultPageSchema,
  type ImportRun,
  type ImportTarget,
  importFileSchema,
  importRunSchema,
  importRunsSchema,
  importSourceSchema,
  importSourcesSchema,
  previewSchema,
} from '../../server/imports/contract.ts';
import { articleNoticeSchema, searchAnswerSchema } from '../../server/knowledge/contract.ts';
import texts from '../../server/platform/error-texts.json' with { type: 'json' };
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let editor: Api;
beforeAll(async () => {
  const env = { PRIVATE_NETWORKS: '127.0.0.1/32' };
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis(), env });
  editor = new Api(app.base);
  await editor.signIn('editor', 'onecall-demo');
}, 120_000);
afterAll(() => app?.stop());

async function send(name: string, content: string | Buffer) {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(Buffer.from(content))]), name);
  const answer = await fetch(`${app.base}/api/imports/files`, {
    method: 'POST',
    headers: { 'x-onecall': '1', cookie: editor.cookie },
    body: form,
  });
  return importFileSchema.parse(await answer.json());
}

/** A run from beginning to end, with the mapping that is guessed. */
async function run(
  fileId: string,
  target: ImportTarget,
  more: { isDryRun: boolean; isWhole?: boolean; mostWithdrawn?: number },
): Promise<ImportRun> {
  const { mapping } = await editor.post(`/api/imports/files/${fileId}/preview`, { target }, previewSchema);
  const id = randomUUID();
  await editor.post('/api/imports/runs', { id, fileId, target, mapping, ...more }, importRunSchema);
  return expect
    .poll(() => editor.get(`/api/imports/runs/${id}`, importRunSchema), { timeout: 30_000, interval: 50 })
    .toMatchObject({ finishedAt: expect.any(String) })
    .then(() => editor.get(`/api/imports/runs/${id}`, importRunSchema));
}

const exported = async (target: ImportTarget, format: string): Promise<Buffer> => {
  const address = `${app.base}/api/imports/export?target=${target}&format=${format}`;
  const answer = await fetch(address, { headers: { cookie: editor.cookie } });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

/** “编码,名称”, a code and a name in GB 18030: what Excel for Chinese writes. */
const gb18030 = (): Buffer =>
  Buffer.concat([
    Buffer.from([0xb1, 0xe0, 0xc2, 0xeb, 0x2c, 0xca, 0xc2, 0xcf, 0xee, 0xc3, 0xfb, 0xb3, 0xc6]),
    Buffer.from([0x2c, 0xb2, 0xbf, 0xc3, 0xc5, 0x0a]),
    Buffer.from('11440000006939756B2440101007000,'),
    Buffer.from([0xb7, 0xc5, 0xc6, 0xf8, 0xc7, 0xf2, 0x2c, 0xcb, 0xae, 0xce, 0xf1, 0xbe, 0xd6, 0x0a]),
  ]);

it('another city’s file is read by a guess, first rows and faults are shown before anything is written', async () => {
  const file = await send('外地.csv', gb18030());
  expect(file).toMatchObject({ format: 'csv', rows: 1, fault: null });
  expect(file.columns.map(({ name }) => name)).toEqual(['编码', '事项名称', '部门']);
  const preview = await editor.post(
    `/api/imports/files/${file.id}/preview`,
    { target: 'service_item' },
    previewSchema,
  );
  expect(preview.mapping).toEqual({ 编码: 'code', 事项名称: 'name', 部门: 'departmentName' });
  expect(preview.rows[0]?.values).toContainEqual({ field: 'name', text: '放气球' });
  const without = await editor.post(
    `/api/imports/files/${file.id}/preview`,
    { target: 'service_item', mapping: { 编码: 'code' } },
    previewSchema,
  );
  expect(without.rows[0]).toMatchObject({ isLeftOut: true });
  expect(await run(file.id, 'service_item', { isDryRun: true })).toMatchObject({ created: 1, faults: 0 });
  expect(await run(file.id, 'service_item', { isDryRun: false })).toMatchObject({ created: 1, done: 1 });
  const { items } = await editor.get('/api/imports/runs', importRunsSchema);
  expect(items).toHaveLength(1);
});

const put = (path: string, body: object) =>
  fetch(`${app.base}${path}`, {
    method: 'PUT',
    headers: { 'x-onecall': '1', cookie: editor.cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then((answer) => expect(answer.status).toBe(200));
const notices = z.object({ items: z.array(articleNoticeSchema) });
const item = { code: '11440000006939756B2440101007001', name: '放飞气球', departmentName: '水务局' };

it('a cell that is too long to be shown is cut between two characters, and no file is refused for it', async () => {
  const long = `${'长'.repeat(119)}😀`;
  const file = await send(`${'名'.repeat(195)}😀.csv`, `事项名称\n${long}\n`);
  expect(file.columns[0]?.samples).toEqual(['长'.repeat(119)]);
});
it('what is no table says so', async () => {
  expect((await send('x.xlsx', Buffer.from('PK\u0003\u0004 nothing'))).fault?.rule).toBe('file_unreadable');
  expect((await send('x.csv', '')).fault?.rule).toBe('file_empty');
});

describe('the catalogues', () => {
  it.each([
    ['disclosure', 'csv'],
    ['disclosure', 'xlsx'],
    ['resource', 'xlsx'],
    ['resource', 'json'],
    ['service_item', 'csv'],
    ['service_item', 'xlsx'],
  ] as const)('of %s go out as %s and come in again unchanged', async (target, format) => {
    const file = await send(`x.${format}`, await exported(target, format));
    expect(file).toMatchObject({ format: format === 'json' ? 'jsonl' : format, fault: null });
    const trial = await run(file.id, target, { isDryRun: true, isWhole: true });
    expect(trial).toMatchObject({ created: 0, updated: 0, withdrawn: 0, faults: 0, unchanged: file.rows });
    expect(file.rows).toBeGreaterThan(0);
  });

  it('are updated in place; a whole one withdraws what it lacks, after the number was shown, and no more', async () => {
    const lines = (await exported('disclosure', 'json')).toString().trim().split('\n');
    const rows: Record<string, string>[] = lines.map((line) => JSON.parse(line));
    const [first, second, ...others] = rows;
    if (!first || !second) throw new Error('the pack has no catalogue');
    const changed = [{ ...second, nameZh: '预算和决算的新名字', mustPublish: '主动公开' }, ...others];
    const file = await send('目录.json', JSON.stringify([...changed, { code: 'SHORT', nameZh: 'x' }]));
    const trial = await run(file.id, 'disclosure', { isDryRun: true, isWhole: true });
    expect(trial).toMatchObject({ updated: 1, created: 0, withdrawn: 1 });
    const refused = await run(file.id, 'disclosure', { isDryRun: false, isWhole: true, mostWithdrawn: 0 });
    expect(refused).toMatchObject({ updated: 1, withdrawn: 0 });
    const { items } = await editor.get(`/api/imports/runs/${refused.id}/faults`, faultPageSchema);
    expect(items.map(({ rule }) => rule)).toEqual([
      'index_length',
      'field_missing',
      'field_missing',
      'withdrawal_refused',
    ]);
    expect(
      await run(file.id, 'disclosure', { isDryRun: false, isWhole: true, mostWithdrawn: 1 }),
    ).toMatchObject({
      updated: 0,
      withdrawn: 1,
    });
    const listed = await editor.get(`/api/catalogue?q=${first.code}`, cataloguePageSchema);
    expect(listed.items).toEqual([]);
    const named = encodeURIComponent('预算和决算的新名字');
    await expect
      .poll(
        async () =>
          (await editor.get(`/api/citizen/search?q=${named}`, searchAnswerSchema)).hits[0]?.article.title.zh,
        {
          timeout: 20_000,
        },
      )
      .toBe('预算和决算的新名字');
    // What a spreadsheet made of a code names nothing, and the file may hold everything that it lacks.
    const spoilt = await send(
      '目录.csv',
      `索引号,名称,部门\n2.0260101E+19,某项,深圳市水务局\n${second.code},某,深圳市水务局\n`,
    );
    const kept = await run(spoilt.id, 'disclosure', { isDryRun: true, isWhole: true });
    expect(kept).toMatchObject({ updated: 1, withdrawn: 0 });
    const told = await editor.get(`/api/imports/runs/${kept.id}/faults`, faultPageSchema);
    expect(told.items.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['code_rounded', 'withdrawal_unsure']),
    );
    // It is back: in force again.
    const back = await send('目录.json', JSON.stringify([first]));
    expect(await run(back.id, 'disclosure', { isDryRun: false })).toMatchObject({ updated: 1 });
  });
});

it('an address is pulled at its time, a file that is the same only once, and a failure is told once', async ({
  onTestFinished,
}) => {
  let [status, asked] = [200, 0];
  let ready = Promise.resolve();
  const city = createServer(async (request, response) => {
    asked += 1;
    await ready;
    if (request.url === '/inside') response.writeHead(302, { location: 'http://192.168.0.1/' }).end();
    else if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else response.writeHead(status, { etag: '"1"' }).end(JSON.stringify([item]));
  });
  await once(city.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void city.close());
  const place = city.address();
  if (place === null || typeof place === 'string') throw new Error('no port was given');
  const source = {
    name: '市局接口',
    target: 'service_item',
    url: `http://127.0.0.1:${place.port}/items.json`,
    mappingId: null,
    isWhole: false,
    hour: 3,
    isActive: true,
  };
  const id = randomUUID();
  const save = (change: object, version: number) =>
    put(`/api/imports/sources/${id}`, { ...source, ...change, version });
  const pull = () => editor.post(`/api/imports/sources/${id}/pull`, {}, importSourceSchema);
  const runs = async () => (await editor.get(`/api/imports/runs?sourceId=${id}`, importRunsSchema)).items;
  await save({}, 0);
  expect(await pull()).toMatchObject({ failure: null, pulledAt: expect.any(String) });
  await expect.poll(runs, { timeout: 20_000 }).toMatchObject([{ done: 1, startedBy: null, faults: 0 }]);
  await pull();
  expect(asked).toBe(2);
  expect(await runs()).toHaveLength(1);

  // Changed while the city still answers: what comes is by the old settings, and the next file counts as new.
  let answer = (): void => undefined;
  ready = new Promise((resolve) => (answer = resolve));
  await save({}, 1);
  const early = pull();
  await expect.poll(() => asked).toBe(3);
  await save({ hour: 4 }, 2);
  answer();
  await early;
  expect(await runs()).toHaveLength(1);
  await pull();
  expect(await runs()).toHaveLength(2);

  const told = async () =>
    (await editor.get('/api/knowledge/notices', notices)).items.filter(
      ({ kind }) => kind === 'source_failed',
    );
  status = 500;
  await save({}, 3);
  expect(await pull()).toMatchObject({ failure: 'refused', failingSince: expect.any(String) });
  await pull();
  expect(await told()).toMatchObject([{ articleId: id, title: { zh: source.name } }]);
  for (const url of [
    `http://127.0.0.1:${place.port}/inside`,
    'http://[::ffff:10.0.0.1]/x',
    'http://2130706434/',
  ]) {
    const [now] = (await editor.get('/api/imports/sources', importSourcesSchema)).items;
    await save({ url }, now?.version ?? 0);
    expect(await pull()).toMatchObject({ failure: 'address_forbidden' });
  }
});

it('tickets go out by when something happened to them, and a filter that nobody knows is refused', async () => {
  const dispatcher = new Api(app.base);
  await dispatcher.signIn('dispatcher', 'onecall-demo');
  const filed = async (title: string): Promise<void> => {
    const ticket = { id: randomUUID(), kind: 'complaint', title, text: '路灯不亮', channel: 'web' };
    await dispatcher.post('/api/tickets', ticket, z.object({}));
  };
  const titles = async (query: string): Promise<string[]> => {
    const { cookie } = dispatcher;
    const answer = await fetch(`${app.base}/api/exchange/tickets?format=json&${query}`, {
      headers: { cookie },
    });
    const lines = (await answer.text()).trim().split('\n').filter(Boolean);
    return lines.map((line) => z.object({ title: z.string() }).parse(JSON.parse(line)).title);
  };
  await filed('先报的');
  await pause(50);
  const between = new Date().toISOString();
  await filed('后报的');
  expect(await titles(`updatedSince=${between}`)).toEqual(['后报的']);
  const before = await titles(`updatedUntil=${between}`);
  expect(before).toContain('先报的');
  expect(before).not.toContain('后报的');
  expect(await titles(`updatedSince=${between}&updatedUntil=${between}`)).toEqual([]);

  for (const [address, code, named] of [
    ['/api/exchange/tickets?since=2026-11-29', 'unknown_parameter', 'since'],
    ['/api/exchange/tickets?updatedSince=yesterday', 'bad_request', 'updatedSince'],
    ['/api/tickets?updatedsince=2026-11-29T00:00:00Z', 'unknown_parameter', 'updatedsince'],
  ] as const) {
    const headers = { cookie: dispatcher.cookie, 'accept-language': 'en' };
    const answer = await fetch(app.base + address, { headers });
    expect(answer.status).toBe(400);
    const { error } = z
      .object({ error: z.object({ code: z.string(), message: z.string(), details: z.unknown() }) })
      .parse(await answer.json());
    expect(error).toMatchObject({ code, message: texts.en[code], details: { issues: [{ path: named }] } });
  }
});

it('the log has no warning of what a later version will not know', () => {
  expect(app.log()).not.toMatch(/deprecat/i);
});

it('an item of a department that the sheet calls as the city does belongs to that department', async () => {
  const heading = '某市办事事项清单,,\n编码,叫什么名字,哪个部门办\n';
  const file = await send('清单.csv', `${heading}114403000000000000244010900200,放河灯许可,市水务局\n`);
  expect(file).toMatchObject({ rows: 1, fault: null });
  expect(file.columns.map(({ name }) => name)).toEqual(['编码', '叫什么名字', '哪个部门办']);
  const tried = await run(file.id, 'service_item', { isDryRun: true });
  const faults = await editor.get(`/api/imports/runs/${tried.id}/faults`, faultPageSchema);
  // As the spreadsheet numbers it.
  expect(faults.items[0]).toMatchObject({ row: 3, field: 'code', rule: 'code_length' });
  const whole = `${heading}11440300000000000X2440109002000,放河灯许可,市水务局\n`;
  await run((await send('清单.csv', whole)).id, 'service_item', { isDryRun: false });
  const query = encodeURIComponent('放河灯许可');
  await expect
    .poll(async () => {
      const { hits } = await editor.get(`/api/citizen/search?q=${query}`, searchAnswerSchema);
      return hits[0]?.article.departmentCode;
    })
    .toBe('water');
});
