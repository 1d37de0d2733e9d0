// The embedded Redis: found on PATH or installed, on a loopback port, with a password of its own.
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aptInstall, canInstall } from './apt.mjs';
import { findProgram, tellingLine } from './commands.mjs';
import { freePort } from './preflight.mjs';
import { commandOf, endProcess, isAlive, startGuarded } from './processes.mjs';
import { readIfThere } from './project.mjs';
import { Refusal, say } from './say.mjs';

const PROGRAMS = ['redis-server', 'valkey-server'];
/** BullMQ asks for it. */
const OLDEST = [6, 2];
const START_PATIENCE_MS = 60_000;

/** @throws {Refusal} `redis-missing` when there is none and none can be installed */
export function checkRedisProgram() {
  if (findProgram(PROGRAMS) === undefined && !canInstall()) throw new Refusal('redis-missing');
}

/**
 * @param {string} log
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>} the program
 */
export async function ensureRedisProgram(log, signal) {
  checkRedisProgram();
  if (findProgram(PROGRAMS) === undefined) await aptInstall(['redis-server'], log, signal);
  const program = findProgram(PROGRAMS);
  if (program === undefined) throw new Refusal('redis-missing');
  return program;
}

/**
 * @typedef {object} RedisServer
 * @property {string} url
 * @property {number} pid
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} force
 */

/**
 * Starts Redis in a folder. Files that it cannot read are set aside: the database can rebuild all it held.
 * @param {{ program: string, folder: string, log: string, durable?: boolean, databases?: number }} where
 *   `folder` gets `redis/`
 * @returns {Promise<RedisServer>}
 * @throws {Refusal} `redis-broken`
 */
export async function startRedis({ program, folder, log, durable = true, databases = 16 }) {
  const home = join(folder, 'redis');
  const pidFile = join(folder, 'redis.pid');
  await endOrphan(pidFile);
  try {
    return await startIn({ program, home, pidFile, log, durable, databases });
  } catch (error) {
    if (!(error instanceof Refusal) || !/AOF|append only|RDB|checksum|corrupt/i.test(error.message))
      throw error;
    const aside = `${home}-damaged-${Date.now()}`;
    renameSync(home, aside);
    say('redis-set-aside', { folder: aside });
    return await startIn({ program, home, pidFile, log, durable, databases });
  }
}

/**
 * @param {{ program: string, home: string, pidFile: string, log: string, durable: boolean, databases: number }} where
 * @returns {Promise<RedisServer>}
 */
async function startIn({ program, home, pidFile, log, durable, databases }) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const password = randomBytes(24).toString('base64url');
  const settings = {
    bind: '127.0.0.1',
    port,
    requirepass: password,
    dir: `"${home}"`,
    databases,
    appendonly: durable ? 'yes' : 'no',
    appendfsync: 'everysec',
    save: '""',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  // A password on the command line could be read by every user of the machine.
  const config = join(home, 'redis.conf');
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(config, text.join(''), { mode: 0o600 });

  const logStart = readIfThere(log).length;
  const server = startGuarded(program, [config], {
    cwd: home,
    log,
    lastSignal: 'TERM',
  });
  writeFileSync(pidFile, JSON.stringify({ pid: server.pid, port }));
  const url = `redis://:${password}@127.0.0.1:${port}`;
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  for (const until = Date.now() + START_PATIENCE_MS; ; await sleep(15)) {
    if (!ended && (await answers(url))) break;
    if (!ended && Date.now() < until) continue;
    await endProcess(server.pid, [['SIGKILL', 1000]]);
    const output = readIfThere(log).slice(logStart);
    throw new Refusal('redis-broken', { reason: tellingLine(output, /^\S+ .* # |error|fatal|bad/i), log });
  }
  return {
    url,
    pid: server.pid,
    ended: server.ended,
    stop: async () => {
      await endProcess(server.pid, [
        ['SIGTERM', 20_000],
        ['SIGKILL', 1000],
      ]);
      await server.ended;
    },
    force: async () => {
      await endProcess(server.pid, [['SIGKILL', 1000]]);
      await server.ended;
    },
  };
}

/** Redis writes its name and address over its command line. @param {string} pidFile */
async function endOrphan(pidFile) {
  const kept = readIfThere(pidFile);
  if (kept === '') return;
  const { pid, port } = JSON.parse(kept);
  if (isAlive(pid) && /redis|valkey/.test(commandOf(pid)) && commandOf(pid).includes(`:${port}`)) {
    await endProcess(pid, [
      ['SIGTERM', 20_000],
      ['SIGKILL', 1000],
    ]);
  }
}

/** @param {string} url */
async function connectTo(url) {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5000,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  // The refused command carries the reason; without a listener the client prints it as well.
  redis.on('error', () => {});
  return redis;
}

/** @param {string} url */
async function answers(url) {
  const redis = await connectTo(url);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

/**
 * Whether the Redis that REDIS_URL names can be used.
 * @param {string} url
 * @throws {Refusal} `redis-unreachable`, `redis-too-old`
 */
export async function checkRedis(url) {
  const redis = await connectTo(url);
  try {
    await redis.connect();
    const found = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '0.0';
    const [major = 0, minor = 0] = found.split('.').map(Number);
    const [oldMajor = 0, oldMinor = 0] = OLDEST;
    if (major < oldMajor || (major === oldMajor && minor < oldMinor)) {
      throw new Refusal('redis-too-old', { found, needed: OLDEST.join('.') });
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('redis-unreachable', { address: new URL(url).host, reason });
  } finally {
    redis.disconnect();
  }
}
