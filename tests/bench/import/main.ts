// npm run bench:import [-- --rows 10000,100000]: a generated file of service items comes in, comes in again changed, and
// comes in again the same, in the process that searches. How long, how long the event loop was held, and how long a
// search took meanwhile. The last line is one JSON object.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { creditCheckCharacter } from '../../../knowledge/index.ts';
import { startTestServers, TEMPLATE_DATABASE } from '../../../scripts/bootstrap/test-servers.mjs';
import { loadTexts } from '../../../server/admin/index.ts';
import { bringEntries, entriesOf, withdrawEntries } from '../../../server/catalogue/imported.ts';
import { importMimes, takeFile } from '../../../server/imports/files.ts';
import { ImportRuns } from '../../../server/imports/runs.ts';
import { createKnowledge } from '../../../server/knowledge/index.ts';
import { openDatabase } from '../../../server/platform/database.ts';
import { FileStore } from '../../../server/platform/files.ts';
import { Jobs } from '../../../server/platform/jobs.ts';
import { createLog } from '../../../server/platform/log.ts';
import { openRedis } from '../../../server/platform/redis.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000,100000' } } });
const sizes = z.array(z.coerce.number().int().positive()).parse(values.rows.split(','));
const askEveryMs = 100;

const stopServers = await startTestServers();
const databaseUrl = new URL(process.env.TEST_DATABASE_URL ?? '');
databaseUrl.pathname = TEMPLATE_DATABASE;
const redisUrl = process.env.TEST_REDIS_URL ?? '';
const log = createLog('silent');
const redis = openRedis(redisUrl, log);
const jobs = new Jobs(redisUrl, log);
const database = openDatabase(databaseUrl.href, jobs.relay);
const folder = mkdtempSync(join(tmpdir(), 'onecall-import-'));
const knowledge = await createKnowledge({
  database,
  redis,
  jobs,
  log,
  files: new FileStore(folder, 'article-files'),
  texts: await loadTexts(database),
});
const files = new FileStore(folder, 'imports', importMimes);
const { imported } = knowledge;
const runs = new ImportRuns({
  keptDays: 90,
  database,
  knowledge,
  catalogue: {
    imported: {
      bring: (change, found, run) => bringEntries(change, imported, found, run),
      withdraw: (change, codes) => withdrawEntries(change, imported, codes),
      entries: (kind) => entriesOf(database, kind),
    },
  },
  files,
  jobs,
  log,
});

const body = '11440300MB2C12345';
const credit = body + (creditCheckCharacter(body) ?? '');
const matters = [
  '居住证',
  '营业执照',
  '公积金',
  '社会保险',
  '不动产登记',
  '排水许可',
  '户外广告',
  '占道施工',
];
const acts = ['申领', '补办', '变更', '注销', '延期', '查询', '备案', '年审'];

/** Rows of a file, each of its own code; `edition` changes what one reads. */
function* lines(rows: number, edition: number): Generator<string> {
  for (let at = 0; at < rows; at += 1) {
    const catalogue = `4401${String(at).padStart(8, '0')}`;
    const name = `${matters[at % matters.length]}${acts[Math.floor(at / 8) % acts.length]}${at}`;
    yield `${JSON.stringify({
      TASK_CODE: `${credit}3${catalogue}`,
      TASK_NAME: name,
      DEPT_NAME: '示范管理局',
      accept_standard: `符合${name}规定条件的单位和个人均可提出申请，材料齐全、符合法定形式的当场受理。`,
      material_intro: '身份证、申请表、照片',
      handle_location: `示范路${(at % 900) + edition}号政务服务大厅`,
      handle_time_limit: `${(at % 20) + 1}(工作日)`,
      consult_phone: '0755-12345678',
      matter_daily: `办${name}`,
    })}\n`;
  }
}

async function importOnce(rows: number, edition: number) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const answers: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const from = performance.now();
      knowledge.findsPublicly('居住证补办', '', 5);
      answers.push(performance.now() - from);
      await pause(askEveryMs);
    }
  })();
  const from = performance.now();
  const stream = Readable.from(lines(rows, edition), { objectMode: true });
  const given = { id: randomUUID(), name: 'bench.jsonl', stream, actorId: null };
  const file = await takeFile({ database, files }, given);
  const id = randomUUID();
  const mapping = null;
  delay.enable();
  const run = {
    id,
    fileId: file.id,
    target: 'service_item' as const,
    mapping,
    isWhole: false,
    isDryRun: false,
  };
  await database.change((change) => runs.begin(change, null, run));
  await runs.work(id);
  const importedS = (performance.now() - from) / 1000;
  const last = `${matters[(rows - 1) % matters.length]}${acts[Math.floor((rows - 1) / 8) % acts.length]}${rows - 1}`;
  // Until whoever searches finds the last of them, too.
  while ((await database.read.outbox.count({ where: { pending: { has: 'knowledge' } } })) > 0)
    await pause(200);
  const foundS = (performance.now() - from) / 1000;
  isOver = true;
  await asking;
  delay.disable();
  const { created, updated, unchanged } = await runs.one(id);
  answers.sort((a, b) => a - b);
  return {
    rows,
    created,
    updated,
    unchanged,
    importedS: Math.round(importedS * 10) / 10,
    foundS: Math.round(foundS * 10) / 10,
    isLastFound:
      knowledge.index.search(
        { choices: false, q: last, limit: 1 },
        { audiences: ['public'], work: 'none', departmentCode: null, onlyDepartment: null },
        'zh',
      ).length > 0,
    heldMaxMs: Math.round(delay.max / 1e6),
    heldP99Ms: Math.round(delay.percentile(99) / 1e6),
    searchP95Ms: Math.round((answers[Math.floor(answers.length * 0.95)] ?? 0) * 10) / 10,
  };
}

try {
  jobs.start(database);
  const results: Awaited<ReturnType<typeof importOnce>>[] = [];
  for (const rows of sizes) {
    for (const edition of [rows, rows + 1, rows + 1]) {
      results.push(await importOnce(rows, edition));
      console.table(results);
    }
  }
  console.log(
    JSON.stringify({ name: 'import', unit: 's for all rows, ms for the event loop and searches', results }),
  );
} finally {
  knowledge.stop();
  await jobs.stop();
  await database.close();
  redis.disconnect();
  await stopServers();
  rmSync(folder, { recursive: true, force: true });
}
