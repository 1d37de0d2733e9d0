// npm run pack:apply -- FOLDER: brings DATABASE_URL's tables up to date and puts a city's pack into them, without
// accounts. The same pack again changes nothing.
import { resolve } from 'node:path';
import { applyPack } from '../server/admin/index.ts';
import { applyMigrations } from '../server/platform/migrate.ts';
import { line, say } from './bootstrap/say.mjs';
import { databaseUrl, inDatabase } from './city-database.ts';
import { wordsOf } from './options.ts';

const [folder] = wordsOf('pack-folder', 1);
const url = databaseUrl();
if (folder === undefined) {
  console.error(line('pack-folder'));
  process.exit(1);
}
await applyMigrations(url);
const isNew = await inDatabase(url, (database) => applyPack(database, resolve(folder)));
say(isNew ? 'pack-applied' : 'pack-same', { folder });
