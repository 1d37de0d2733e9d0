import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { TEMPLATE_DATABASE } from '../../scripts/bootstrap/test-servers.mjs';

/** The template with the demo city in it, made by the first test file that wants it. */
const demoTemplate = 'onecall_demo_template';
/** Any number that nothing else locks. */
const demoLock = 71_001;

async function withOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const asOwner = (sql: string): Promise<void> =>
  withOwner(async (client) => {
    await client.query(sql);
  });

async function makeDatabase(template: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asOwner(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = name;
  return { url: url.href, drop: () => asOwner(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/**
 * A migrated database without rows for one test file, dropped after it.
 * Call it at the top of the file or in a `beforeAll`, before anything that connects.
 * @returns its address
 */
export async function testDatabase(): Promise<string> {
  const { url, drop } = await makeDatabase(TEMPLATE_DATABASE);
  afterAll(drop);
  return url;
}

/**
 * The same with the demo city in it: a server starts on it without the seconds that the city's pack takes.
 * @returns its address
 */
export async function demoDatabase(): Promise<string> {
  await withOwner(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [demoLock]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [demoTemplate]);
    if (found.rowCount) return;
    // Only here: most files want no server.
    const { applyPack } = await import('../../server/admin/index.ts');
    const { openDatabase } = await import('../../server/platform/database.ts');
    const { url } = await makeDatabase(TEMPLATE_DATABASE);
    const database = openDatabase(url, { publish: () => undefined });
    await applyPack(database, resolve('prisma/packs/shenzhen'), { demoPassword: 'onecall-demo' });
    await database.close();
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} RENAME TO ${demoTemplate}`);
  });
  const { url, drop } = await makeDatabase(demoTemplate);
  afterAll(drop);
  return url;
}

/** A database without tables; the caller drops it. */
export const emptyDatabase = () => makeDatabase('template0');
