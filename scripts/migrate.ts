// npm run migrate: brings the tables of DATABASE_URL up to date. Before new processes start; old ones may still run.
import { applyMigrations, MigrationError } from '../server/platform/migrate.ts';
import { line, say } from './bootstrap/say.mjs';
import { databaseUrl } from './city-database.ts';
import { wordsOf } from './options.ts';

wordsOf('migrate-usage', 0);
try {
  const applied = await applyMigrations(databaseUrl());
  say('migrated', { count: applied.length });
} catch (error) {
  if (!(error instanceof MigrationError)) throw error;
  console.error(line(error.code, { migration: error.migration, reason: error.reason }));
  process.exitCode = 1;
}
