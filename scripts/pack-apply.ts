// npm run pack:apply -- FOLDER: brings DATABASE_URL's tables up to date and puts a city's pack into them, without
// accounts. The same pack again changes nothing.
import { resolve } from 'node:path';
import { applyPack } from '../server/admin/index.ts';
import { openDatabase } from '../server/platform/database.ts';
import { applyMigrations } from '../server/platform/migrate.ts';
import { line, say } from './bootstrap/say.mjs';

const [folder] = process.argv.slice(2);
const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl === undefined || folder === undefined) {
  console.error(line(databaseUrl === undefined ? 'database-url-missing' : 'pack-folder'));
  process.exit(1);
}
await applyMigrations(databaseUrl);
const database = openDatabase(databaseUrl, { publish: () => undefined });
try {
  const isNew = await applyPack(database, resolve(folder));
  say(isNew ? 'pack-applied' : 'pack-same', { folder });
} finally {
  await database.close();
}
