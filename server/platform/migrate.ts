// Brings a database to the state of prisma/migrations/, without the network and without Prisma's command line, and
// keeps the same _prisma_migrations table as that does, so that either can follow the other.
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
/** The advisory lock that `prisma migrate` takes, so that its command line and we exclude each other. */
const ADVISORY_LOCK = 72707369;
/** As Prisma makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

export type MigrationProblem = 'migration-failed' | 'migration-edited' | 'migration-unknown';

/** The database cannot be brought up to date: `code` says why, `migration` which one, `reason` in Postgres' words. */
export class MigrationError extends Error {
  readonly code: MigrationProblem;
  readonly migration: string;
  readonly reason: string;

  constructor(code: MigrationProblem, migration: string, reason = '') {
    super(`${code}: ${migration}${reason && `: ${reason}`}`);
    this.name = 'MigrationError';
    this.code = code;
    this.migration = migration;
    this.reason = reason;
  }
}

interface Migration {
  name: string;
  script: string;
}

const appliedRows = z.array(
  z.object({
    migration_name: z.string(),
    checksum: z.string(),
    finished_at: z.date().nullable(),
    logs: z.string().nullable(),
  }),
);

/**
 * Applies the migrations that the database does not have yet, each in a transaction of its own: one that fails
 * leaves no trace. A database that has them all is answered after two queries. Several processes may call it at
 * once: one works, the others wait and find nothing to do.
 * @param only these of the folder; the others wait
 * @returns the names of those applied now
 * @throws MigrationError when one fails, or was edited after it was applied, or is unknown here
 */
export async function applyMigrations(
  databaseUrl: string,
  folder = MIGRATIONS_FOLDER,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const migrations = (await readMigrations(folder)).filter(({ name }) => only?.has(name) ?? true);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (pending(migrations, await readApplied(client)).length === 0) return [];
    await takeLock(client);
    await client.query(TABLE);
    const missing = pending(migrations, await readApplied(client));
    for (const migration of missing) await applyOne(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const lockRow = z.tuple([z.object({ got: z.boolean() })]);
const lockEveryMs = 100;

/** Asks again and again: whoever waits inside Postgres holds a snapshot, which a CONCURRENTLY would wait for in turn. */
async function takeLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [ADVISORY_LOCK]);
    if (lockRow.parse(rows)[0].got) return;
    await pause(lockEveryMs);
  }
}

/** What is built beside the running city cannot be built in a transaction. */
const isBesides = /^\s*(CREATE|DROP)\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY\b/im;

async function applyOne(client: pg.Client, { name, script }: Migration): Promise<void> {
  try {
    // Then each statement stands for itself, and must bear being run again after one behind it failed.
    if (isBesides.test(script)) for (const part of script.split(/;\s*$/m)) await client.query(part);
    await client.query('BEGIN');
    if (!isBesides.test(script)) await client.query(script);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksumOf(script), name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new MigrationError(
      'migration-failed',
      name,
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** Compares what was applied with what is here and says which are still to come, in order. */
function pending(migrations: Migration[], applied: z.infer<typeof appliedRows>): Migration[] {
  const known = new Map(migrations.map(({ name, script }) => [name, checksumOf(script)]));
  for (const row of applied) {
    const checksum = known.get(row.migration_name);
    if (checksum === undefined) throw new MigrationError('migration-unknown', row.migration_name);
    if (row.finished_at === null) {
      throw new MigrationError('migration-failed', row.migration_name, row.logs?.trim().split('\n')[0]);
    }
    if (checksum !== row.checksum) throw new MigrationError('migration-edited', row.migration_name);
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !done.has(name));
}

const checksumOf = (script: string) => createHash('sha256').update(script).digest('hex');

async function readApplied(client: pg.Client): Promise<z.infer<typeof appliedRows>> {
  const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`);
  if (!z.tuple([z.object({ there: z.boolean() })]).parse(rows)[0].there) return [];
  const result = await client.query(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return appliedRows.parse(result.rows);
}

/** The names of those in the folder, in their order. */
export async function knownMigrations(folder = MIGRATIONS_FOLDER): Promise<string[]> {
  return (await readMigrations(folder)).map(({ name }) => name);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names
      .sort()
      .map(async (name) => ({ name, script: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}
