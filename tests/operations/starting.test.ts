// A process that cannot start says in one line why, and what to do: whoever runs it reads its log, not its source.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { restoreLock } from '../../server/platform/starting.ts';
import { emptyDatabase, testDatabase } from '../harness/database.ts';
import { testFields, testSecret } from '../harness/fields.ts';
import { testRedis } from '../harness/redis.ts';

const taken = createServer();
let settings: Record<string, string>;
let empty: Awaited<ReturnType<typeof emptyDatabase>>;

beforeAll(async () => {
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  empty = await emptyDatabase();
  settings = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: await testDatabase(),
    REDIS_URL: await testRedis(),
    ONECALL_SECRET: 'x'.repeat(32),
    ONECALL_DATA: '/tmp',
    ONECALL_ROLES: 'web',
    PORT: String(typeof address === 'object' ? address?.port : ''),
  };
}, 60_000);
afterAll(async () => {
  taken.close();
  await empty?.drop();
});

async function start(change: Record<string, string | undefined>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['dist/server/main.js'], { env: { ...settings, ...change } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  const [code] = await once(child, 'close');
  return { code: Number(code), said };
}

it.each([
  ['a setting that is missing', { DATABASE_URL: undefined }, 'DATABASE_URL: is missing'],
  ['a setting that was left empty', { DATABASE_URL: '', METRICS_TOKEN: '' }, 'DATABASE_URL: is missing'],
  ['a setting that is wrong', { ONECALL_SECRET: 'short' }, 'ONECALL_SECRET: Too small'],
  [
    'an address that the machine does not have',
    { HOST: '192.0.2.1' },
    'HOST 192.0.2.1 is no address of this',
  ],
  ['a port that is taken', {}, 'is in use: stop the program that holds it'],
])(
  '%s',
  async (_what, change, why) => {
    const { code, said } = await start(change);
    expect(code, said).toBe(1);
    expect(said).toContain(why);
    expect(said, 'no stack').not.toContain('node:internal');
  },
  60_000,
);

it('tables that are older than the process, or none', async () => {
  const { code, said } = await start({ DATABASE_URL: empty.url });
  expect(code, said).toBe(1);
  expect(said).toMatch(/the database lacks \d+ migrations: npm run migrate/);
  expect(said).not.toContain('node:internal');
}, 60_000);

it('a backup that is being restored', async () => {
  const client = new pg.Client({ connectionString: settings.DATABASE_URL });
  await client.connect();
  await client.query('SELECT pg_advisory_lock($1)', [restoreLock]);
  const { code, said } = await start({});
  expect(code, said).toBe(1);
  expect(said).toContain('a backup is being restored into this database');
  await client.end();
  expect((await start({})).said).toContain('is in use');
}, 60_000);

it('a secret that is not the one of the database', async () => {
  const client = new pg.Client({ connectionString: settings.DATABASE_URL });
  await client.connect();
  const [id, citizenId] = [randomUUID(), randomUUID()];
  const { sealed, mark } = {
    sealed: testFields.seal('ContactPoint.value', id, '+8613800138000'),
    mark: testFields.mark('+8613800138000'),
  };
  await client.query('INSERT INTO "Citizen" (id) VALUES ($1)', [citizenId]);
  await client.query(
    `INSERT INTO "ContactPoint" (id, "citizenId", kind, "valueSealed", "valueMark") VALUES ($1, $2, 'phone', $3, $4)`,
    [id, citizenId, sealed, mark],
  );
  await client.end();
  const { code, said } = await start({});
  expect(code, said).toBe(1);
  expect(said).toContain('ONECALL_SECRET is not what sealed this database');
  expect(said).toContain('Set ONECALL_SECRET to what stands in the file');
  const folder = await mkdtemp(join(tmpdir(), 'onecall-other-'));
  const other = await start({ ONECALL_SECRET: undefined, ONECALL_DATA: folder });
  expect(other.said).toContain(`the secret in ${folder}/secret is not what sealed this database`);
  expect(other.said).toContain(`or copy that file to ${folder}/secret`);
  await writeFile(join(folder, 'secret'), testSecret);
  expect((await start({ ONECALL_SECRET: undefined, ONECALL_DATA: folder })).said).toContain('is in use');
  await rm(folder, { recursive: true });
  expect((await start({ ONECALL_SECRET: testSecret })).said).toContain('is in use');
}, 60_000);

it('a database that is not there', async () => {
  const address = new URL(settings.DATABASE_URL ?? '');
  address.pathname = '/nowhere';
  const { code, said } = await start({ DATABASE_URL: address.href });
  expect(code, said).toBe(1);
  expect(said).toContain('the database that DATABASE_URL names does not exist');
}, 60_000);
