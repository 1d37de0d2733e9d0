// npm run bench:rebuild [-- --waiting 10000,30000 --agents 1000]: Redis loses everything; how long until routing's present
// is complete again, and does everybody stand at their old place? Against the bare reading of the same rows and a bare
// pipelined ZADD of as many members, in the same run. The last line is one JSON object.
//
// Measured from the flush, so that the time until it is noticed counts. Nobody is free, so nobody leaves their line.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startTestServers, TEMPLATE_DATABASE } from '../../../scripts/bootstrap/test-servers.mjs';
import { applyPack } from '../../../server/admin/index.ts';
import { openDatabase } from '../../../server/platform/database.ts';
import { Jobs } from '../../../server/platform/jobs.ts';
import { createLog } from '../../../server/platform/log.ts';
import { createMetrics } from '../../../server/platform/metrics.ts';
import { openRedis } from '../../../server/platform/redis.ts';
import { createRouting } from '../../../server/routing/index.ts';
import { Matcher } from '../../../server/routing/matcher.ts';
import { readStandings } from '../../../server/routing/store.ts';
import { crowd, employ, prepareQueues, scoreOf } from './crowd.ts';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '10000,30000' },
    agents: { type: 'string', default: '1000' },
  },
});
const count = z.coerce.number().int().positive();
const waitingCounts = z
  .array(count)
  .parse(values.waiting.split(','))
  .sort((a, b) => a - b);
const agentCount = count.parse(values.agents);
const rounds = 3;
const pageSize = 1_000;
const root = '{routing}';

const stopServers = await startTestServers();
const databaseUrl = new URL(process.env.TEST_DATABASE_URL ?? '');
databaseUrl.pathname = TEMPLATE_DATABASE;
const redisUrl = process.env.TEST_REDIS_URL ?? '';
const log = createLog('silent');
const redis = openRedis(redisUrl, log);
const jobs = new Jobs(redisUrl, log);
const database = openDatabase(databaseUrl.href, jobs.relay);
const routing = createRouting({ database, redis, jobs, log, metrics: createMetrics() });
const matcher = new Matcher(redis);

/** Every line with who waits in it, in order, each with the score. */
async function readLines(): Promise<Map<string, string[]>> {
  const lines = Object.entries(await redis.hgetall(`${root}:state:lines`));
  return new Map(
    await Promise.all(
      lines.map(
        async ([demand, line]) =>
          [demand, await redis.zrange(`${root}:state:waiting:${line}`, '0', '-1', 'WITHSCORES')] as const,
      ),
    ),
  );
}

const waitingIn = (lines: ReadonlyMap<string, string[]>) =>
  [...lines.values()].reduce((sum, line) => sum + line.length / 2, 0);

/** How many stand in the same line, at the same place and with the same score. */
function countKept(before: ReadonlyMap<string, string[]>, after: ReadonlyMap<string, string[]>): number {
  let kept = 0;
  for (const [demand, line] of before) {
    const now = after.get(demand) ?? [];
    for (let at = 0; at < line.length; at += 2) {
      if (now[at] === line[at] && now[at + 1] === line[at + 1]) kept += 1;
    }
  }
  return kept;
}

async function flushAndWait(): Promise<number> {
  const from = performance.now();
  await redis.flushall();
  while (!(await matcher.isComplete())) await pause(2);
  return performance.now() - from;
}

async function bare(): Promise<number> {
  const from = performance.now();
  let after: string | undefined;
  do {
    const page = await readStandings(database.sql, after, pageSize);
    const pipeline = redis.pipeline();
    for (const standing of page) pipeline.zadd('bench', String(scoreOf(standing)), standing.row.id);
    await pipeline.exec();
    after = page.length === pageSize ? page.at(-1)?.row.id : undefined;
  } while (after !== undefined);
  const took = performance.now() - from;
  await redis.del('bench');
  return took;
}

const round = (value: number, digits = 0) => Number(value.toFixed(digits));
const median = (found: readonly number[]) =>
  found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;

async function measureAt(waiting: number) {
  const tookMs: number[] = [];
  const bareMs: number[] = [];
  let keptPlaces = waiting;
  for (let index = 0; index < rounds; index += 1) {
    bareMs.push(await bare());
    const before = await readLines();
    tookMs.push(await flushAndWait());
    const after = await readLines();
    if (waitingIn(before) !== waiting || waitingIn(after) !== waiting)
      throw new Error(`${waitingIn(before)} waited and ${waitingIn(after)} wait, of ${waiting}`);
    keptPlaces = Math.min(keptPlaces, countKept(before, after));
  }
  const per = (ms: number) => round((ms * 10_000) / waiting);
  return {
    waiting,
    agents: agentCount,
    ours: per(median(tookMs)),
    slowest: per(Math.max(...tookMs)),
    baseline: per(median(bareMs)),
    ratio: round(median(bareMs) / median(tookMs), 3),
    keptPlaces,
    lostPlaces: waiting - keptPlaces,
  };
}

try {
  await applyPack(database, 'prisma/packs/shenzhen');
  const queues = await prepareQueues(database);
  const agentIds = await employ(database, queues, agentCount);
  jobs.start(database);
  await routing.rebuild();
  for (const agentId of agentIds) await routing.arrived(agentId, randomUUID());
  const rows: Awaited<ReturnType<typeof measureAt>>[] = [];
  for (const waiting of waitingCounts) {
    await crowd(database, queues, waiting - (rows.at(-1)?.waiting ?? 0));
    // Everybody has come to their line by themselves, before anything is rebuilt.
    while ((await database.read.outbox.count({ where: { pending: { has: 'routing' } } })) > 0)
      await pause(100);
    rows.push(await measureAt(waiting));
    console.table(rows);
  }
  console.log(
    JSON.stringify({
      name: 'rebuild',
      ...rows[0],
      unit: 'ms per 10,000 waiting from the flush of Redis until the present is complete, against bare reading and ZADD',
      rows,
    }),
  );
} finally {
  await routing.stop();
  await jobs.stop();
  await database.close();
  redis.disconnect();
  await stopServers();
}
