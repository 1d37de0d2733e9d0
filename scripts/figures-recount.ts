// npm run figures:recount: counts all tickets of DATABASE_URL anew for the figures of the evaluation. May be cut off: the
// workers go on with it. Figures are right meanwhile, and slower.
import { openDatabase } from '../server/platform/database.ts';
import { countAll, forgetCounts } from '../server/tickets/outcome-count.ts';
import { say } from './bootstrap/say.mjs';
import { databaseUrl } from './city-database.ts';
import { wordsOf } from './options.ts';

wordsOf('figures-usage', 0);
const database = openDatabase(databaseUrl(), { publish: () => undefined });
try {
  await forgetCounts(database);
  say('figures-recounted', { tickets: await countAll(database) });
} finally {
  await database.close();
}
