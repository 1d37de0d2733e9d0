// npm run bench:intake [-- --seconds 4 --rounds 4 --callers 32]: tickets filed over HTTP and on disk when the answer comes,
// against bare fastify and pg that write the same rows into the same database, in turn in the same run. Both sides are
// asked by as many callers at once. What follows a ticket (news, notices, clocks) is done before the other side's turn,
// so that neither works for the other. The last line is one JSON object.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent, request as requestHttp } from 'node:http';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { Api } from '../../../scripts/demo-day/api.ts';
import { freePort } from '../../harness/app.ts';
import { openGround } from '../ground.ts';
import { cpuOf, memoryOf } from '../used.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '4' },
    callers: { type: 'string', default: '32' },
  },
});
const positive = z.coerce.number().int().positive();
const [seconds, rounds, callers] = [values.seconds, values.rounds, values.callers].map((text) =>
  positive.parse(text),
) as [number, number, number];
const round = (value: number, digits = 0) => Number(value.toFixed(digits));
const median = (found: readonly number[]) =>
  found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;

const agent = new Agent({ keepAlive: true, maxSockets: callers });

interface Side {
  base: string;
  cookie: string;
}

function file({ base, cookie }: Side): Promise<void> {
  const body = JSON.stringify({
    id: randomUUID(),
    kind: 'help',
    title: '路灯不亮',
    text: '小区门口的路灯坏了三天，晚上看不见路，请尽快修理。',
    channel: 'web',
    citizenName: '王先生',
  });
  return new Promise((resolve, reject) => {
    const sent = requestHttp(`${base}/api/tickets`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-onecall': '1',
        cookie,
      },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      );
    });
    sent.end(body);
  });
}

/** All callers file until the time is over. @returns tickets per second, and how long each took */
async function measure(side: Side, forMs: number) {
  const took: number[] = [];
  const startedAt = performance.now();
  const call = async (): Promise<void> => {
    while (performance.now() - startedAt < forMs) {
      const from = performance.now();
      await file(side);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const perSecond = took.length / ((performance.now() - startedAt) / 1_000);
  took.sort((a, b) => a - b);
  const at = (share: number) => round(took[Math.floor(took.length * share)] ?? 0, 1);
  return {
    count: took.length,
    perSecond: round(perSecond),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

const ground = await openGround();
const client = new pg.Client({ connectionString: ground.databaseUrl });
let bare: ChildProcess | undefined;

/** Until all that follows from what was filed is done. @returns for how long it went on */
async function settle(): Promise<number> {
  const from = performance.now();
  for (;;) {
    const { rows } = await client.query(`SELECT count(*)::int AS left FROM "Outbox" WHERE pending <> '{}'`);
    if (z.object({ left: z.number() }).parse(rows[0]).left === 0) return performance.now() - from;
    await pause(50);
  }
}

try {
  await client.connect();
  const port = await freePort();
  bare = spawn(process.execPath, ['--import', 'tsx', new URL('./bare.ts', import.meta.url).pathname], {
    env: { ...process.env, DATABASE_URL: ground.databaseUrl, PORT: String(port), NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const api = new Api(ground.app.base);
  await api.signIn('agent1', 'onecall-demo');
  const sides = {
    ours: { base: ground.app.base, cookie: api.cookie },
    bare: { base: `http://127.0.0.1:${port}`, cookie: '' },
  };
  while (
    !(await file(sides.bare).then(
      () => true,
      () => false,
    ))
  )
    await pause(100);
  const atRestMb = memoryOf(ground.app.pid);
  for (const side of Object.values(sides)) await measure(side, 2_000);
  await settle();
  const found: { ours: Awaited<ReturnType<typeof measure>>; baseline: (typeof found)[number]['ours'] }[] = [];
  const cost = { filed: 0, cpuS: 0, bareFiled: 0, bareCpuS: 0, settledMs: 0 };
  const barePid = bare.pid ?? 0;
  for (let turn = 0; turn < rounds; turn += 1) {
    let before = cpuOf([ground.app.pid]);
    const ours = await measure(sides.ours, seconds * 1_000);
    cost.settledMs += await settle();
    cost.cpuS += cpuOf([ground.app.pid]) - before;
    cost.filed += ours.count;
    before = cpuOf([barePid]);
    const baseline = await measure(sides.bare, seconds * 1_000);
    cost.bareCpuS += cpuOf([barePid]) - before;
    cost.bareFiled += baseline.count;
    found.push({ ours, baseline });
    console.table({ ours, baseline });
  }
  const ours = median(found.map((row) => row.ours.perSecond));
  const baseline = median(found.map((row) => row.baseline.perSecond));
  console.log(
    JSON.stringify({
      name: 'intake',
      ours,
      baseline,
      ratio: round(median(found.map((row) => row.ours.perSecond / row.baseline.perSecond)), 3),
      unit: `tickets filed/s over HTTP, committed to disk, by ${callers} callers, against bare fastify + pg`,
      p95Ms: median(found.map((row) => row.ours.p95Ms)),
      baselineP95Ms: median(found.map((row) => row.baseline.p95Ms)),
      /** The server's, with all that follows from a ticket. */
      cpuSecondsPer1000: round((cost.cpuS / cost.filed) * 1_000, 2),
      baselineCpuSecondsPer1000: round((cost.bareCpuS / cost.bareFiled) * 1_000, 2),
      /** How long the work that follows went on after the last answer, per turn. */
      settledMs: round(cost.settledMs / rounds),
      memoryMb: { atRest: atRestMb, underLoad: memoryOf(ground.app.pid) },
      load: loadavg().map((value) => round(value, 2)),
      rows: found,
    }),
  );
} finally {
  bare?.kill();
  agent.destroy();
  await client.end();
  await ground.close();
}
