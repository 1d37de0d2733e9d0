// Every list goes out as a file and comes back the same: of one city into an empty one, in each format, by the table of
// lists itself. A list that is added there is tested here.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadTexts } from '../../server/admin/index.ts';
import { createConnectors } from '../../server/connectors/index.ts';
import { createImports, Exchange, StaffImports } from '../../server/imports/index.ts';
import { type ExportFormat, exportFormatSchema } from '../../server/imports/formats.ts';
import { allLists } from '../../server/imports/lists/all.ts';
import type { ListName } from '../../server/imports/lists/contract.ts';
import { readFile } from '../../server/imports/lists/core.ts';
import { columnsOf, type List, noFilter, type Row } from '../../server/imports/lists/list.ts';
import { exportedFile } from '../../server/imports/lists/service.ts';
import { readTable } from '../../server/imports/table.ts';
import { DoNotCallList } from '../../server/intake/outbound/do-not-call.ts';
import { FlowEditing } from '../../server/intake/voice/flow-editing.ts';
import { FlowVersions } from '../../server/intake/voice/flow-versions.ts';
import type { Sounds } from '../../server/intake/voice/sounds.ts';
import { createKnowledge } from '../../server/knowledge/index.ts';
import { Newsroom, Participation } from '../../server/participation/index.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { Sessions } from '../../server/platform/auth/sessions.ts';
import { roleSchema } from '../../server/platform/contract.ts';
import { FileStore } from '../../server/platform/files.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { openRedis } from '../../server/platform/redis.ts';
import type { PhoneCodes } from '../../server/intake/index.ts';
import type { Routing } from '../../server/routing/index.ts';
import { Catalogue } from '../../server/catalogue/index.ts';
import type { Tickets } from '../../server/tickets/index.ts';
import { ClockRules } from '../../server/tickets/clock-rules/service.ts';
import { followUpRulesViewSchema } from '../../server/tickets/oversight/contract.ts';
import { readFollowUpRules } from '../../server/tickets/oversight/follow-ups.ts';
import { RuleBook } from '../../server/tickets/rules.ts';
import { createWebhooks } from '../../server/webhooks/index.ts';
import { demoDatabase, testDatabase } from '../harness/database.ts';
import { testSecret } from '../harness/fields.ts';
import { testRedis } from '../harness/redis.ts';
import { openCity } from '../reports/city.ts';

const log = createLog('silent');
const secrets = new Secrets(testSecret);
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** A city with all its lists, and somebody who may do everything. */
async function cityOn(databaseUrl: string) {
  const redisUrl = await testRedis();
  const { database, service } = await openCity(databaseUrl);
  const [jobs, redis] = [new Jobs(redisUrl, log), openRedis(redisUrl, log)];
  const texts = await loadTexts(database);
  const files = new FileStore(tmpdir());
  const knowledge = await createKnowledge({ database, redis, jobs, log, files, texts });
  const connectors = createConnectors({ database, redis, secrets, log, networks: [], isDemo: false });
  const webhooks = createWebhooks({ database, secrets, jobs, log, networks: [] });
  const catalogue = new Catalogue({ database, knowledge, tickets: {} as Tickets });
  const config = { dataDir: tmpdir(), privateNetworks: [], importFileDays: 30 };
  const imports = createImports({ database, knowledge, catalogue, jobs, log, config });
  const flows = new FlowVersions(database);
  await flows.addShipped();
  closing.push(async () => {
    knowledge.stop();
    await jobs.stop();
    redis.disconnect();
    await database.close();
  });
  const user = await database.read.user.upsert({
    where: { username: 'admin' },
    create: { username: 'admin', nameZh: '管理员', nameEn: 'Admin', passwordHash: '', roles: ['admin'] },
    update: {},
  });
  const actor: Actor = {
    id: user.id,
    username: 'admin',
    name: { zh: '管理员', en: 'Admin' },
    roles: roleSchema.options,
    departmentCode: null,
    locale: 'zh',
    credential: '',
  };
  const by = { actor, ip: '127.0.0.1' };
  const lists = allLists({
    database,
    knowledge,
    clockRules: new ClockRules(database, new RuleBook(database)),
    tickets: service,
    mappings: imports.mappings,
    sources: imports.sources,
    // No draft is looked over here: what checks its queues and sounds is not asked.
    flows: new FlowEditing({ database, flows, routing: {} as Routing, sounds: {} as Sounds }),
    doNotCall: new DoNotCallList(database),
    webhooks: webhooks.service,
    connectors: connectors.service,
    participation: new Participation({ database, secrets, codes: {} as PhoneCodes }),
    newsroom: new Newsroom({ database, knowledge, publicUrl: 'http://localhost' }),
    broadcasts: { list: async () => ({ items: [], subscribers: 0 }) },
  });
  // In this thread: a new one for each file takes longer than the file.
  const exchange = new Exchange(database, lists, (bytes) => readTable(bytes, true));
  const sessions = new Sessions(database, secrets, 'http://localhost');
  const staff = new StaffImports({ database, sessions, onEnd: () => undefined });
  const list = (name: ListName): List => {
    const found = lists.find((one) => one.name === name);
    if (!found) throw new Error(`no list ${name}`);
    return found;
  };
  return {
    database,
    exchange,
    setUp: () => exchange.setUp(actor),
    list,
    out: async (name: ListName, format: ExportFormat, lang: 'zh' | 'en' = 'zh'): Promise<Buffer> =>
      buffer((await exchange.export(list(name), { filter: {}, format, lang }, by)).content),
    bring: (name: ListName, bytes: Buffer, isDryRun = false) =>
      name === 'users'
        ? staff.bring(bytes, isDryRun, { id: actor.id, ip: by.ip })
        : exchange.bring(list(name), bytes, isDryRun, by),
  };
}
type City = Awaited<ReturnType<typeof cityOn>>;

const lineSchema = z.record(z.string(), z.unknown());
/** What stands in a list and a file can write, in the order of the keys. */
async function contentOf(city: City, name: ListName): Promise<string[]> {
  const own = new Set(
    city
      .list(name)
      .columns.filter(({ isReadOnly }) => !isReadOnly)
      .map(({ field }) => field),
  );
  const lines = (await city.out(name, 'json')).toString().split('\n').filter(Boolean);
  return lines
    .map((line) => {
      const fields = Object.entries(lineSchema.parse(JSON.parse(line))).filter(([field]) => own.has(field));
      return JSON.stringify(sorted(Object.fromEntries(fields)));
    })
    .sort();
}
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

const nasty = [
  '=1+1',
  '＝1+1',
  '＠SUM(1)',
  "'=cmd|' /C calc'!A0",
  '+86 "引号", 逗号\r\n第二行\n',
  ' \t前后有空格 ',
  '007',
  '👩‍👩‍👧😀',
  '_x000D_',
  "''",
];

let shenzhen: City;
beforeAll(async () => {
  shenzhen = await cityOn(await demoDatabase());
  // Fewer of the same kind tell as much: accounts cost a slow hash each, articles a version each.
  const { database } = shenzhen;
  const few = await database.read.article.findMany({ where: { source: 'editor' }, take: 30 });
  const codes = few.map(({ code }) => code);
  await database.read.article.deleteMany({ where: { source: 'editor', code: { notIn: codes } } });
  const owner = await database.read.user.findUniqueOrThrow({ where: { username: 'editor' } });
  await database.read.article.updateMany({ where: { source: 'editor' }, data: { ownerId: owner.id } });
  const kept = ['admin', 'editor', 'supervisor', 'agent1', 'dispatcher', 'dept-water', 'lead-water'];
  await database.read.user.deleteMany({ where: { username: { notIn: kept } } });
  const lines = (rows: readonly Row[]): Buffer =>
    Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
  // What no pack brings.
  const own: [ListName, Row[]][] = [
    [
      'canned-replies',
      nasty.map((text, at) => ({
        code: `nasty-${at}`,
        titleZh: '难写的字',
        titleEn: 'Nasty',
        textZh: `x${text}x`,
        textEn: text,
        shortcut: at % 2 ? `n${at}` : null,
      })),
    ],
    ['synonyms', [{ key: randomUUID(), words: ['=号', '[方括号]', '破折号'], note: '自有' }]],
    ['holidays', [{ year: 2031, days: { '2031-01-01': { isWorkday: false, name: '元旦' } } }]],
    [
      'ladders',
      [{ departmentCode: 'water', rungs: [{ share: 1, afterHours: 24, tells: ['lead', 'mayor'] }] }],
    ],
    [
      'do-not-call',
      [
        { number: '+8613800138000', source: 'voice', note: null },
        { number: '+8613800138001', source: 'sms', note: '=note' },
      ],
    ],
    ['import-mappings', [{ target: 'service_item', name: '外地', mapping: { 编码: 'code' } }]],
    [
      'import-sources',
      [
        {
          id: randomUUID(),
          name: '目录',
          target: 'service_item',
          url: 'https://example.com/a.csv',
          mapping: '外地',
          isWhole: false,
          hour: 3,
          isActive: false,
        },
      ],
    ],
    [
      'webhooks',
      [
        {
          id: randomUUID(),
          name: '城管',
          url: 'https://example.com/hook',
          events: ['create', 'close'],
          departmentCode: 'water',
          isActive: true,
        },
      ],
    ],
    [
      'articles',
      [
        {
          code: 'own-article',
          audience: 'agent',
          titleZh: '长文',
          titleEn: 'Long',
          bodyZh: '字😀'.repeat(30_000),
          bodyEn: '',
          shortZh: '',
          shortEn: '',
          keywords: ['换\n行', '二'],
          departmentCode: null,
          categoryCode: null,
          owner: 'editor',
          reviewBy: null,
        },
      ],
    ],
  ];
  for (const [name, rows] of own) {
    const report = await shenzhen.bring(name, lines(rows));
    expect(report.faults, name).toEqual([]);
    expect(report.created + report.updated, name).toBe(rows.length);
  }
}, 120_000);

it.each([
  ['docs/exchange.md', 'en'],
  ['docs/exchange.zh-CN.md', 'zh'],
] as const)('%s has the table of lists', (path, lang) => {
  const written = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /\| `[a-z-]+` +\|/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const all = exportFormatSchema.options.join(' ').toUpperCase();
  expect(written).toEqual(
    shenzhen.exchange.lists.map(({ name, title, key, writing }) => [
      title[lang],
      `\`${name}\``,
      key.map((field) => `\`${field}\``).join(', '),
      all,
      writing ? all : '—',
    ]),
  );
});

describe.each(exportFormatSchema.options)('as %s', (format) => {
  it('every list of one city makes the same list in an empty one, and again changes nothing', async () => {
    const empty = await cityOn(await testDatabase());
    const lang = format === 'csv' ? 'en' : 'zh';
    const lacking = await empty.setUp();
    expect(lacking.emptyLists).toEqual(expect.arrayContaining(['departments', 'queues', 'policies', 'duty']));
    expect(lacking).toMatchObject({ hasAgents: false, hasArticles: false });
    expect(followUpRulesViewSchema.parse(await readFollowUpRules(empty.database)).items).toEqual([]);
    for (const { name, writing } of empty.exchange.lists) {
      if (!writing && name !== 'users') continue;
      const file = await shenzhen.out(name, format, lang);
      const trial = await empty.bring(name, file, true);
      const done = await empty.bring(name, file);
      expect([done.faults, done.leftOut], name).toEqual([[], 0]);
      expect([done.created, done.updated], name).toEqual([trial.created, trial.updated]);
      expect(await contentOf(empty, name), name).toEqual(await contentOf(shenzhen, name));
      const again = await empty.bring(name, file);
      expect([again.faults, again.unchanged], name).toEqual([[], again.rows]);
    }
    // Articles come in as drafts: somebody has to review them.
    expect(await empty.setUp()).toEqual({ emptyLists: [], hasAgents: true, hasArticles: false });
    await empty.database.read.article.updateMany({ data: { status: 'published' } });
    expect(await empty.setUp()).toMatchObject({ hasArticles: true });
  }, 240_000);
});

describe('any value', () => {
  const shape = z.object({
    key: z.string(),
    text: z.string(),
    perhaps: z.string().nullable(),
    number: z.number().nullable(),
    truth: z.boolean().nullable(),
    words: z.array(z.string()),
    whole: z.object({ a: z.unknown() }),
  });
  const columns = columnsOf(
    shape,
    Object.fromEntries(Object.keys(shape.shape).map((field) => [field, [`中${field}`, `E ${field}`]])),
  );
  const listOf = (rows: readonly Row[]): List => ({
    name: 'texts',
    title: { zh: '', en: '' },
    read: 'lists.edit',
    columns,
    key: ['key'],
    filter: noFilter,
    async *pages() {
      yield rows;
    },
    writing: null,
    note: null,
  });
  // What a text column of Postgres can hold.
  const text = fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(...nasty, '', "'", '[', '[]', '\r', '\n', '-1', 'true', '1e5'),
    )
    .map((value) => value.replaceAll('\0', '').toWellFormed());
  const row = fc.record({
    text,
    perhaps: fc.option(text),
    number: fc.option(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (one === 0 ? 0 : one)),
    ),
    truth: fc.option(fc.boolean()),
    words: fc.array(text, { maxLength: 4 }),
    whole: text.map((a) => ({ a: [a, null, 1] })),
  });
  const reader: Actor = {
    id: '',
    username: '',
    name: { zh: '', en: '' },
    roles: [],
    departmentCode: null,
    locale: 'zh',
    credential: '',
  };

  it.each(exportFormatSchema.options)('comes back from %s as it was', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 40, maxLength: 60 }), async (values) => {
        const rows = values.map((one, at) => ({ key: `k${at}`, ...one }));
        const list = listOf(rows);
        const { content } = exportedFile(list, { filter: {}, format, lang: 'zh' }, reader);
        const file = await readTable(await buffer(content), true);
        const { said, faults } = readFile(list, file.rows, format === 'json');
        expect([file.faults, faults]).toEqual([[], []]);
        expect(said.map(({ fields }) => fields)).toEqual(rows);
      }),
      { numRuns: 6 },
    );
  });

  it('is read by no spreadsheet as a formula', async () => {
    const list = listOf(
      nasty.map((value) => ({
        key: value,
        text: value,
        perhaps: value,
        number: null,
        truth: null,
        words: [value],
        whole: { a: 1 },
      })),
    );
    const { content } = exportedFile(list, { filter: {}, format: 'csv', lang: 'zh' }, reader);
    const csv = await buffer(content);
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const cells: string[][] = parse(csv, { bom: true });
    expect(cells).toHaveLength(nasty.length + 1);
    expect(cells.flat().filter((cell) => /^[=+@\t\r\-＝＋－＠]/.test(cell))).toEqual([]);
  });
});

describe('a file with faults', () => {
  it('says row, column, what is wrong and how to mend it, writes what is right, and nothing when it is tried', async () => {
    const csv = [
      'code,parentCode,nameZh,nameEn,kind,areaCode,phone,isFallback,takesTickets,备注',
      'harbour,city,港务局,Port,bureau,440300,12345,否,是,x',
      'harbour,city,港务局,Port,bureau,440300,12345,否,是,',
      'bad-kind,city,坏,Bad,palace,440300,1,否,是,',
      'bad-area,city,坏,Bad,bureau,999999,1,也许,是,',
      'ring-a,ring-b,圈,Ring,bureau,440300,1,否,是,',
      'ring-b,ring-a,圈,Ring,bureau,440300,1,否,是,',
      ',city,无,None,bureau,440300,1,否,是,',
      'lost,atlantis,失,Lost,bureau,440300,1,否,是,',
    ].join('\n');
    const trial = await shenzhen.bring('departments', Buffer.from(csv), true);
    expect(trial).toMatchObject({ rows: 8, created: 1, updated: 0, leftOut: 7 });
    expect(trial.faults.map(({ row, field, rule }) => [row, field, rule])).toEqual([
      [0, '', 'column_unknown'],
      [3, '', 'key_twice'],
      [4, 'kind', 'choice'],
      [5, 'isFallback', 'boolean'],
      [6, 'parentCode', 'circle'],
      [7, 'parentCode', 'circle'],
      [8, 'code', 'key_missing'],
      [9, 'parentCode', 'unknown'],
    ]);
    for (const { message, howToMend } of trial.faults)
      expect(`${message.zh}${message.en}${howToMend.zh}${howToMend.en}`).not.toMatch(/\{|^$/);
    expect(await shenzhen.database.read.department.count({ where: { code: 'harbour' } })).toBe(0);
    expect(await shenzhen.bring('departments', Buffer.from(csv))).toMatchObject({ created: 1, leftOut: 7 });
    expect(
      await shenzhen.database.read.auditEntry.findFirst({ where: { subjectId: 'departments:harbour' } }),
    ).toMatchObject({ action: 'list.change' });
    await shenzhen.database.read.department.delete({ where: { code: 'harbour' } });
  });

  it('is held to the rules of its page', async () => {
    const report = async (name: ListName, rows: readonly Row[]) =>
      (
        await shenzhen.bring(name, Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')), true)
      ).faults.map(({ field, rule }) => `${field}:${rule}`);
    const never = { timezone: 'Asia/Shanghai', hours: {} };
    expect(
      await report('calendars', [{ code: 'never', nameZh: '从不', nameEn: 'Never', definition: never }]),
    ).toEqual([':refused']);
    expect(await report('texts', [{ key: 'sms.rate', lang: 'zh', text: '没有变量' }])).toHaveLength(
      (await shenzhen.database.read.textTemplate.count({ where: { key: 'sms.rate' } })) > 0 ? 1 : 0,
    );
    const [notice] = await shenzhen.database.read.article.findMany({ where: { source: 'notice' }, take: 1 });
    expect(await report('notices', [{ code: notice?.code, titleZh: '改了标题' }])).toEqual(['status:rule']);
  });
});
