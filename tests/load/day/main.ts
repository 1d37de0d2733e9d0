// npm run load:day [-- --minutes 10 --people 24]: more contacts than a small city's day has, in minutes, on a house of
// many processes: chats, text messages and tickets whose clocks run out within seconds. It prints what each process holds
// after garbage collection, and holds that none grows by more than a tenth after the first third, in runs of five minutes
// and more, and that nothing acknowledged is lost. The last line is one JSON object. By hand, never part of `npm test`.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { buildApps } from '../../../scripts/bootstrap/build.mjs';
import { House } from '../../faults/city/house.ts';
import { Load } from '../../faults/city/load.ts';
import { judge, wrongs } from '../../faults/city/verdict.ts';
import { heapAfterCollection } from './heap.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, people: { type: 'string', default: '24' } },
});
const minutes = z.coerce.number().positive().parse(values.minutes);
const people = z.coerce.number().int().min(2).parse(values.people);
const processes = ['web', 'web', 'worker', 'media'] as const;
const readings = 15;
const judgesFrom = 5;
const mostGrowth = 0.1;
const settleWithinMs = 120_000;

await buildApps('/tmp/onecall-build.log', undefined, ['server']);
const house = await House.open({ processes, env: { NODE_OPTIONS: '--inspect=127.0.0.1:0' } });
const load = new Load(house.base);

/** The inspectors' addresses as the processes said them when they started. */
function inspectors(): Map<string, string> {
  const said = readFileSync(house.logFile, 'utf8').matchAll(/^(\w+) Debugger listening on (ws:\S+)/gm);
  return new Map([...said].map(([, name = '', address = '']) => [name, address]));
}

async function read(): Promise<Record<string, number>> {
  const row: Record<string, number> = {};
  for (const [name, address] of inspectors())
    row[name] = Math.round((await heapAfterCollection(address)) * 10) / 10;
  return row;
}

let holds = false;
try {
  const client = new pg.Client({ connectionString: house.databaseUrl() });
  await client.connect();
  load.start({ citizens: people, telephones: people / 2, desks: 2, agents: 8 });
  const rows: Record<string, number>[] = [];
  const startedAt = performance.now();
  for (let turn = 1; turn <= readings; turn += 1) {
    const until = startedAt + (turn * minutes * 60_000) / readings;
    while (performance.now() < until) {
      await load.shortenClocks(client);
      await pause(1_000);
    }
    rows.push({ minute: Math.round((turn * minutes * 10) / readings) / 10, ...(await read()) });
  }
  console.table(rows);
  const isFinished = await Promise.race([load.finish().then(() => true), pause(settleWithinMs, false)]);
  let verdict = await judge(client, load);
  const isWell = () => Object.values(wrongs(verdict)).every((figure) => figure === 0);
  for (const until = Date.now() + settleWithinMs; !isWell() && Date.now() < until; await pause(1_000))
    verdict = await judge(client, load);
  await client.end();
  const settled = rows.slice(Math.floor(readings / 3));
  const growth = Object.fromEntries(
    [...inspectors().keys()].map((name) => {
      // The mean of three readings: what a contact in hand holds comes and goes.
      const mean = (some: typeof rows) => some.reduce((sum, row) => sum + (row[name] ?? 0), 0) / some.length;
      return [name, Math.round((mean(settled.slice(-3)) / mean(settled.slice(0, 3)) - 1) * 1_000) / 1_000];
    }),
  );
  const judgesMemory = minutes >= judgesFrom;
  const isFlat = !judgesMemory || Object.values(growth).every((share) => share <= mostGrowth);
  holds = isWell() && isFlat && isFinished;
  const { acknowledged, clocks } = verdict;
  console.log(
    JSON.stringify({
      name: 'day',
      holds,
      minutes,
      isFinished,
      acknowledged,
      clocksFired: clocks.firedOnce,
      wrong: wrongs(verdict),
      growth,
      judgesMemory,
      refusals: Object.fromEntries(load.refusals),
    }),
  );
} finally {
  load.close();
  await house.close(!holds);
}
process.exit(holds ? 0 : 1);
