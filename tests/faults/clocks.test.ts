// The worker is killed again and again while clocks run out: every warning and every breach happens, and happens once.
// `npm run load:clocks` runs it with 10,000.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sqlOn } from '../../server/platform/sql.ts';
import type { Clock } from '../../server/tickets/clock/index.ts';
import { type TimelineFault, verifyTimelines } from '../../server/tickets/verification.ts';
import { fileTickets } from '../harness/clocks.ts';
import { testDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { Wire } from './city/cut.ts';

const count = Number(process.env.CLOCKS ?? 1_000);
/** The clocks run out over this long: 500 a second with 10,000 of them. */
const overMs = Math.max(8_000, count * 2);
const leadMs = 4_000;
const shares = [0.5, 0.8];

let databaseUrl: string;
let redisUrl: string;
let client: pg.Client;
let worker: ChildProcess | undefined;

beforeEach(async () => {
  databaseUrl = await testDatabase();
  redisUrl = await testRedis();
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
});

afterEach(async () => {
  await kill();
  await client?.end();
});

async function startWorker(redis = redisUrl): Promise<void> {
  const file = fileURLToPath(new URL('./clock-worker.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redis },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  worker = child;
  await once(child.stdout, 'data');
}

async function kill(): Promise<void> {
  if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

/** Runs out at a moment of its own; both warnings come before, in the same stretch of time. */
function clockOf(index: number, from: number): Clock {
  const dueAt = Math.floor(from + ((index + 1) / count) * overMs);
  return {
    name: 'resolve',
    policyCode: 'resolve-complaint',
    calendarCode: 'always',
    budget: { amount: 1, unit: 'days' },
    warnAt: shares,
    state: 'running',
    startedAt: from,
    pauses: [],
    pausedAt: null,
    extensions: [],
    dueAt,
    isProvisional: false,
    warnings: shares.map((share) => ({
      share,
      at: Math.floor(from + (dueAt - from) * share),
      firedAt: null,
    })),
    breachedAt: null,
    endedAt: null,
  };
}

/** How many lines of timelines tell of clocks, and of how many different moments. */
async function linesOfClocks(): Promise<{ lines: number; moments: number; early: number }> {
  const { rows } = await client.query<{ lines: number; moments: number; early: number }>(
    `SELECT count(*)::int AS lines, count(DISTINCT (e."ticketId", e.payload ->> 'share'))::int AS moments,
       count(*) FILTER (WHERE e.command = 'clock_breach' AND e.at < c."dueAt")::int AS early
     FROM "TicketEvent" e JOIN "TicketClock" c USING ("ticketId") WHERE e.command IN ('clock_warning', 'clock_breach')`,
  );
  return rows[0] ?? { lines: 0, moments: 0, early: 0 };
}

it('every warning and breach happens once, however often the worker is killed', async () => {
  const from = Date.now() + leadMs;
  await fileTickets(client, count, (index) => [clockOf(index, from)]);
  const all = 3 * count;
  let [kills, lines] = [0, 0];
  const hasGoneOn = async (): Promise<boolean> => (await linesOfClocks()).lines > lines;
  while (lines < all) {
    await startWorker();
    // Killed in the midst of its work, not before it has begun.
    await expect.poll(hasGoneOn, { timeout: 60_000, interval: 50 }).toBe(true);
    // After a while, but before it has done all: one that began late finds everything due at once.
    const isEnough = async (): Promise<boolean> => (await linesOfClocks()).lines > lines + all / 4;
    for (const end = Date.now() + Math.random() * Math.min(1_500, overMs / 10); Date.now() < end; ) {
      if (await isEnough()) break;
      await pause(10);
    }
    await kill();
    kills += 1;
    lines = (await linesOfClocks()).lines;
  }
  await startWorker();
  await expect.poll(async () => (await linesOfClocks()).moments, { timeout: 30_000 }).toBe(all);
  // Time for whatever would fire a second time: the sweep, and jobs that a dead worker had in hand.
  await pause(3_000);
  expect(await linesOfClocks()).toEqual({ lines: all, moments: all, early: 0 });
  expect(kills).toBeGreaterThan(1);
  const faults: TimelineFault[] = [];
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  expect(await verifyTimelines(sqlOn(client), (fault) => faults.push(fault))).toEqual({
    tickets: count,
    lines: all + count,
    archived: 0,
  });
  await client.query('ROLLBACK');
  expect(faults).toEqual([]);
  console.log(`${count} clocks, ${kills} kills`);
}, 180_000);

it('clocks fire while Redis is away', async () => {
  const url = new URL(redisUrl);
  const wire = await Wire.open(Number(url.port));
  url.port = String(wire.port);
  await startWorker(url.href);
  wire.cut();
  try {
    const dueAt = Date.now() + 3_000;
    await fileTickets(client, 3, () => [{ ...clockOf(0, dueAt), warnAt: [], dueAt, warnings: [] }]);
    await expect.poll(linesOfClocks, { timeout: 20_000 }).toMatchObject({ lines: 3, early: 0 });
  } finally {
    await kill();
    await wire.close();
  }
});
