// Vitest's global setup: the Postgres and Redis of the run, and the server as it is now. `npm test` has made them
// already; a single `npx vitest run FILE` makes its own.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApps } from '../../scripts/bootstrap/build.mjs';
import { startTestServers } from '../../scripts/bootstrap/test-servers.mjs';

export default async function prepare(): Promise<() => Promise<void>> {
  await buildApps(join(tmpdir(), 'onecall-build.log'), undefined, ['server']);
  return startTestServers();
}
