// npm run simulate -- SCENARIO [--json] [--seed N] · -- --list: what a centre comes to, by simulated people around the
// real match. Uses the Redis of REDIS_URL, else one of its own for as long as it runs.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { z } from 'zod';
import {
  type Estimate,
  type Scenario,
  type Summary,
  scenarioSchema,
  simulate,
} from '../server/routing/simulation/index.ts';
import { ensureRedisProgram, startRedis } from './bootstrap/redis.mjs';

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
  const redis = new Redis(given ?? own?.url ?? '');
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
  console.log(`占用率 occupancy ${percent(summary.occupancy)}`);
  console.log(`同组坐席空闲离散 spread of idle time among equals ${percent(summary.idleSpread)}`);
}

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    seed: { type: 'string' },
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
  if (!name)
    refuse('用法 usage: npm run simulate -- SCENARIO [--json] [--seed N] · npm run simulate -- --list');
  const file = name.endsWith('.json') ? name : join(folder, `${name}.json`);
  const seed = z.coerce.number().int().optional().safeParse(values.seed);
  if (!seed.success) refuse(`--seed 须为整数 · --seed must be a whole number: ${values.seed}`);
  const scenario = { ...readScenario(file), ...(seed.data === undefined ? {} : { seed: seed.data }) };
  const summary = await withRedis((redis) => simulate(redis, scenario));
  if (values.json) console.log(JSON.stringify({ scenario: scenario.name, ...summary }));
  else print(scenario, summary);
}
