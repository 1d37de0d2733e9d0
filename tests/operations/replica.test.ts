// Reports read from a standby: while it keeps up, and not a moment longer. On a real one that streams from its primary.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { Replica } from '../../server/platform/replica.ts';
import { createReports } from '../../server/reports/index.ts';
import { startWithStandby } from '../harness/standby.ts';

const mostLagMs = 4_000;
const soon = { timeout: 20_000, interval: 100 };
const supervisor: Actor = {
  id: randomUUID(),
  username: 'supervisor',
  name: { zh: '督导', en: 'Supervisor' },
  roles: ['supervisor'],
  departmentCode: null,
  locale: 'zh',
  credential: '',
};

let servers: Awaited<ReturnType<typeof startWithStandby>>;
let database: Database;
let replica: Replica;
let standby: pg.Client;
const metrics = createMetrics();

beforeAll(async () => {
  servers = await startWithStandby();
  database = openDatabase(servers.primary.url('onecall'), { publish: () => undefined });
  standby = new pg.Client({ connectionString: servers.standby.url('onecall') });
  standby.on('error', () => undefined);
  await standby.connect();
  replica = new Replica(database, {
    url: servers.standby.url('onecall'),
    mostLagMs,
    log: createLog('silent'),
    metrics,
  });
  await replica.start();
}, 120_000);
afterAll(async () => {
  await replica?.stop();
  await database?.close();
  await servers?.stop();
});

/** Which server a read went to, and how many tickets it saw. */
const seen = z.object({ follows: z.boolean(), tickets: z.number() });
const look = () =>
  replica.read(({ sql }) =>
    sql.first(seen, 'SELECT pg_is_in_recovery() AS follows, (SELECT count(*)::int FROM "Ticket") AS tickets'),
  );
const file = () =>
  database.sql.run(
    `INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", version)
     VALUES ($1, 'SZ' || nextval('ticket_number'), 'help', '路灯', '不亮', 'web', $2, 1)`,
    [randomUUID(), randomUUID()],
  );

describe('a standby that keeps up', () => {
  it('is what figures are read from, and they say of when they are', async () => {
    await file();
    await expect.poll(look, soon).toMatchObject({ value: { follows: true, tickets: 1 } });
    const { asOf } = await look();
    expect(Date.now() - (asOf?.getTime() ?? 0)).toBeLessThan(mostLagMs);
    const card = await createReports(replica).scorecard(supervisor, { by: 'department', days: 30 });
    expect(card.total.tallies.received).toEqual({ cases: 1, good: 1 });
    expect(card.asOf).not.toBeNull();
    expect(await metrics.read()).toMatch(/onecall_replica_lag_seconds [\d.]+/);
    expect(replica.state).toMatchObject({ state: 'up', mostLagMs });
  });

  it('is left when it falls behind, and asked again when it has caught up', async () => {
    await standby.query('SELECT pg_wal_replay_pause()');
    await file();
    // What it has not yet is not told as if it were of now.
    const stale = await look();
    if (stale.asOf !== null) expect(stale.value?.tickets).toBe(1);
    await expect.poll(look, soon).toEqual({ value: { follows: false, tickets: 2 }, asOf: null });
    // As the operations page tells it.
    expect(replica.state.state).toBe('behind');
    expect(replica.state.lagMs).toBeGreaterThan(mostLagMs);
    await standby.query('SELECT pg_wal_replay_resume()');
    await expect.poll(look, soon).toMatchObject({ value: { follows: true, tickets: 2 } });
  });

  it('does not hide what the work itself got wrong', async () => {
    await expect(replica.read(({ sql }) => sql.run('SELECT nothing_of_that_name'))).rejects.toMatchObject({
      code: '42703',
    });
    expect((await look()).value?.follows).toBe(true);
  });
});

describe('a standby that dies', () => {
  it('in the middle of a report: the primary answers at once, and from then on', async () => {
    const under = replica.read(({ sql }) =>
      sql.first(
        seen,
        'SELECT pg_is_in_recovery() AS follows, 0 AS tickets, pg_sleep(CASE WHEN pg_is_in_recovery() THEN 60 ELSE 0 END)::text',
      ),
    );
    await expect
      .poll(
        async () =>
          (
            await standby.query(
              `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(CASE%' AND pid <> pg_backend_pid()`,
            )
          ).rowCount,
        soon,
      )
      .toBe(1);
    const from = Date.now();
    await servers.standby.force();
    expect(await under).toMatchObject({ value: { follows: false }, asOf: null });
    expect(Date.now() - from).toBeLessThan(20_000);
    const again = Date.now();
    expect(await look()).toEqual({ value: { follows: false, tickets: 2 }, asOf: null });
    // It is not asked first any more.
    expect(Date.now() - again).toBeLessThan(10_000);
    expect(replica.state).toMatchObject({ state: 'down', lagMs: null });
  });
});
