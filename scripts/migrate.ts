// npm run migrate: brings the tables of DATABASE_URL up to date. Before new processes start; old ones may still run.
import { setTimeout as pause } from 'node:timers/promises';
import { applyMigrations, MigrationError } from '../server/platform/migrate.ts';
import { notNow } from '../server/platform/outage.ts';
import { reasonOf } from './bootstrap/database.mjs';
import { line, say } from './bootstrap/say.mjs';
import { databaseUrl } from './city-database.ts';
import { wordsOf } from './options.ts';

const askAgainMs = 2_000;

wordsOf('migrate-usage', 0);
const url = databaseUrl();
const { host: address } = new URL(url);

/** After a power cut the database may be there later than we, and what needs its tables is not started again after us. */
async function migrate(): Promise<string[]> {
  for (let isTold = false; ; isTold = true) {
    try {
      return await applyMigrations(url);
    } catch (error) {
      if (error instanceof MigrationError || !notNow(error)) throw error;
      if (!isTold) say('database-awaited', { address, reason: reasonOf(error) });
      await pause(askAgainMs);
    }
  }
}

try {
  say('migrated', { count: (await migrate()).length });
} catch (error) {
  if (error instanceof MigrationError)
    console.error(line(error.code, { migration: error.migration, reason: error.reason }));
  // What nobody has foreseen keeps its stack.
  else if (!(error instanceof Error && 'code' in error)) throw error;
  else console.error(line('database-unreachable', { address, reason: reasonOf(error) }));
  process.exitCode = 1;
}
