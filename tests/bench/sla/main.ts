// npm run bench:sla [-- --recompute 100000 --open 1000000]: due times per second against a walk by minutes and a library
// in the same run; open clocks after a new holiday; how late breaches are acted on among very many open clocks. The last
// line is one JSON object.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { startTestServers, TEMPLATE_DATABASE } from '../../../scripts/bootstrap/test-servers.mjs';
import { applyPack } from '../../../server/admin/index.ts';
import { openDatabase } from '../../../server/platform/database.ts';
import { RuleBook } from '../../../server/tickets/rules.ts';
import { fileCity, measureBreaches, measureRecompute } from './city.ts';
import { measureDueTimes } from './compute.ts';

// The library counts in the time of the process.
process.env.TZ = 'Asia/Shanghai';

const { values } = parseArgs({
  options: {
    recompute: { type: 'string', default: '100000' },
    open: { type: 'string', default: '1000000' },
  },
});
const count = z.coerce.number().int().positive();
const [recomputed, open] = [count.parse(values.recompute), count.parse(values.open)];

/** Figures of a machine that others use say little. */
const loadBefore = loadavg()[0];
const stopServers = await startTestServers();
const url = new URL(process.env.TEST_DATABASE_URL ?? '');
url.pathname = TEMPLATE_DATABASE;
const databaseUrl = url.href;
const redisUrl = process.env.TEST_REDIS_URL ?? '';
const database = openDatabase(databaseUrl, { publish: () => undefined });
const client = new pg.Client({ connectionString: databaseUrl });
try {
  await client.connect();
  await applyPack(database, 'prisma/packs/shenzhen');
  const definition = (await new RuleBook(database).current()).definitions.get('cn-workdays');
  if (!definition) throw new Error('the pack has no calendar cn-workdays');
  const dueTimes = measureDueTimes(definition);
  console.table(dueTimes);
  await fileCity(database, client, recomputed, ['resolve-complaint']);
  const recompute = await measureRecompute(database, client);
  console.table([recompute]);
  const more = Math.max(0, Math.ceil((open - recomputed) / 3));
  await fileCity(database, client, more, ['resolve-complaint', 'contact-ordinary', 'return-ordinary']);
  const breaches = await measureBreaches({ databaseUrl, redisUrl, client }, [
    { clocks: 6_000, overMs: 30_000 },
    { clocks: 5_000, overMs: 0 },
  ]);
  console.table(breaches.runs);
  const [first] = dueTimes;
  console.log(
    JSON.stringify({
      name: 'sla',
      ours: first?.ours,
      baseline: first?.minuteWalk,
      ratio: first?.ratio,
      unit: 'due times per second, 1 working day without pauses, against a walk by minutes with luxon',
      rows: dueTimes,
      recompute,
      openClocks: recomputed + 3 * more,
      load: { before: loadBefore, after: loadavg()[0] },
      breaches,
    }),
  );
} finally {
  await client.end();
  await database.close();
  await stopServers();
}
