import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll } from 'vitest';
import { TEMPLATE_DATABASE } from '../../scripts/bootstrap/test-servers.mjs';

async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

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

/** A database without tables; the caller drops it. */
export const emptyDatabase = () => makeDatabase('template0');
