// The database that the server will use: made on the embedded server, or checked where DATABASE_URL points.
import pg from 'pg';
import { Refusal, step } from './say.mjs';

/** The oldest Postgres that its makers still mend when this was written. */
const OLDEST_MAJOR = 14;

/**
 * @param {string} url
 * @template T
 * @param {(client: pg.Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * Why a database cannot be used, in its words or the system's.
 * @param {unknown} error
 */
export const reasonOf = (error) =>
  error instanceof Error ? error.message || String(codeOf(error)) : String(error);

/**
 * Makes a database on a server unless it is there.
 * @param {(database: string) => string} url
 * @param {string} name
 */
export async function ensureDatabase(url, name) {
  await withClient(url('postgres'), async (client) => {
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } catch (error) {
      if (codeOf(error) !== '42P04') throw error;
    }
  });
}

/**
 * Whether the database that DATABASE_URL names can be used.
 * @param {string} url
 * @throws {Refusal} `database-unreachable`, `database-too-old`
 */
export async function checkDatabase(url) {
  try {
    await withClient(url, async (client) => {
      const { rows } = await client.query('SHOW server_version_num');
      const found = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
      if (found < OLDEST_MAJOR) throw new Refusal('database-too-old', { found, needed: OLDEST_MAJOR });
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('database-unreachable', { address: new URL(url).host, reason: reasonOf(error) });
  }
}

/**
 * The server that starts now is the only process: nothing is kept plain for one of an older version.
 * @param {string} url
 */
export async function endPlainColumns(url) {
  await withClient(url, (client) =>
    client.query('UPDATE "FieldSealing" SET "plainEndedAt" = now() WHERE "plainEndedAt" IS NULL'),
  );
}

/**
 * Whether the demo's people are there and nothing has happened yet.
 * @param {string} url
 */
export async function isNewDemo(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT 1 FROM "User" WHERE username = 'dispatcher')
         AND NOT EXISTS (SELECT 1 FROM "Ticket") AS "isNew"`,
    );
    return rows[0]?.isNew === true;
  });
}

/**
 * Whether anybody has an account.
 * @param {string} url
 */
export async function hasPeople(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query('SELECT EXISTS (SELECT 1 FROM "User") AS "has"');
    return rows[0]?.has === true;
  });
}

/**
 * Needs a process that can import TypeScript.
 * @param {string} url
 * @throws {Refusal} `migration-…`
 */
export async function migrateDatabase(url) {
  const { applyMigrations, MigrationError } = await import('../../server/platform/migrate.ts');
  try {
    await step('migrate', () => applyMigrations(url));
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new Refusal(error.code, { migration: error.migration, reason: error.reason });
  }
}
