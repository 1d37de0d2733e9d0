// npm run bench:intake [-- --seconds 4 --rounds 4 --callers 32]: tickets filed over HTTP and on disk when the answer comes,
// against bare fastify and pg that write the same rows into the same database, in turn in the same run. Both sides are
// asked by as many callers at once. What follows a ticket (news, notices, clocks) is done before the other side's turn,
// so that neither works for the other. Where Debian's request-tracker5 is installed (with rt5-standalone and
// rt5-db-postgresql), it files tickets through its REST interface in its turn. The last line is one JSON object.
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { Api } from '../../../scripts/demo-day/api.ts';
import { freePort } from '../../harness/ports.ts';
import { openGround } from '../ground.ts';
import { cpuOf, memoryOf } from '../used.ts';
import { startRequestTracker } from './request-tracker.ts';
import { file, ourTicket, type Side } from './side.ts';

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

/** All callers file until the time is over. @returns tickets per second, and how long each took */
async function measure(side: Side, forMs: number) {
  const took: number[] = [];
  const startedAt = performance.now();
  const call = async (): Promise<void> => {
    while (performance.now() - startedAt < forMs) {
      const from = performance.now();
      await file(agent, side);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const perSecond = took.length / ((performance.now() - startedAt) / 1_000);
  took.sort((a, b) => a - b);
  const at = (share: number) => round(took[Math.floor(took.length * share)] ?? 0, 1);
  return {
    count: took.length,
    perSecond: round(perSecond, 1),
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

/** Request Tracker in its turn, last: nothing of it runs beside the others. */
async function measureTracker() {
  const tracker = await startRequestTracker(ground.databaseUrl);
  if (!tracker) return undefined;
  try {
    await measure(tracker.side, 5_000);
    return await measure(tracker.side, seconds * 1_000);
  } finally {
    await tracker.close();
  }
}

try {
  await client.connect();
  const port = await freePort();
  bare = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./bare.ts', import.meta.url))], {
    env: { ...process.env, DATABASE_URL: ground.databaseUrl, PORT: String(port), NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const api = new Api(ground.app.base);
  await api.signIn('agent1', 'onecall-demo');
  const sides = {
    ours: { base: ground.app.base, cookie: api.cookie, path: '/api/tickets', body: ourTicket },
    bare: { base: `http://127.0.0.1:${port}`, cookie: '', path: '/api/tickets', body: ourTicket },
  };
  while (
    !(await file(agent, sides.bare).then(
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
  const tracker = await measureTracker();
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
      ...(tracker && {
        requestTracker: { ...tracker, ratio: round(ours / tracker.perSecond, 1) },
      }),
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
