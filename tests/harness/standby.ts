// A Postgres and a standby that streams from it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { run } from '../../scripts/bootstrap/commands.mjs';
import { ensureDatabase, migrateDatabase } from '../../scripts/bootstrap/database.mjs';
import { startPostgres } from '../../scripts/bootstrap/postgres.mjs';

/** Starts both, migrated. What pg_basebackup does is done by hand: the embedded server has none. */
export async function startWithStandby() {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-standby-'));
  await run('chmod', ['0755', folder]);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  for (const path of [first, second]) mkdirSync(path);
  const log = join(folder, 'postgres.log');
  const primary = await startPostgres({ folder: first, log, durable: false });
  await ensureDatabase(primary.url, 'onecall');
  await migrateDatabase(primary.url('onecall'));
  const client = new pg.Client({ connectionString: primary.url('onecall') });
  await client.connect();
  await client.query("SELECT pg_backup_start('standby', fast => true)");
  const cluster = join(second, 'postgres');
  await run('cp', ['-a', join(first, 'postgres'), cluster]);
  const stopped = await client.query('SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)');
  await client.end();
  const [{ labelfile }] = z.tuple([z.object({ labelfile: z.string() })]).parse(stopped.rows);
  writeFileSync(join(cluster, 'backup_label'), labelfile, { mode: 0o644 });
  writeFileSync(join(cluster, 'standby.signal'), '');
  for (const name of ['postmaster.pid', 'postmaster.opts']) rmSync(join(cluster, name), { force: true });
  await run('chown', ['-R', '--reference', join(cluster, 'base'), cluster]);
  const password = readFileSync(join(first, 'postgres.password'), 'utf8');
  writeFileSync(join(second, 'postgres.password'), password, { mode: 0o600 });
  const { hostname, port, username } = new URL(primary.url('postgres'));
  const line = { host: hostname, port, user: username, password: password.trim() };
  const standby = await startPostgres({
    folder: second,
    log,
    durable: false,
    settings: {
      primary_conninfo: Object.entries(line)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    },
  });
  return {
    primary,
    standby,
    async stop(): Promise<void> {
      await Promise.all([standby.force(), primary.force()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
