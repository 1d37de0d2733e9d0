// One Postgres and one Redis for a run of the tests, in a temporary folder, without the cost of durability.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, migrateDatabase } from './database.mjs';
import { startPostgres } from './postgres.mjs';
import { ensureRedisProgram, startRedis } from './redis.mjs';

/** The migrated database that every test file gets a copy of. */
export const TEMPLATE_DATABASE = 'onecall_template';
/** Every test file takes a database number of its own. */
export const REDIS_DATABASES = 1024;

/**
 * Starts both, unless TEST_DATABASE_URL and TEST_REDIS_URL already name them, and sets these.
 * @returns {Promise<() => Promise<void>>} ends what was started
 */
export async function startTestServers() {
  if (process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL) return async () => {};
  const folder = mkdtempSync(join(tmpdir(), 'onecall-test-'));
  const log = join(folder, 'servers.log');
  /** @type {{ force: () => Promise<void> }[]} */
  const running = [];
  const stop = async () => {
    await Promise.all(running.map(({ force }) => force()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const program = await ensureRedisProgram(log);
    const redis = await startRedis({ program, folder, log, durable: false, databases: REDIS_DATABASES });
    running.push(redis);
    const postgres = await startPostgres({ folder, log, durable: false });
    running.push(postgres);
    await ensureDatabase(postgres.url, TEMPLATE_DATABASE);
    await migrateDatabase(postgres.url(TEMPLATE_DATABASE));
    process.env.TEST_DATABASE_URL = postgres.url('postgres');
    process.env.TEST_REDIS_URL = redis.url;
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
