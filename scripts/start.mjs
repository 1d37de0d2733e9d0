// `npm start`: from a fresh clone to a running OneCall, and back to nothing on Ctrl-C.
// Settings: PORT, ONECALL_DATA, DATABASE_URL, REDIS_URL, ONECALL_DEMO=0 for a start without demo accounts.
import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages, isInstalled } from './bootstrap/install.mjs';
import { lockFolder } from './bootstrap/lock.mjs';
import {
  checkAddress,
  checkFolder,
  checkNode,
  checkPort,
  checkSpace,
  parsePort,
} from './bootstrap/preflight.mjs';
import { dataFolder, root } from './bootstrap/project.mjs';
import { checkRedisProgram, ensureRedisProgram } from './bootstrap/redis.mjs';
import { asRefusal, line, Refusal, readyBlock, say, step } from './bootstrap/say.mjs';

const startedAt = performance.now();
const DATA_SPACE_MB = 300;
const PACKAGES_SPACE_MB = 1500;
const LOG_LIMIT_BYTES = 20 * 2 ** 20;
/** npm passes a terminal's Ctrl-C on to us a second time at once; only a later one is a person insisting. */
const INSIST_AFTER_MS = 700;
const SIGNAL_DELAY_MS = 50;

/** @typedef {{ stop: () => Promise<void>, force: () => Promise<void> }} Stoppable */

const { env } = process;
const folder = dataFolder(env);
const demo = env.ONECALL_DEMO !== '0';
/** Which Redis is the primary is for the server to ask, again and again. */
const hasSentinels = env.REDIS_URL?.startsWith('redis+sentinel://') ?? false;
/** @param {string} name */
const logFile = (name) => join(folder, 'log', `${name}.log`);

/** What runs, in the order of its start. @type {Stoppable[]} */
const running = [];
const interruption = new AbortController();
const { signal } = interruption;
let forced = false;

/** Ends everything in the reverse order of its start; a second Ctrl-C meanwhile makes it short. */
async function stopAll() {
  for (let service = running.pop(); service !== undefined; service = running.pop()) {
    const { stop, force } = service;
    await Promise.race([stop(), insisted.then(force)]);
  }
}

/** @type {Promise<void>} */
const insisted = new Promise((insist) => {
  let firstAt = 0;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        if (running.length > 0) say('stopping');
        interruption.abort();
      } else if (Date.now() - firstAt > INSIST_AFTER_MS) {
        forced = true;
        insist();
      }
    });
  }
});

// npm that is killed outright cannot pass it on: a start that npm made ends with npm.
if (env.npm_lifecycle_event === 'start') {
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== npm) interruption.abort();
  }, 500);
  watch.unref();
}

/** A long-lived installation must not fill its disk with old lines. @param {string} file */
function turnLog(file) {
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
}

/** Everything that can be refused before anything is changed. @param {number} port */
async function preflight(port) {
  await checkPort(port);
  if (env.DATABASE_URL) await checkAddress('database', 'DATABASE_URL', env.DATABASE_URL, 5432);
  if (env.REDIS_URL && !hasSentinels) await checkAddress('redis', 'REDIS_URL', env.REDIS_URL, 6379);
  if (!env.REDIS_URL) checkRedisProgram();
  checkFolder(folder);
  checkSpace(folder, DATA_SPACE_MB);
  if (!isInstalled()) checkSpace(root, PACKAGES_SPACE_MB);
}

/** @returns {Promise<{ databaseUrl: string, neighbours: Promise<string>[] }>} */
async function provideDatabase() {
  const { checkDatabase, ensureDatabase } = await import('./bootstrap/database.mjs');
  if (env.DATABASE_URL) {
    await checkDatabase(env.DATABASE_URL);
    return { databaseUrl: env.DATABASE_URL, neighbours: [] };
  }
  const { startPostgres } = await import('./bootstrap/postgres.mjs');
  const postgres = await step('postgres', () => startPostgres({ folder, log: logFile('postgres'), signal }));
  running.push(postgres);
  await ensureDatabase(postgres.url, 'onecall');
  return { databaseUrl: postgres.url('onecall'), neighbours: [postgres.ended.then(() => 'Postgres')] };
}

/** @returns {Promise<{ redisUrl: string, neighbours: Promise<string>[] }>} */
async function provideRedis() {
  const { checkRedis, startRedis } = await import('./bootstrap/redis.mjs');
  if (env.REDIS_URL) {
    if (!hasSentinels) await checkRedis(env.REDIS_URL);
    return { redisUrl: env.REDIS_URL, neighbours: [] };
  }
  const program = await ensureRedisProgram(logFile('install'), signal);
  const redis = await step('redis', () => startRedis({ program, folder, log: logFile('redis') }));
  running.push(redis);
  await checkRedis(redis.url);
  return { redisUrl: redis.url, neighbours: [redis.ended.then(() => 'Redis')] };
}

/** @returns {Promise<number>} the exit code */
async function main() {
  checkNode('20.19');
  const port = parsePort(env.PORT || '12345');
  await preflight(port);
  const unlock = lockFolder(folder);
  running.push({ stop: async () => unlock(), force: async () => unlock() });
  for (const name of ['install', 'build', 'postgres', 'redis', 'server']) turnLog(logFile(name));

  await installPackages(logFile('install'), signal);
  const { buildApps } = await import('./bootstrap/build.mjs');
  await buildApps(logFile('build'), signal);
  signal.throwIfAborted();

  const database = await provideDatabase();
  signal.throwIfAborted();
  const redis = await provideRedis();
  signal.throwIfAborted();
  (await import('tsx/esm/api')).register();
  const { endPlainColumns, hasPeople, isNewDemo, migrateDatabase } = await import('./bootstrap/database.mjs');
  await migrateDatabase(database.databaseUrl);
  if (!env.DATABASE_URL) await endPlainColumns(database.databaseUrl);
  signal.throwIfAborted();

  const { describeEnd, startServer } = await import('./bootstrap/serve.mjs');
  const origin = `http://127.0.0.1:${port}`;
  const log = logFile('server');
  const server = await step('server', () =>
    startServer({
      origin,
      log,
      signal,
      env: {
        ...env,
        DATABASE_URL: database.databaseUrl,
        REDIS_URL: redis.redisUrl,
        PORT: String(port),
        ONECALL_DATA: folder,
        ONECALL_DEMO: demo ? '1' : '0',
      },
    }),
  );
  running.push(server);
  signal.throwIfAborted();
  if (demo && (await isNewDemo(database.databaseUrl))) {
    const { playFirstHour } = await import('./first-hour/play.ts');
    // The city works without it: what went wrong is said, and the start goes on.
    await step('first-hour', () => playFirstHour(origin, database.databaseUrl, signal)).catch((error) => {
      if (!signal.aborted) say('first-hour-unfinished', { reason: String(error) });
    });
    signal.throwIfAborted();
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const hasAccounts = demo || (await hasPeople(database.databaseUrl));
  console.log(readyBlock({ origin, seconds, folder, log, demo, hasAccounts }));

  const interrupted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  const ended = await Promise.race([
    interrupted.then(() => undefined),
    server.ended,
    ...database.neighbours,
    ...redis.neighbours,
  ]);
  if (ended === undefined) return 0;
  if (typeof ended === 'string') {
    say('neighbour-ended', { name: ended });
    return 1;
  }
  console.error(line('server-ended', { code: describeEnd(ended), log }));
  return ended.code || 1;
}

/** @param {unknown} error @returns {Promise<number>} the exit code */
async function explain(error) {
  // A Ctrl-C ends the program that we waited for too, and its failure may be heard before the signal.
  await sleep(SIGNAL_DELAY_MS);
  if (signal.aborted) {
    say('interrupted');
    return 130;
  }
  console.error(asRefusal(error).message);
  if (!(error instanceof Refusal) && env.ONECALL_DEBUG) console.error(error);
  return 1;
}

const code = await main().catch(explain);
const hadServer = running.length > 1;
await stopAll();
if (signal.aborted && hadServer) say('stopped');
process.exit(forced ? 130 : code);
