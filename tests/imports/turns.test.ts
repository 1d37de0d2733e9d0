// Two imports of one kind at once: each has its turn, and what the newer brought is there afterwards.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { loadTexts } from '../../server/admin/index.ts';
import { Catalogue } from '../../server/catalogue/index.ts';
import { createImports } from '../../server/imports/index.ts';
import { createKnowledge } from '../../server/knowledge/index.ts';
import { FileStore } from '../../server/platform/files.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { openRedis } from '../../server/platform/redis.ts';
import type { Tickets } from '../../server/tickets/index.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { openCity } from '../reports/city.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function open() {
  const [log, redisUrl] = [createLog('silent'), await testRedis()];
  const { database } = await openCity(await demoDatabase());
  const [jobs, redis] = [new Jobs(redisUrl, log), openRedis(redisUrl, log)];
  const dataDir = mkdtempSync(join(tmpdir(), 'onecall-turns-'));
  const files = new FileStore(dataDir);
  const texts = await loadTexts(database);
  const knowledge = await createKnowledge({ database, redis, jobs, log, files, texts });
  const catalogue = new Catalogue({ database, knowledge, tickets: {} as Tickets });
  const config = { dataDir, privateNetworks: ['127.0.0.1/32'], importFileDays: 30 };
  const imports = createImports({ database, knowledge, catalogue, jobs, log, config });
  closing.push(async () => {
    knowledge.stop();
    await jobs.stop();
    redis.disconnect();
    await database.close();
    rmSync(dataDir, { recursive: true });
  });
  const { id: editor } = await database.read.user.findUniqueOrThrow({ where: { username: 'editor' } });
  return { database, imports, editor };
}
let city: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  city = await open();
}, 120_000);
/** No run of a test stands in the way of the next. */
afterEach(() =>
  city.database.read.importRun.updateMany({ where: { finishedAt: null }, data: { finishedAt: new Date() } }),
);

const codeOf = (last: number): string => `11440000006939756B244010100700${last}`;
const listOf = (...items: number[]): string =>
  ['编码,事项名称,部门', ...items.map((at) => `${codeOf(at)},办事${at},水务局`)].join('\n');

/** Begins an import of a whole list, without doing it. */
async function begin(...items: number[]): Promise<string> {
  const { imports, editor } = city;
  const file = await imports.take('items.csv', Readable.from([Buffer.from(listOf(...items))]), editor);
  const mapping = { 编码: 'code', 事项名称: 'name', 部门: 'departmentName' };
  const whole = { target: 'service_item', mapping, isWhole: true, mostWithdrawn: 10_000 } as const;
  const run = await imports.runs.start(editor, {
    id: randomUUID(),
    fileId: file.id,
    isDryRun: false,
    ...whole,
  });
  return run.id;
}

async function inForce(): Promise<string[]> {
  const rows = await city.database.read.article.findMany({
    where: { source: 'service_item', status: { not: 'withdrawn' } },
    select: { titleZh: true },
  });
  return rows.map(({ titleZh }) => titleZh).sort();
}

it('the later of two whole lists waits, and what it brings is not withdrawn by the earlier', async () => {
  const { runs } = city.imports;
  const [earlier, later] = [await begin(1, 2), await begin(2, 3)];
  // Whichever worker is quicker.
  await runs.work(later);
  expect(await runs.one(later)).toMatchObject({ isWaiting: true, done: 0, finishedAt: null });
  expect(await runs.one(earlier)).toMatchObject({ isWaiting: false });
  await runs.work(earlier);
  await runs.work(later);
  expect(await runs.one(later)).toMatchObject({ isWaiting: false, done: 2, faults: 0, withdrawn: 1 });
  expect(await inForce()).toEqual(['办事2', '办事3']);
});

it('a trial waits for nobody, and a list sent as text is refused rather than kept waiting', async () => {
  const { imports, editor } = city;
  const earlier = await begin(2, 3);
  const item = { TASK_CODE: codeOf(4), TASK_NAME: '办事4', DEPT_NAME: '水务局' };
  const request = { fileName: 'one.json', content: JSON.stringify([item]) };
  expect(await imports.importText({ ...request, dryRun: true }, editor)).toMatchObject({ created: 1 });
  const sent = imports.importText({ ...request, dryRun: false }, editor);
  await expect(sent).rejects.toMatchObject({ code: 'import_running', details: { runId: earlier } });
  await imports.runs.work(earlier);
  expect(await imports.importText({ ...request, dryRun: false }, editor)).toMatchObject({ created: 1 });
});

it('an import on which no worker has got on for an hour is given up for those behind it', async () => {
  const { database, imports } = city;
  const [lost, later] = [await begin(1), await begin(2)];
  const touchedAt = new Date(Date.now() - 61 * 60_000);
  await database.read.importRun.update({ where: { id: lost }, data: { touchedAt } });
  await imports.runs.work(later);
  expect(await imports.runs.one(lost)).toMatchObject({ finishedAt: expect.any(String), faults: 1 });
  expect((await imports.runs.faults(lost, 0)).items).toMatchObject([{ rule: 'given_up', row: 0 }]);
  // Its worker was only slow: it writes nothing more.
  await imports.runs.work(lost);
  expect(await inForce()).toEqual(['办事2']);
});

it('of two pulls of one address the one that was asked first and came last is left out', async () => {
  const { database, imports, editor } = city;
  const slow: ServerResponse[] = [];
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (asked === 1) slow.push(response);
    else response.end(listOf(6));
  }).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const id = randomUUID();
  const source = { name: '慢', url: `http://127.0.0.1:${address.port}/items.csv`, hour: 3, isActive: false };
  const shape = { target: 'service_item', mappingId: null, isWhole: true, version: 0 } as const;
  await imports.sources.save(editor, id, { ...source, ...shape }, new Date());
  const first = imports.sources.pullNow(editor, id);
  await expect.poll(() => slow.length, { timeout: 20_000 }).toBe(1);
  // A moment of the clock later, for two of one millisecond have no order.
  const before = Date.now();
  await expect.poll(() => Date.now() > before).toBe(true);
  await imports.sources.pullNow(editor, id);
  slow[0]?.end(listOf(5));
  await first;
  expect(await database.read.importRun.count({ where: { sourceId: id } })).toBe(1);
});
