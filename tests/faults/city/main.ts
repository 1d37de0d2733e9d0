// npm run test:faults -- [--seconds 600] [--seed 7] [--keep] [--only disk,files,memory,clock,slow,ahead,commits]: a house of many processes under a mixed load, while its
// processes are killed, Redis is restarted and flushed, Postgres is restarted, and the network is cut. Prints what was
// lost (nothing), doubled (nothing), out of order (nothing), and how long each fault was felt. Ends with 1 otherwise.
// `--only` names what it runs short of instead, so long each: room for Postgres or for files, memory of Redis, the right
// time, an answer of Postgres within five seconds; `ahead`: the clock of Postgres jumps two hours ahead and back;
// `commits`: Postgres panics, loses a session, is killed, each in the middle of a commit.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { buildApps } from '../../../scripts/bootstrap/build.mjs';
import { type ShiftedClock, shiftedClock } from '../../harness/shifted-clock.ts';
import { city, House } from './house.ts';
import { Load } from './load.ts';
import {
  breakCommits,
  databaseJumpS,
  fillDatabase,
  fillFiles,
  fillRedis,
  jumpClock,
  jumpDatabase,
  slowCommits,
  slowDatabase,
} from './shortages.ts';
import { judge, type Verdict, wrongs } from './verdict.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '7' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const killEveryMs = 10_000;
const cutMs = Math.min(20_000, seconds * 50);
const settleWithinMs = 90_000;
const people = { citizens: 12, telephones: 6, desks: 2, agents: 4 };

/** The same sequence for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Fault {
  name: string;
  at: number;
}

const lacks = z
  .array(z.enum(['disk', 'files', 'memory', 'clock', 'slow', 'ahead', 'commits']))
  .parse(values.only?.split(',') ?? []);

/** The house that is to lack something: its processes live by a clock that can be moved, its disks can be filled. */
async function openLacking(clock: ShiftedClock | undefined): Promise<House> {
  const [isClock, isAhead] = [lacks.includes('clock'), lacks.includes('ahead')];
  // One clock is shifted: of the processes, or of Postgres.
  if (isClock && isAhead) throw new Error('clock and ahead are two runs');
  if ((isClock || isAhead) && !clock) throw new Error('there is no libfaketime: apt-get install libfaketime');
  return House.open({
    processes: city,
    disks: { databaseMB: 400, filesMB: 64 },
    ...(clock && isClock && { env: clock.env }),
    postgres: {
      ...(lacks.includes('commits') && { settings: slowCommits }),
      ...(clock && isAhead && { env: clock.env }),
    },
  });
}

await buildApps('/tmp/onecall-build.log', undefined, ['server']);
const place = mkdtempSync(join(tmpdir(), 'onecall-lack-'));
const clock = lacks.length > 0 ? await shiftedClock(join(place, 'shift'), join(place, 'apt.log')) : undefined;
const house = lacks.length > 0 ? await openLacking(clock) : await House.open();
const load = new Load(house.base);
const faults: Fault[] = [];
const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

function note(name: string): void {
  faults.push({ name, at: Date.now() });
  say(name);
}

async function restartRedis(): Promise<void> {
  note('redis restarted');
  await house.stopRedis('SIGKILL');
  await house.startRedis();
}

async function restartPostgres(how: 'fast' | 'crash'): Promise<void> {
  note(how === 'fast' ? 'postgres restarted' : 'postgres crashed');
  await house.stopPostgres(how);
  await house.startPostgres();
}

/** One lack after the other, each for the seconds asked for; what was said of it is printed. */
async function runShort(): Promise<void> {
  const scene = { house, load };
  const forMs = seconds * 1_000;
  const lack = {
    disk: () => fillDatabase(scene, forMs),
    files: () => fillFiles(scene, forMs),
    memory: () => fillRedis(scene, forMs),
    slow: () => slowDatabase(scene, forMs, 5_000),
    ahead: async () => {
      await pause(5_000);
      return clock ? jumpDatabase(scene, clock, forMs / 2) : {};
    },
    commits: () => breakCommits(scene, Math.max(3, Math.round(seconds / 3))),
    clock: async () => {
      await pause(5_000);
      return clock ? jumpClock(scene, clock, forMs / 2) : [];
    },
  };
  load.start(people);
  for (const name of lacks) {
    note(name);
    say(JSON.stringify(await lack[name]()));
  }
}

/** At which share of the time what happens. */
const plan: readonly [number, () => Promise<void>][] = [
  [0.12, restartRedis],
  [
    0.24,
    async () => {
      note('redis flushed');
      await house.onRedis((redis) => redis.flushall());
    },
  ],
  [0.36, () => restartPostgres('fast')],
  [0.5, restartRedis],
  [0.62, () => restartPostgres('crash')],
  [
    0.76,
    async () => {
      note(`network cut for ${cutMs / 1_000} s`);
      await house.cutNetwork(cutMs);
      note('network mended');
    },
  ],
];

let isOver = false;

/** Whatever breaks meanwhile. What is filed while the database is away is made short when it is back. */
async function keepClocksShort(): Promise<void> {
  for (; !isOver; await pause(500)) await shortenClocks().catch(() => undefined);
}

async function shortenClocks(): Promise<void> {
  const client = new pg.Client({ connectionString: house.databaseUrl() });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await load.shortenClocks(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function run(): Promise<void> {
  const random = chance(Number(values.seed));
  load.start(people);
  const startedAt = Date.now();
  const elapsed = (): number => (Date.now() - startedAt) / (seconds * 1_000);
  let killAt = Date.now() + killEveryMs;
  const waiting = [...plan];
  while (elapsed() < 1) {
    if (Date.now() >= killAt) {
      killAt += killEveryMs;
      // Whoever is still on the way back is let come: where it takes long, nobody would live otherwise.
      const names = [...house.processes.keys()].filter((name) => !house.absences.isAway(name));
      const name = names[Math.floor(random() * names.length)];
      if (name !== undefined) {
        note(`${name} killed`);
        house.kill(name);
      }
    }
    const [next] = waiting;
    if (next && elapsed() >= next[0]) {
      waiting.shift();
      await next[1]();
    }
    await pause(500);
  }
}

/** Until nothing is under way any more, or patience ends. */
async function settle(client: pg.Client): Promise<Verdict> {
  // Any process finds clocks that are due.
  const servedFrom = (at: number): number =>
    house.absences.servedFrom(at, ['postgres', 'network'], [...house.processes.keys()]);
  const strayS = lacks.includes('ahead') ? databaseJumpS + 60 : undefined;
  const look = (): Promise<Verdict> => judge(client, load, servedFrom, strayS);
  let verdict = await look();
  for (const until = Date.now() + settleWithinMs; !isPerfect(verdict) && Date.now() < until; ) {
    await pause(1_000);
    verdict = await look();
  }
  return verdict;
}

/** What ought to be nought: also clocks that were never tried, and answers that do not say what is the matter. */
function faultsOf(verdict: Verdict): Record<string, number> {
  const unclear = [...load.refusals].filter(
    ([refusal]) => !/ (503 (unavailable|no_room)|no answer|50[234] by the proxy)$/.test(refusal),
  );
  return {
    ...wrongs(verdict),
    longClocks: verdict.acknowledged.tickets - verdict.clocks.short,
    unclearAnswers: unclear.reduce((sum, [, times]) => sum + times, 0),
  };
}

function isPerfect(verdict: Verdict): boolean {
  return Object.values(faultsOf(verdict)).every((figure) => figure === 0);
}

/** Longest time without an acknowledgement that a fault began. */
function feltMs(fault: Fault): number {
  const { acknowledgedAt } = load;
  const before = acknowledgedAt.findLast((at) => at <= fault.at) ?? fault.at;
  let [last, longest] = [before, 0];
  for (const at of acknowledgedAt) {
    if (at <= before) continue;
    if (last > fault.at + cutMs) break;
    longest = Math.max(longest, at - Math.max(last, before));
    last = at;
  }
  return longest;
}

let isWell = false;
try {
  say(`ready at ${house.base}`);
  const shortening = keepClocksShort();
  await (lacks.length > 0 ? runShort() : run());
  say('over; everything that was begun is finished');
  await house.ready();
  say('every process answers');
  const isFinished = await Promise.race([load.finish().then(() => true), pause(settleWithinMs, false)]);
  if (!isFinished)
    say(`not everything is acknowledged: ${JSON.stringify(Object.fromEntries(load.refusals))}`);
  isOver = true;
  await shortening;
  const client = new pg.Client({ connectionString: house.databaseUrl() });
  await client.connect();
  await load.shortenClocks(client);
  const since = Date.now();
  const verdict = await settle(client);
  say(`quiet after ${((Date.now() - since) / 1_000).toFixed(1)} s`);
  await client.end();
  load.close();
  const kindOf = (name: string): string => name.replace(/^(web|worker|media)\d/, '$1');
  const byKind = new Map<string, number[]>();
  for (const fault of faults) {
    const kind = kindOf(fault.name);
    byKind.set(kind, [...(byKind.get(kind) ?? []), feltMs(fault)]);
  }
  const silence = Object.fromEntries(
    [...byKind].map(([kind, times]) => [kind, { times: times.length, longestMs: Math.max(...times) }]),
  );
  const away = house.absences.longest(kindOf);
  console.log(
    JSON.stringify(
      {
        seconds,
        silence,
        away,
        refusals: Object.fromEntries(load.refusals),
        ...verdict,
        wrong: faultsOf(verdict),
      },
      null,
      2,
    ),
  );
  isWell = isPerfect(verdict);
} finally {
  await house.close(values.keep || !isWell);
  rmSync(place, { recursive: true, force: true });
  if (!isWell) say(`something is wrong; everything stays in ${house.folder}`);
}
process.exit(isWell ? 0 : 1);
