import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { diffMigrations } from '../../scripts/migration-diff.ts';
import { applyMigrations } from '../../server/platform/migrate.ts';
import { emptyDatabase } from '../harness/database.ts';
import { freePort } from '../harness/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-migrations-'));
let database: Awaited<ReturnType<typeof emptyDatabase>>;

beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const FUNCTION = `CREATE TABLE a (n int);
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END; $$;`;

test('migrations are applied in order, whatever semicolons they hold, and only once', async () => {
  write('2_fill', 'INSERT INTO a SELECT f()');
  write('1_make', FUNCTION);
  expect(await applyMigrations(database.url, folder)).toEqual(['1_make', '2_fill']);
  expect(await applyMigrations(database.url, folder)).toEqual([]);
  expect(await query('SELECT n FROM a')).toEqual([{ n: 2 }]);
});

test('several processes that migrate at once apply each migration once', async () => {
  write('1_make', 'CREATE TABLE a (n int)');
  write('2_fill', 'INSERT INTO a VALUES (1)');
  const answers = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, folder)));
  expect(answers.flat().sort()).toEqual(['1_make', '2_fill']);
  expect(await query('SELECT n FROM a')).toEqual([{ n: 1 }]);
});

test('an index is built beside the running city, by one of many', async () => {
  write('1_make', 'CREATE TABLE a (n int)');
  write(
    '2_index',
    '-- Large.\nDROP INDEX CONCURRENTLY IF EXISTS a_n;\nCREATE INDEX CONCURRENTLY a_n ON a (n);\n',
  );
  const answers = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, folder)));
  expect(answers.flat().sort()).toEqual(['1_make', '2_index']);
  expect(await query(`SELECT to_regclass('a_n')::text AS a`)).toEqual([{ a: 'a_n' }]);
});

test('a migration that fails leaves no trace and can be mended', async () => {
  write('1_make', 'CREATE TABLE a (n int); SELECT missing');
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({
    code: 'migration-failed',
    migration: '1_make',
    reason: expect.stringContaining('missing'),
  });
  expect(await query(`SELECT to_regclass('a') AS a`)).toEqual([{ a: null }]);
  write('1_make', 'CREATE TABLE a (n int)');
  expect(await applyMigrations(database.url, folder)).toEqual(['1_make']);
});

test('a migration that was edited after it was applied is refused', async () => {
  write('1_make', 'CREATE TABLE a (n int)');
  await applyMigrations(database.url, folder);
  write('1_make', 'CREATE TABLE a (n bigint)');
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({ code: 'migration-edited' });
});

test('a database from a newer program is refused', async () => {
  write('1_make', 'CREATE TABLE a (n int)');
  write('2_more', 'CREATE TABLE b (n int)');
  await applyMigrations(database.url, folder);
  rmSync(join(folder, '2_more'), { recursive: true });
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({
    code: 'migration-unknown',
    migration: '2_more',
  });
});

test('the migrations of the repository give exactly the schema', async () => {
  mkdirSync(folder, { recursive: true });
  const missing = await diffMigrations(database.url);
  expect(missing.slice(0, 200)).toBe('');
});

function runMigrate(url: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'scripts/migrate.ts'], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('npm run migrate waits for a database that is not there yet', async () => {
  const { port, hostname } = new URL(database.url);
  const late = new URL(database.url);
  late.port = String(await freePort());
  const command = runMigrate(late.href);
  const ended = once(command, 'exit');
  const [told] = await once(command.stdout ?? command, 'data');
  expect(String(told)).toContain('waiting for it');

  const wire = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => undefined);
  }).listen(Number(late.port), late.hostname);
  try {
    expect(await ended).toEqual([0, null]);
  } finally {
    wire.close();
  }
  expect(await query('SELECT count(*) > 50 AS "hasAll" FROM "_prisma_migrations"')).toEqual([
    { hasAll: true },
  ]);
});

test('npm run migrate does not wait for a database that refuses it', async () => {
  const wrong = new URL(database.url);
  wrong.password = 'another';
  const command = runMigrate(wrong.href);
  const ended = once(command, 'exit');
  const [told] = await once(command.stderr ?? command, 'data');
  expect(String(told).trim().split('\n')).toEqual([expect.stringContaining('cannot be reached')]);
  expect(await ended).toEqual([1, null]);
});
