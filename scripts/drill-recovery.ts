// npm run drill:recovery: point-in-time recovery tried on the embedded Postgres. A cluster archives its write-ahead log;
// a base backup is taken while it is written to; then somebody deletes everything, and the moment before comes back.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { run } from './bootstrap/commands.mjs';
import { ensureDatabase, migrateDatabase } from './bootstrap/database.mjs';
import { startPostgres } from './bootstrap/postgres.mjs';
import { asRefusal, Refusal, say } from './bootstrap/say.mjs';

const rowsEach = 500;

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Citizens stand for everything: one write-ahead log holds all tables. */
async function file(client: pg.Client, name: string): Promise<void> {
  await client.query(
    `INSERT INTO "Citizen" (id, name) SELECT gen_random_uuid(), $1 FROM generate_series(1, ${rowsEach})`,
    [name],
  );
}

const count = async (client: pg.Client, name: string): Promise<number> => {
  const { rows } = await client.query('SELECT count(*)::int AS n FROM "Citizen" WHERE name = $1', [name]);
  return z.tuple([z.object({ n: z.int() })]).parse(rows)[0].n;
};

async function drill(folder: string): Promise<void> {
  const log = join(folder, 'postgres.log');
  const [first, second, archive] = ['first', 'second', 'archive'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [first, second, archive]) mkdirSync(path, { recursive: true });
  // Postgres runs as an account of its own.
  await run('chmod', ['-R', '0777', archive]);
  const archiving = { archive_mode: 'on', archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f` };

  const postgres = await startPostgres({ folder: first, log, settings: archiving });
  let moment: string;
  let baseMs: number;
  try {
    await ensureDatabase(postgres.url, 'onecall');
    const url = postgres.url('onecall');
    await migrateDatabase(url);
    [moment, baseMs] = await withClient(url, async (client) => {
      await file(client, 'before the base backup');
      const startedAt = Date.now();
      // What pg_basebackup does, where there is none: the files may be copied while they are written to.
      await client.query("SELECT pg_backup_start('drill', fast => true)");
      await file(client, 'during the base backup');
      const copied = await run('cp', ['-a', join(first, 'postgres'), join(second, 'postgres')]);
      if (copied.code !== 0) throw new Refusal('drill-failed', { reason: copied.output });
      const stopped = await client.query('SELECT labelfile FROM pg_backup_stop(wait_for_archive => true)');
      const label = z.tuple([z.object({ labelfile: z.string() })]).parse(stopped.rows)[0].labelfile;
      writeFileSync(join(second, 'postgres', 'backup_label'), label, { mode: 0o644 });
      const took = Date.now() - startedAt;
      await file(client, 'after the base backup');
      const now = await client.query('SELECT clock_timestamp()::text AS at');
      const at = z.tuple([z.object({ at: z.string() })]).parse(now.rows)[0].at;
      await pause(50);
      await file(client, 'after the moment');
      await client.query('DELETE FROM "Citizen"');
      await client.query('SELECT pg_switch_wal()');
      return [at, took] as const;
    });
  } finally {
    // The last segment goes to the archive with the shutdown.
    await postgres.stop();
  }

  const cluster = join(second, 'postgres');
  for (const name of ['postmaster.pid', 'postmaster.opts', 'pg_wal'])
    rmSync(join(cluster, name), { recursive: true, force: true });
  await run('install', [
    '-d',
    '-m',
    '0700',
    join(cluster, 'pg_wal'),
    join(cluster, 'pg_wal', 'archive_status'),
  ]);
  writeFileSync(join(cluster, 'recovery.signal'), '');
  await run('chown', ['-R', '--reference', join(cluster, 'base'), cluster]);
  // The password is in the copied cluster.
  writeFileSync(join(second, 'postgres.password'), readFileSync(join(first, 'postgres.password')), {
    mode: 0o600,
  });
  const startedAt = Date.now();
  const recovered = await startPostgres({
    folder: second,
    log,
    settings: {
      restore_command: `cp ${archive}/%f %p`,
      recovery_target_time: moment,
      recovery_target_action: 'promote',
    },
  });
  try {
    await withClient(recovered.url('onecall'), async (client) => {
      const before = ['before the base backup', 'during the base backup', 'after the base backup'];
      const counts = [];
      for (const name of before) counts.push(await count(client, name));
      const after = await count(client, 'after the moment');
      if (after !== 0 || counts.some((found) => found !== rowsEach))
        throw new Refusal('drill-failed', { reason: [...counts, after].join(', ') });
      say('drill-moment', {
        at: moment,
        kept: rowsEach * before.length,
        lost: rowsEach,
        baseS: (baseMs / 1_000).toFixed(1),
        recoveryS: ((Date.now() - startedAt) / 1_000).toFixed(1),
      });
    });
  } finally {
    await recovered.force();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'onecall-drill-'));
try {
  await run('chmod', ['0755', folder]);
  await drill(folder);
} catch (error) {
  console.error(asRefusal(error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
