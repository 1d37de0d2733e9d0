// npm run build: the database client, the server and the pages, for a machine that only runs them.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApps } from './bootstrap/build.mjs';
import { asRefusal } from './bootstrap/say.mjs';

const log = join(tmpdir(), 'onecall-build.log');
try {
  await buildApps(log);
} catch (error) {
  console.error(asRefusal(error).message);
  process.exitCode = 1;
}
