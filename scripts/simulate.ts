// npm run simulate -- SCENARIO [--json] [--seed N] · -- --list: what a centre comes to, by simulated people around the
// real match. Uses the Redis of REDIS_URL, else one of its own for as long as it runs.
// npm run simulate -- SCENARIO --staffing 80/15 [--json]: the agents that Erlang gives for its calls; simulates nothing.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  type Estimate,
  type Scenario,
  type Summary,
  scenarioSchema,
  simulate,
} from '../server/routing/simulation/index.ts';
import { type StaffingTarget, staffingTargetSchema } from '../server/routing/staffing/contract.ts';
import { type ScenarioHour, staffScenario } from '../server/routing/staffing/scenario.ts';
import { connectRedis } from '../server/platform/redis.ts';
import { ensureRedisProgram, startRedis } from './bootstrap/redis.mjs';
import { line } from './bootstrap/say.mjs';
import { optionsOf } from './options.ts';

const folder = 'simulations';

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return refuse(`没有情景文件 ${file} · there is no scenario file ${file}`);
  }
  try {
    return scenarioSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return refuse(`情景文件有误 ${file} · the scenario file is wrong\n${reason}`);
  }
}

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const given = process.env.REDIS_URL;
  const place = given ? null : mkdtempSync(join(tmpdir(), 'onecall-simulate-'));
  const log = join(place ?? tmpdir(), 'redis.log');
  const own = place
    ? await startRedis({ program: await ensureRedisProgram(log), folder: place, log, durable: false })
    : null;
  const redis = connectRedis(given ?? own?.url ?? '', {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
    await own?.stop();
    if (place) rmSync(place, { recursive: true, force: true });
  }
}

const percent = ({ mean, halfWidth }: Estimate) =>
  `${(mean * 100).toFixed(1)} % ± ${(halfWidth * 100).toFixed(1)}`;
const inSeconds = ({ mean, halfWidth }: Estimate) => `${mean.toFixed(1)} s ± ${halfWidth.toFixed(1)}`;

function print(scenario: Scenario, summary: Summary): void {
  const { thresholdS, replications, hours } = scenario;
  console.log(`${scenario.name} · ${scenario.nameEn}`);
  console.log(
    `${replications} × ${hours} h, ${summary.contacts} 个来访 contacts; ± 为 99 % 置信区间 is the 99 % confidence interval`,
  );
  const rows = Object.entries({ '全部 all': summary, ...summary.byStream });
  console.table(
    Object.fromEntries(
      rows.map(([name, figures]) => [
        name,
        {
          [`${thresholdS} s 接通 in time`]: percent(figures.serviceLevel),
          '平均等待 mean wait': inSeconds(figures.meanWaitS),
          '九成不超过 90 % within': inSeconds(figures.wait90S),
          '放弃 gave up': percent(figures.abandonment),
        },
      ]),
    ),
  );
  console.log('到达时告知的等待与实际 the wait told on arrival, and the real one');
  console.table(
    Object.fromEntries(
      rows.map(([name, { told }]) => [
        name,
        told && {
          '多报 told too much': inSeconds(told.biasS),
          '平均误差 mean error': inSeconds(told.errorS),
          '实际等待 real wait': inSeconds(told.realWaitS),
          '误差 ≤ 30 s 或 50 % close': percent(told.within),
        },
      ]),
    ),
  );
  console.log(`占用率 occupancy ${percent(summary.occupancy)}`);
  console.log(`同组坐席空闲离散 spread of idle time among equals ${percent(summary.idleSpread)}`);
}

function targetOf(text: string): StaffingTarget {
  const [, percent, withinS] = /^([\d.]+)\/(\d+)$/.exec(text) ?? [];
  const target = staffingTargetSchema.safeParse({ share: Number(percent) / 100, withinS });
  if (target.success) return target.data;
  return refuse(`--staffing 须为百分比/秒，如 80/15 · --staffing must be percent/seconds, as 80/15: ${text}`);
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const rounded = (share: number) => `${(share * 100).toFixed(1)} %`;

function printStaffing(scenario: Scenario, { share, withinS }: StaffingTarget, hours: ScenarioHour[]): void {
  console.log(`${scenario.name} · ${scenario.nameEn}`);
  console.log(`电话 calls, ${withinS} s 内接通 within ${withinS} s: ${rounded(share)}`);
  console.table(
    hours.map(({ queue, hour, contacts, agents, outcome }) => ({
      '时 hour': clock(hour),
      '队列 queue': queue,
      '来访 contacts': Number(contacts.toFixed(1)),
      '坐席 agents': agents,
      [`${withinS} s 接通 in time`]: outcome ? rounded(outcome.serviceLevel) : '—',
      '平均等待 mean wait': outcome ? `${outcome.meanWaitS.toFixed(1)} s` : '—',
      '占用率 occupancy': outcome ? rounded(outcome.occupancy) : '—',
      '放弃 gave up': outcome ? rounded(outcome.abandonment) : '—',
    })),
  );
  console.log(
    '厄兰公式未计入：坐席兼顾其他队列、渠道与技能，优先级，时段内的起伏与上一时段留下的排队，服务与耐心时长的实际分布。模拟则计入。',
  );
  console.log(
    'Erlang leaves out: agents who also serve other queues, channels or skills; priorities; what an hour inherits and how it rises and falls; how service and patience are really spread. The simulation has them.',
  );
}

const { values, positionals } = optionsOf('simulate-usage', {
  options: {
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    seed: { type: 'string' },
    staffing: { type: 'string' },
  },
  allowPositionals: true,
});

if (values.list) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const scenario = readScenario(join(folder, name));
    console.log(`${basename(name, '.json').padEnd(16)} ${scenario.name} · ${scenario.nameEn}`);
  }
} else {
  const [name] = positionals;
  if (!name) refuse(line('simulate-usage'));
  const file = name.endsWith('.json') ? name : join(folder, `${name}.json`);
  const seed = z.coerce.number().int().optional().safeParse(values.seed);
  if (!seed.success) refuse(`--seed 须为整数 · --seed must be a whole number: ${values.seed}`);
  const scenario = { ...readScenario(file), ...(seed.data === undefined ? {} : { seed: seed.data }) };
  if (values.staffing === undefined) {
    const summary = await withRedis((redis) => simulate(redis, scenario));
    if (values.json) console.log(JSON.stringify({ scenario: scenario.name, ...summary }));
    else print(scenario, summary);
  } else {
    const target = targetOf(values.staffing);
    const hours = staffScenario(scenario, target);
    if (values.json) console.log(JSON.stringify({ scenario: scenario.name, target, hours }));
    else printStaffing(scenario, target, hours);
  }
}
