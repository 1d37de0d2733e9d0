// Open clocks of a large city: how long a new holiday takes, and how late breaches are acted on.
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../../../server/platform/database.ts';
import { policySchema, startClock } from '../../../server/tickets/clock/index.ts';
import { recomputeClocks } from '../../../server/tickets/recompute.ts';
import { calendarOf, RuleBook } from '../../../server/tickets/rules.ts';
import { startApp } from '../../harness/app.ts';
import { fileTickets } from '../../harness/clocks.ts';

const startedAt = Date.parse('2030-03-06T02:00:00Z');

/** Files tickets with running clocks of these policies; all of them are due years from now. */
export async function fileCity(
  database: Database,
  client: pg.Client,
  tickets: number,
  codes: readonly string[],
): Promise<void> {
  const rules = await new RuleBook(database).current();
  const policies = codes.map((code) => policySchema.parse(rules.policies.find((one) => one.code === code)));
  await fileTickets(client, tickets, (index) =>
    policies.map((policy) =>
      startClock(policy, calendarOf(rules, policy.calendarCode), startedAt + index * 100),
    ),
  );
  await client.query('ANALYZE');
}

/** Seconds from the import of a holiday until every open clock on working days is due by it. */
export async function measureRecompute(database: Database, client: pg.Client) {
  const book = new RuleBook(database);
  await recomputeClocks(database, book);
  await client.query(
    `UPDATE "Calendar" SET definition = jsonb_set(definition, '{holidays}', '["2030-03-14"]') WHERE code = 'cn-workdays'`,
  );
  const [from, used] = [performance.now(), process.cpuUsage()];
  const clocks = await recomputeClocks(database, book);
  const { user, system } = process.cpuUsage(used);
  return {
    clocks,
    seconds: Number(((performance.now() - from) / 1_000).toFixed(2)),
    /** Of this process alone; Postgres' comes to it. */
    cpuSeconds: Number(((user + system) / 1_000_000).toFixed(2)),
  };
}

/**
 * Lets clocks breach under a real worker process, evenly over a time or all in one second, and reads from the timelines how
 * late each line was written, to within the time of a batch.
 */
export async function measureBreaches(
  options: { databaseUrl: string; redisUrl: string; client: pg.Client },
  runs: readonly { clocks: number; overMs: number }[],
) {
  const { client, databaseUrl, redisUrl } = options;
  const env = {
    ONECALL_ROLES: 'worker',
    ONECALL_DEMO: '0',
    LOG_LEVEL: 'warn',
    // As docs/clocks.md has it for workers: what breaches leave behind is collected earlier.
    NODE_OPTIONS: '--max-old-space-size=256',
  };
  const app = await startApp({ databaseUrl, redisUrl, env });
  const readRss = async (): Promise<number> => {
    const text = await (await fetch(`${app.base}/metrics`)).text();
    return Number(/^onecall_process_resident_memory_bytes (\S+)/m.exec(text)?.[1] ?? 0) / 2 ** 20;
  };
  let rssMb = 0;
  const found: { clocks: number; overMs: number; p50Ms: number; p99Ms: number; maxMs: number }[] = [];
  try {
    for (const { clocks, overMs } of runs) {
      const from = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 15_000);
      await client.query(
        `UPDATE "TicketClock" c SET "dueAt" = n.at, "nextFireAt" = n.at, warnings = '[]' FROM (
           SELECT id, $2::timestamptz + ((row_number() OVER () - 1) * $3::float / $1) * interval '1 ms' AS at
           FROM (SELECT id FROM "TicketClock" WHERE state = 'running' AND clock = 'resolve' LIMIT $1) picked
         ) n WHERE c.id = n.id`,
        [clocks, from, overMs],
      );
      const endAt = from.getTime() + overMs + 30_000;
      for (;;) {
        await pause(1_000);
        rssMb = Math.max(rssMb, await readRss());
        const left = await client.query(
          `SELECT 1 FROM "TicketClock" WHERE "nextFireAt" < '2030-01-01' AND state = 'running' LIMIT 1`,
        );
        if (left.rows.length === 0 || Date.now() > endAt) break;
      }
      const { rows } = await client.query<{ n: number; p50: number; p99: number; max: number }>(
        `SELECT count(*)::int AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY late) AS p50,
           percentile_cont(0.99) WITHIN GROUP (ORDER BY late) AS p99, max(late) AS max
         FROM (SELECT extract(epoch FROM at - (payload ->> 'dueAt')::timestamptz)::float * 1000 AS late
           FROM "TicketEvent" WHERE command = 'clock_breach' AND at >= $1) lines`,
        [from],
      );
      const [row] = rows;
      if (row?.n !== clocks) throw new Error(`${row?.n} breaches of ${clocks}`);
      const [p50Ms, p99Ms, maxMs] = [row.p50, row.p99, row.max].map(Math.round);
      found.push({ clocks, overMs, p50Ms: p50Ms ?? 0, p99Ms: p99Ms ?? 0, maxMs: maxMs ?? 0 });
    }
  } finally {
    await app.stop();
  }
  return { runs: found, rssMb: Math.round(rssMb) };
}
