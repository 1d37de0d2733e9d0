// npm run load:soak [-- --minutes 30 --agents 50]: a shift on a real server. Scripted agents on the console's own protocol
// and two consoles in real Chromium answer citizens of chat and SMS. It holds that no agent missed a message of a
// conversation in hand or heard one out of turn, and that the consoles' memory stays flat: after garbage collection, the
// median of the last five minutes is within 10 % of that of the sixth to the tenth, in runs of fifteen and more. One reading
// says what is in hand just then: those of the same run lie 20 % apart. The server's memory is printed beside it. The last line
// is one JSON object; a rule that does not hold ends it with code 1. By hand and on a quiet machine, never part of
// `npm test`.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { createAccount, newAccountSchema } from '../../../server/admin/accounts.ts';
import { inDatabase } from '../../../scripts/city-database.ts';
import { Api } from '../../../scripts/demo-day/api.ts';
import { openGround } from '../../bench/ground.ts';
import { browserOptions } from '../../harness/browser.ts';
import { ScriptedAgent } from './agent.ts';
import { comeAndGo } from './citizens.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, agents: { type: 'string', default: '50' } },
});
const positive = z.coerce.number().positive();
const minutes = positive.parse(values.minutes);
const count = positive.int().parse(values.agents);
const forMs = minutes * 60_000;
/** One contact holds an agent of three for about half a minute: two thirds of what they could take. */
const everyMs = Math.max(200, 15_000 / count);
/** A console forgets a conversation five minutes after it was left: until then its memory grows as it should. */
const settledAfterMs = 5 * 60_000;
/** Readings of so long are compared by their median. */
const comparedMs = 5 * 60_000;
/** Of a run that is over before, nothing can be said about memory. */
const judgesMemory = forMs >= settledAfterMs + 2 * comparedMs;
const mostGrowth = 0.1;
const password = 'Kiefer-am-Hang-42';
const rowSchema = z.object({ agentId: z.string(), conversationId: z.string(), seq: z.number() });

interface Watched {
  page: Page;
  line: CDPSession;
  agent: ScriptedAgent;
}

interface Reading {
  minute: number;
  browsersMB: number[];
  serverMB: number;
  serverHeapMB: number;
}

/** A console in Chromium whose person works by script: the page shows all of it, and is clicked through. */
async function openConsole(browser: Browser, base: string, username: string): Promise<Watched> {
  const api = new Api(base);
  await api.signIn(username, password);
  const [name = '', value = ''] = api.cookie.split(/=(.*)/s);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  await page.goto(`${base}/console/desk`);
  await page.locator('.desk').waitFor();
  const line = await context.newCDPSession(page);
  await line.send('Performance.enable');
  return { page, line, agent: await ScriptedAgent.open(base, username, password) };
}

const median = (found: readonly number[]) =>
  found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN;

async function heapOf({ line }: Watched): Promise<number> {
  await line.send('HeapProfiler.collectGarbage');
  const { metrics } = await line.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1_048_576;
}

async function serverOf(base: string): Promise<{ serverMB: number; serverHeapMB: number }> {
  const text = await (await fetch(`${base}/metrics`)).text();
  const of = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1]) / 1_048_576);
  return {
    serverMB: of('onecall_process_resident_memory_bytes'),
    serverHeapMB: of('onecall_nodejs_heap_size_used_bytes'),
  };
}

/** Messages that were written while an agent had their conversation in hand. */
async function owed(databaseUrl: string): Promise<z.infer<typeof rowSchema>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT i."agentId", m."conversationId", m.seq::int AS seq
         FROM "Interaction" i JOIN "Message" m USING ("conversationId")
        WHERE i."agentId" IS NOT NULL AND i."endedAt" IS NOT NULL AND m."createdAt" < i."endedAt"`,
    );
    return z.array(rowSchema).parse(rows);
  } finally {
    await client.end();
  }
}

const ground = await openGround({ LOG_LEVEL: 'error' }, ['server', 'agent-console']);
const { base } = ground.app;
const browser = await chromium.launch(browserOptions());
try {
  const agents = new Map<string, ScriptedAgent>();
  const consoles: Watched[] = [];
  for (let index = 0; index < count + 2; index += 1) {
    const username = `soak${index}`;
    const { id } = await inDatabase(ground.databaseUrl, (database) =>
      createAccount(
        database,
        newAccountSchema.parse({
          username,
          nameZh: `坐席 ${index}`,
          nameEn: `Agent ${index}`,
          roles: ['agent'],
          queues: ['general', 'mail'],
          skills: { zh: 5, general: 5 },
          password,
        }),
      ),
    );
    if (index < count) agents.set(id, await ScriptedAgent.open(base, username, password));
    else {
      const watched = await openConsole(browser, base, username);
      consoles.push(watched);
      agents.set(id, watched.agent);
    }
  }
  const from = performance.now();
  const citizens = comeAndGo(base, { everyMs, forMs });
  let isOver = false;
  const gone = citizens.finally(() => {
    isOver = true;
  });
  const readings: Reading[] = [];
  for (let turn = 0; !isOver; turn += 1) {
    await Promise.race([pause(2_000), gone]);
    for (const { page } of consoles) {
      const rows = page.locator('.desk-list [role=option]');
      const shown = await rows.count();
      if (shown > 0)
        await rows
          .nth(turn % shown)
          .click({ timeout: 1_000 })
          .catch(() => undefined);
    }
    if (turn % 15 !== 0) continue;
    const [browsersMB, server] = await Promise.all([Promise.all(consoles.map(heapOf)), serverOf(base)]);
    const minute = Math.round((performance.now() - from) / 6_000) / 10;
    readings.push({ minute, browsersMB: browsersMB.map((mb) => Math.round(mb * 10) / 10), ...server });
  }
  for (const agent of agents.values()) await agent.leave();
  // What is in hand is answered to its end.
  await pause(45_000);
  console.table(readings.map(({ browsersMB: [one, two], ...rest }) => ({ ...rest, one, two })));

  const messages = (await owed(ground.databaseUrl)).filter(({ agentId }) => agents.has(agentId));
  const missed = messages.filter(
    ({ agentId, conversationId, seq }) => !agents.get(agentId)?.seen.get(conversationId)?.has(seq),
  ).length;
  const disordered = [...agents.values()].reduce((sum, agent) => sum + agent.disordered, 0);
  const refusals = [...agents.values()].flatMap((agent) => [...agent.refusals]);
  const lastMs = (readings.at(-1)?.minute ?? 0) * 60_000;
  const between = (fromMs: number, toMs: number): Reading[] =>
    readings.filter(({ minute }) => minute * 60_000 >= fromMs && minute * 60_000 <= toMs);
  const first = between(settledAfterMs, settledAfterMs + comparedMs);
  const last = between(lastMs - comparedMs, lastMs);
  const growth = consoles.map((_console, index) => {
    const heapIn = (some: Reading[]): number => median(some.map(({ browsersMB }) => browsersMB[index] ?? 0));
    return Math.round((heapIn(last) / heapIn(first) - 1) * 1_000) / 1_000;
  });
  const { came, turnedAway } = await citizens;
  const isFlat = !judgesMemory || growth.every((one) => one <= mostGrowth);
  const holds = missed === 0 && disordered === 0 && turnedAway.size === 0 && isFlat;
  console.log(
    JSON.stringify({
      name: 'soak',
      holds,
      minutes,
      agents: count,
      contacts: came,
      turnedAway: [...turnedAway],
      messages: messages.length,
      missed,
      disordered,
      refusals,
      heapGrowth: growth,
      judgesMemory,
      server: {
        firstMB: median(first.map(({ serverMB }) => serverMB)),
        lastMB: median(last.map(({ serverMB }) => serverMB)),
      },
    }),
  );
  if (!holds) process.exitCode = 1;
  for (const agent of agents.values()) agent.close();
} finally {
  await browser.close();
  await ground.close();
}
