// npm run bench:routing [-- --seconds 2]: assignments per second of the match against the bare rate of a one-line EVALSHA
// on the same Redis in the same run, and how that grows with who waits and who works. The last line is one JSON object.
//
// An assignment is the decision: an agent's contact ends, and the agent gets the first in line. The lines are filled up
// again in between, unmeasured. `cycle…` counts everything that belongs to it: arrival, decision and confirmation.
// Both sides are asked by as many callers at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { ensureRedisProgram, startRedis } from '../../../scripts/bootstrap/redis.mjs';
import { City } from './city.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const measureMs = Number(values.seconds) * 1_000;
const callers = 64;
const waitingCounts = [100, 10_000, 100_000];
const agentCounts = [100, 1_000, 10_000].slice(0, Number(process.env.NA ?? 3));

const round = (value: number, digits = 0) => Number(value.toFixed(digits));

/** Lets all callers do `work` until the time is over, or it has been done `most` times. @returns times per second */
async function measure(work: () => Promise<unknown>, most = Number.POSITIVE_INFINITY): Promise<Measured> {
  let begun = 0;
  const startedAt = performance.now();
  const call = async (): Promise<void> => {
    while (begun < most && performance.now() - startedAt < measureMs) {
      begun += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return { times: begun, seconds: (performance.now() - startedAt) / 1_000 };
}
interface Measured {
  times: number;
  seconds: number;
}

const folder = mkdtempSync(join(tmpdir(), 'onecall-bench-'));
const log = join(folder, 'redis.log');
const server = await startRedis({ program: await ensureRedisProgram(log), folder, log, durable: false });
const redis = new Redis(server.url);

async function bareRate(): Promise<number> {
  const sha = String(await redis.script('LOAD', 'return 1'));
  const { times, seconds } = await measure(() => redis.evalsha(sha, 1, '{routing}'));
  return times / seconds;
}

const memory = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
const scriptUs = async () =>
  Number(/cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(await redis.info('commandstats'))?.[1]);

/** Decisions in rounds that use up a part of who waits, until the time is over. */
async function measureDecisions(city: City, waiting: number) {
  const perRound = Math.max(callers, Math.floor(waiting / 10));
  const took: number[] = [];
  const total = { times: 0, seconds: 0, redisUs: 0 };
  while (total.seconds * 1_000 < measureMs) {
    const before = await scriptUs();
    const round = await measure(async () => took.push(await city.finishOne()), perRound);
    total.redisUs += (await scriptUs()) - before;
    total.times += round.times;
    total.seconds += round.seconds;
    await city.settle();
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => round(took[Math.floor(took.length * share)] ?? 0, 2);
  return {
    perSecond: total.times / total.seconds,
    redisUs: round(total.redisUs / total.times, 1),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

interface Row {
  waiting: number;
  agents: number;
  perSecond: number;
  /** To the bare rate. */
  ratio: number;
  /** Of one decision as its caller sees it. */
  p50Ms: number;
  p99Ms: number;
  /** What Redis works for one decision. */
  redisUs: number;
  cyclePerSecond: number;
  cycleRatio: number;
  bytesPerWaiting: number;
}

async function measureAt(waiting: number, agents: number): Promise<Row> {
  await redis.flushdb();
  const city = await City.open(redis);
  await city.fillAgents(agents);
  const before = await memory();
  await city.fillWaiting(waiting);
  const bytesPerWaiting = round(((await memory()) - before) / waiting);
  await measureDecisions(city, waiting);
  const bareBefore = await bareRate();
  const { perSecond, ...decision } = await measureDecisions(city, waiting);
  const cycle = await measure(() => city.cycle());
  const bare = (bareBefore + (await bareRate())) / 2;
  const cyclePerSecond = cycle.times / cycle.seconds;
  return {
    waiting,
    agents,
    perSecond: round(perSecond),
    ratio: round(perSecond / bare, 3),
    ...decision,
    cyclePerSecond: round(cyclePerSecond),
    cycleRatio: round(cyclePerSecond / bare, 3),
    bytesPerWaiting,
  };
}

try {
  const rows: Row[] = [];
  for (const agents of agentCounts) {
    for (const waiting of waitingCounts) {
      const row = await measureAt(waiting, agents);
      rows.push(row);
      console.table([row]);
    }
  }
  const at = (waiting: number, agents: number) =>
    rows.find((row) => row.waiting === waiting && row.agents === agents);
  const [fewest = 0, most = 0] = [waitingCounts[0], waitingCounts.at(-1)];
  const main = at(10_000, 1_000);
  console.log(
    JSON.stringify({
      name: 'routing',
      ours: main?.perSecond,
      baseline: round((main?.perSecond ?? 0) / (main?.ratio ?? 1)),
      ratio: main?.ratio,
      unit: 'assignments/s against one-line EVALSHA/s, at 10,000 waiting and 1,000 agents',
      cycleRatio: main?.cycleRatio,
      growth: agentCounts.map((agents) => ({
        agents,
        of: `Redis time per decision, ${most} waiting over ${fewest}`,
        times: round((at(most, agents)?.redisUs ?? 0) / (at(fewest, agents)?.redisUs ?? 1), 2),
      })),
      p99Ms: Math.max(...rows.map(({ p99Ms }) => p99Ms)),
      bytesPerWaiting: main?.bytesPerWaiting,
      rows,
    }),
  );
} finally {
  redis.disconnect();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
