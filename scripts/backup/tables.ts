// The database out and in again: COPY of every table, all of one moment. The schema is not stored: the migrations make
// it, so that a backup of one Postgres goes into another of any version, and no pg_dump of the right age is needed.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { Refusal } from '../bootstrap/say.mjs';
import { type Manifest, type StoredSequence, type StoredTable, store } from './manifest.ts';

/** Written by the migrations' own hand at the restore. */
const migrationTable = '_prisma_migrations';

const tableRows = z.array(z.object({ name: z.string(), columns: z.array(z.string()) }));
const tablesSql = `
  SELECT c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '${migrationTable}'
  ORDER BY c.relname`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const listed = (names: readonly string[]): string => names.map(quoted).join(', ');

export type Dump = Pick<Manifest, 'at' | 'postgres' | 'migrations' | 'tables' | 'sequences'>;

/**
 * Writes all rows as they are at one moment to `database/` below the folder. Nobody waits for it; what is written
 * meanwhile is not in it.
 * @param onSnapshot runs when the moment is fixed
 */
export async function dumpTables(
  client: pg.Client,
  folder: string,
  onSnapshot: () => void = () => undefined,
): Promise<Dump> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const first = await client.query('SELECT now() AS at, version() AS postgres');
  const { at, postgres } = z.object({ at: z.date(), postgres: z.string() }).parse(first.rows[0]);
  onSnapshot();
  const migrations = await appliedMigrations(client);
  const tables: StoredTable[] = [];
  for (const { name, columns } of tableRows.parse((await client.query(tablesSql)).rows)) {
    const out = client.query(copyTo(`COPY (SELECT ${listed(columns)} FROM ${quoted(name)}) TO STDOUT`));
    // Level 1: twice as fast as the usual one, and a tenth larger.
    const zipped = createGzip({ level: 1 });
    const [stored] = await Promise.all([
      store(folder, `database/${name}.copy.gz`, zipped),
      pipeline(out, zipped),
    ]);
    tables.push({ name, columns, rows: out.rowCount, ...stored });
  }
  const sequences = await sequencesOf(client);
  await client.query('COMMIT');
  return { at: at.toISOString(), postgres, migrations, tables, sequences };
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT migration_name AS name FROM ${migrationTable} WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

/** Sequences belong to no moment: they stand where they stand now, which is never before the rows. */
async function sequencesOf(client: pg.Client): Promise<StoredSequence[]> {
  const { rows } = await client.query(
    'SELECT sequencename::text AS name FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1',
  );
  const found: StoredSequence[] = [];
  for (const { name } of z.array(z.object({ name: z.string() })).parse(rows)) {
    const { rows: at } = await client.query(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${quoted(name)}`,
    );
    const place = z.object({ value: z.string(), isCalled: z.boolean() }).parse(at[0]);
    found.push({ name, ...place });
  }
  return found;
}

const foreignKeyRows = z.array(z.object({ table: z.string(), name: z.string(), definition: z.string() }));
const foreignKeysSql = `
  SELECT r.relname AS "table", c.conname AS name, pg_get_constraintdef(c.oid) AS definition
  FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
  WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND c.conparentid = 0`;

/**
 * Fills tables that the backup's own migrations have made, in one transaction: all of it or nothing. Foreign keys are
 * taken off and put on again afterwards, which checks every row against them.
 * @throws Refusal `backup-other-tables`, `backup-rows`
 */
export async function loadTables(client: pg.Client, folder: string, manifest: Manifest): Promise<void> {
  const found = tableRows.parse((await client.query(tablesSql)).rows);
  const wanted = new Map(manifest.tables.map((table) => [table.name, table]));
  const strange = found
    .filter(({ name, columns }) => wanted.get(name)?.columns.toSorted().join() !== columns.toSorted().join())
    .map(({ name }) => name);
  const missing = [...wanted.keys()].filter((name) => !found.some((table) => table.name === name));
  if (strange.length + missing.length > 0)
    throw new Refusal('backup-other-tables', { tables: [...strange, ...missing].join(', ') });

  await client.query('BEGIN');
  try {
    const keys = foreignKeyRows.parse((await client.query(foreignKeysSql)).rows);
    for (const { table, name } of keys)
      await client.query(`ALTER TABLE ${quoted(table)} DROP CONSTRAINT ${quoted(name)}`);
    for (const { name } of found) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
    await client.query(`TRUNCATE ${listed(found.map(({ name }) => name))}`);
    for (const table of manifest.tables) await loadTable(client, folder, table);
    for (const { name, value, isCalled } of manifest.sequences)
      await client.query('SELECT setval($1::regclass, $2, $3)', [quoted(name), value, isCalled]);
    for (const { name } of found) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
    for (const { table, name, definition } of keys)
      await client.query(`ALTER TABLE ${quoted(table)} ADD CONSTRAINT ${quoted(name)} ${definition}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
  await client.query('ANALYZE');
}

async function loadTable(client: pg.Client, folder: string, table: StoredTable): Promise<void> {
  const into = client.query(copyFrom(`COPY ${quoted(table.name)} (${listed(table.columns)}) FROM STDIN`));
  await pipeline(createReadStream(join(folder, table.file)), createGunzip(), into);
  if (into.rowCount !== table.rows)
    throw new Refusal('backup-rows', { table: table.name, rows: into.rowCount, wanted: table.rows });
}
