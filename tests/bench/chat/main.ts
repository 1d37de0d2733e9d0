// npm run bench:chat [-- --connections 100,1000,5000 --seconds 6 --rounds 1]: from a citizen's message to the console of the
// agent who has taken the contact, committed in between, against Socket.IO that stores nothing, in turn in the same
// run. Of the open lines some talk: once as fast as they can (throughput), once at the pace of people, where every
// connection says something each 20 s (latency). The last line is one JSON object.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { freePort } from '../../harness/ports.ts';
import { makeRoom } from '../agents.ts';
import { openGround } from '../ground.ts';
import { cpuOf, cpuOfAll, memoryOf } from '../used.ts';
import { makeCitizens } from './citizens.ts';
import { Consoles } from './consoles.ts';
import { holdContacts } from './contacts.ts';
import { noFaults, Talkers } from './talk.ts';

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '100,1000,5000' },
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '1' },
  },
});
const positive = z.coerce.number().int().positive();
const connectionCounts = z.array(positive).parse(values.connections.split(','));
const forMs = positive.parse(values.seconds) * 1_000;
const rounds = positive.parse(values.rounds);
/** So many of the lines talk: where there are enough of them, more than the limit of one line (30 a second) holds up. */
const talkersOf = (connections: number): number => Math.min(600, Math.floor(connections * 0.8));
/** Agents of the demo whom the engine brings chats. */
const consoles = 12;
const agents = Array.from({ length: consoles }, (_, index) => `agent${index + 1}`);
/** Whole contacts, whose cost is measured first: on a house at rest. */
const wholeContacts = 200;
const saysEveryS = 20;
const warmUpMs = 5_000;
const secret = 'a-secret-that-only-this-bench-knows-of';

const round = (value: number, digits = 0) => Number(value.toFixed(digits));
const median = (found: readonly number[]) =>
  found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;

const ground = await openGround({ ONECALL_SECRET: secret });
const children: ChildProcess[] = [];
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** @throws Error when it ends instead */
async function hear(child: ChildProcess, word: string): Promise<void> {
  const gone = new AbortController();
  const tell = (): void => gone.abort(new Error('the crowd is gone'));
  child.once('exit', tell);
  try {
    for (;;) {
      const [said] = await once(child, 'message', { signal: gone.signal });
      if (said === word) return;
    }
  } finally {
    child.off('exit', tell);
  }
}

interface Side {
  base: string;
  pid: number;
  consoles: Consoles;
  tokens: readonly string[];
  faults: Talkers['faults'];
}

async function openSides(): Promise<{ ours: Side; bare: Side }> {
  const port = await freePort();
  const bare = spawn(process.execPath, ['--import', 'tsx', script('./bare.ts')], {
    env: { ...process.env, PORT: String(port), NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  children.push(bare);
  const bareBase = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(bareBase).then(
      () => true,
      () => false,
    ))
  )
    await pause(100);
  const { app } = ground;
  const tokens = await makeCitizens(ground.databaseUrl, secret, talkersOf(Math.max(...connectionCounts)));
  return {
    ours: {
      base: app.base,
      pid: app.pid,
      consoles: await Consoles.ofAgents(app.base, agents),
      tokens,
      faults: noFaults(),
    },
    bare: {
      base: bareBase,
      pid: bare.pid ?? 0,
      consoles: await Consoles.withoutRouting(bareBase, consoles),
      tokens: tokens.map(() => randomUUID()),
      faults: noFaults(),
    },
  };
}

/** What a contact costs, from its first word to its wrap-up, in all that runs; and what the house takes at rest. */
async function measureContacts() {
  const { app, databaseUrl, pids } = ground;
  const cost = () => ({
    server: cpuOfAll(app.pid),
    postgres: cpuOfAll(pids.postgres),
    redis: cpuOfAll(pids.redis),
  });
  await makeRoom(databaseUrl, agents, 1_000);
  const atRest = memoryOf(app.pid);
  const warmUp = await makeCitizens(databaseUrl, secret, wholeContacts / 2);
  await holdContacts(app.base, agents, warmUp);
  const tokens = await makeCitizens(databaseUrl, secret, wholeContacts);
  const before = cost();
  await holdContacts(app.base, agents, tokens);
  const after = cost();
  const per1000 = (name: keyof typeof before) =>
    round(((after[name] - before[name]) / wholeContacts) * 1_000, 1);
  return {
    held: wholeContacts,
    cpuSecondsPer1000: {
      server: per1000('server'),
      postgres: per1000('postgres'),
      redis: per1000('redis'),
    },
    memoryMb: { atRest, underLoad: memoryOf(app.pid) },
  };
}

async function measure({ pid, faults, ...side }: Side, crowd: ChildProcess, connections: number) {
  const tokens = side.tokens.slice(0, talkersOf(connections));
  const people = await Talkers.open({ ...side, tokens }, faults);
  crowd.send({ do: 'come', base: side.base, secret, count: connections - tokens.length });
  await hear(crowd, 'there');
  // What the coming of so many costs is not measured, nor what V8 has yet to compile.
  await pause(2_000);
  await people.asFastAsPossible(warmUpMs);
  const cpuBefore = cpuOf([pid]);
  const perSecond = await people.asFastAsPossible(forMs);
  const cpuS = cpuOf([pid]) - cpuBefore;
  const took = (await people.atPace(connections / saysEveryS, forMs)).sort((a, b) => a - b);
  const memoryMb = memoryOf(pid);
  crowd.send({ do: 'leave' });
  await hear(crowd, 'gone');
  people.close();
  const at = (share: number) => round(took[Math.floor(took.length * share)] ?? 0, 1);
  return {
    perSecond: round(perSecond),
    cpuMsPerMessage: round((cpuS * 1_000) / (perSecond * (forMs / 1_000)), 2),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    memoryMb,
  };
}

try {
  const contacts = await measureContacts();
  console.table(contacts);
  const sides = await openSides();
  const crowd = fork(script('./crowd.ts'), [], { execArgv: ['--import', 'tsx'] });
  children.push(crowd);
  const rows = [];
  for (const connections of connectionCounts) {
    const found: {
      ours: Awaited<ReturnType<typeof measure>>;
      baseline: Awaited<ReturnType<typeof measure>>;
    }[] = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const baseline = await measure(sides.bare, crowd, connections);
      const ours = await measure(sides.ours, crowd, connections);
      found.push({ ours, baseline });
      console.table({ [`ours ${connections}`]: ours, [`bare ${connections}`]: baseline });
    }
    const of = (side: 'ours' | 'baseline', name: keyof (typeof found)[number]['ours']) =>
      median(found.map((row) => row[side][name]));
    rows.push({
      connections,
      ours: of('ours', 'perSecond'),
      baseline: of('baseline', 'perSecond'),
      ratio: round(median(found.map((row) => row.ours.perSecond / row.baseline.perSecond)), 3),
      p50Ms: of('ours', 'p50Ms'),
      p95Ms: of('ours', 'p95Ms'),
      baselineP95Ms: of('baseline', 'p95Ms'),
      cpuMsPerMessage: of('ours', 'cpuMsPerMessage'),
      memoryMb: of('ours', 'memoryMb'),
    });
  }
  const main = rows.find((row) => row.connections === 1_000) ?? rows[0];
  console.log(
    JSON.stringify({
      name: 'chat',
      ours: main?.ours,
      baseline: main?.baseline,
      ratio: main?.ratio,
      unit: `messages/s from a citizen to the console's socket, committed, at ${main?.connections} connections, against bare Socket.IO`,
      p95Ms: main?.p95Ms,
      contacts,
      faults: sides.ours.faults,
      load: loadavg().map((value) => round(value, 2)),
      rows,
    }),
  );
  sides.ours.consoles.close();
  sides.bare.consoles.close();
} finally {
  for (const child of children) child.kill();
  await ground.close();
}
