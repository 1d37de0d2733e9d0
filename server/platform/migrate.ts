// Brings a database to the state of prisma/migrations/ without the network: Prisma's own schema engine, compiled
// to WebAssembly, does what `prisma migrate deploy` does and keeps the same _prisma_migrations table.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaContainer } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { z } from 'zod';

const PRISMA_FOLDER = fileURLToPath(new URL('../../prisma', import.meta.url));
/** Everything in the database is ours: nothing is managed elsewhere. */
const FILTERS = { externalTables: [], externalEnums: [] };
/** The advisory lock that `prisma migrate` takes, so that its command line and we exclude each other. */
const ADVISORY_LOCK = 72707369;

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
 * Applies the migrations that the database does not have yet. A database that has them all is answered after two
 * queries. Several processes may call it at once: one works, the others wait and find nothing to do.
 * @returns the names of those applied now
 * @throws MigrationError when one fails now or failed before, was edited after it was applied, or is unknown here
 */
export async function applyMigrations(
  databaseUrl: string,
  folder = join(PRISMA_FOLDER, 'migrations'),
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (pending(migrations, await readApplied(client)).length === 0) return [];
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const missing = pending(migrations, await readApplied(client));
    if (missing.length === 0) return [];
    const engine = await openEngine(databaseUrl);
    try {
      const input = { migrationsList: migrationList(folder, migrations), filters: FILTERS };
      return (await engine.applyMigrations(input)).appliedMigrationNames;
    } catch (error) {
      const failed = (await readApplied(client)).find((row) => row.finished_at === null);
      const name = failed?.migration_name ?? missing[0] ?? '';
      throw new MigrationError('migration-failed', name, firstReason(failed?.logs ?? messageOf(error)));
    } finally {
      engine.free();
    }
  } finally {
    await client.end();
  }
}

/**
 * The SQL that is missing between the migrations and prisma/schema.prisma; '' when they agree.
 * @param databaseUrl a server on which a shadow database may be made and dropped
 */
export async function diffMigrations(databaseUrl: string): Promise<string> {
  const folder = join(PRISMA_FOLDER, 'migrations');
  const migrations = await readMigrations(folder);
  const schema = join(PRISMA_FOLDER, 'schema.prisma');
  const files: SchemaContainer[] = [{ path: schema, content: await readFile(schema, 'utf8') }];
  const engine = await openEngine(databaseUrl, files);
  try {
    const { stdout, exitCode } = await engine.diff({
      from:
        migrations.length === 0
          ? { tag: 'empty' }
          : { tag: 'migrations', ...migrationList(folder, migrations) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 2 ? (stdout ?? '') : '';
  } finally {
    engine.free();
  }
}

/** Compares what was applied with what is here and says which names are still to come, in order. */
function pending(migrations: Migration[], applied: z.infer<typeof appliedRows>): string[] {
  const known = new Map(migrations.map(({ name, script }) => [name, checksumOf(script)]));
  for (const row of applied) {
    const checksum = known.get(row.migration_name);
    if (checksum === undefined) throw new MigrationError('migration-unknown', row.migration_name);
    if (row.finished_at === null) {
      throw new MigrationError('migration-failed', row.migration_name, firstReason(row.logs ?? ''));
    }
    if (checksum !== row.checksum) throw new MigrationError('migration-edited', row.migration_name);
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.map(({ name }) => name).filter((name) => !done.has(name));
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

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names
      .sort()
      .map(async (name) => ({ name, script: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

const migrationList = (folder: string, migrations: Migration[]): MigrationList => ({
  baseDir: folder,
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
  migrationDirectories: migrations.map(({ name, script }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
  })),
  shadowDbInitScript: '',
});

/** Loaded only when there is work: the module is 5 MB. */
async function openEngine(databaseUrl: string, schemas: SchemaContainer[] = []) {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const code = await readFile(join(entry, '../schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  const adapters = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const datamodels = schemas.map(({ path, content }): [string, string] => [path, content]);
  return glue.SchemaEngine.new({ datamodels }, () => undefined, adapters);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Prisma's report is a page; its database error line is what a person needs. */
const firstReason = (report: string) =>
  /(?:Database error:|ERROR:)\s*([^\n]+)/.exec(report)?.[1]?.trim() ?? report.split('\n')[0]?.trim() ?? '';
