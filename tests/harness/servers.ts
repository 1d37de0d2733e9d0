// Vitest's global setup: the Postgres and Redis of the run. `npm test` has started them already; a single
// `npx vitest run FILE` starts its own.
import { startTestServers } from '../../scripts/bootstrap/test-servers.mjs';

export default startTestServers;
