// A house of processes on a Postgres and a Redis of its own, each started again when it dies, as systemd and Kubernetes
// do: two web, two worker and one media process behind HAProxy, or one that does everything.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { SERVER_FLAGS } from '../../../scripts/bootstrap/serve.mjs';
import { findProgram } from '../../../scripts/bootstrap/commands.mjs';
import { ensureDatabase, migrateDatabase } from '../../../scripts/bootstrap/database.mjs';
import { startPostgres } from '../../../scripts/bootstrap/postgres.mjs';
import { voicePath } from '../../harness/voice.ts';
import { Absences } from './absences.ts';
import { Wire } from './cut.ts';
import { Disk } from './disk.ts';
import { ask } from './load.ts';
import { testSecret } from '../../harness/fields.ts';
import { freePort } from '../../harness/ports.ts';

export const city = ['web', 'web', 'worker', 'worker', 'media'] as const;
const restartAfterMs = 1_000;
const readyWithinMs = 300_000;

export interface HouseOptions {
  /** Roles of each process; without any: one that has all, and no HAProxy. */
  processes?: readonly string[];
  /** Disks of their own, that can be filled, for Postgres and for files. */
  disks?: { databaseMB: number; filesMB: number };
  /** Added to the processes' environment. */
  env?: Readonly<Record<string, string>>;
  /** Added to that of Postgres, and its settings. */
  postgres?: { env?: Readonly<Record<string, string>>; settings?: Record<string, string> };
}

interface Process {
  name: string;
  port: number;
  child: ChildProcess;
}

export class House {
  readonly folder = mkdtempSync(join(tmpdir(), 'onecall-faults-'));
  readonly #log: WriteStream;
  readonly #options: HouseOptions;
  readonly processes = new Map<string, Process>();
  /** Processes by name, `postgres`, `redis` and `network`. */
  readonly absences = new Absences();
  #postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
  #isPostgresWanted = false;
  #redis: ChildProcess | undefined;
  #proxy: ChildProcess | undefined;
  #redisPort = 0;
  #isClosing = false;
  readonly disks = {
    database: new Disk(join(this.folder, 'db')),
    files: new Disk(join(this.folder, 'data')),
  };
  wires!: { postgres: Wire; redis: Wire };
  base = '';

  private constructor(options: HouseOptions) {
    this.#options = options;
    this.#log = createWriteStream(join(this.folder, 'house.log'));
  }

  static async open(options: HouseOptions = { processes: city }): Promise<House> {
    const house = new House(options);
    try {
      await house.#open();
    } catch (error) {
      await house.close(true);
      throw error;
    }
    return house;
  }

  get logFile(): string {
    return join(this.folder, 'house.log');
  }

  /** The database itself, past the wire: for whoever judges. */
  databaseUrl(): string {
    if (!this.#postgres) throw new Error('Postgres is down');
    return this.#postgres.url('onecall');
  }

  async #open(): Promise<void> {
    const { disks, processes: roles = ['web,worker,media'] } = this.#options;
    this.disks.database.make(disks?.databaseMB);
    this.disks.files.make(disks?.filesMB);
    await this.startPostgres();
    if (!this.#postgres) throw new Error('Postgres did not start');
    await ensureDatabase(this.#postgres.url, 'onecall');
    await migrateDatabase(this.databaseUrl());
    this.#redisPort = await freePort();
    await this.startRedis();
    const { port } = new URL(this.databaseUrl());
    this.wires = { postgres: await Wire.open(Number(port)), redis: await Wire.open(this.#redisPort) };
    const ports: number[] = [];
    for (const _ of roles) ports.push(await freePort());
    const [first = 0, second] = ports;
    if (second === undefined) this.base = `http://127.0.0.1:${first}`;
    for (const [index, role] of roles.entries()) {
      this.#start(`${role}${index}`, role, ports[index] ?? 0);
      // The first fills the demo city in; five at once would do it five times.
      if (index === 0) await this.#answers(`http://127.0.0.1:${first}/health`);
    }
    if (second !== undefined) await this.#startProxy(first, second);
    await this.#answers(`${this.base}/ready`);
    for (const port of ports) await this.#answers(`http://127.0.0.1:${port}/health`);
  }

  #start(name: string, role: string, port: number): void {
    const url = new URL(this.databaseUrl());
    url.port = String(this.wires.postgres.port);
    const child = spawn(process.execPath, [...SERVER_FLAGS, 'dist/server/main.js'], {
      env: {
        ...process.env,
        PATH: voicePath(),
        DATABASE_URL: url.href,
        REDIS_URL: `redis://127.0.0.1:${this.wires.redis.port}`,
        PORT: String(port),
        ONECALL_ROLES: role,
        ONECALL_SECRET: testSecret,
        ONECALL_DATA: this.disks.files.folder,
        ONECALL_DEMO: '1',
        PUBLIC_URL: this.base || 'http://127.0.0.1',
        LOG_LEVEL: 'info',
        ...this.#options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (line: Buffer) => this.#log.write(`${name} ${line.toString()}`));
    this.processes.set(name, { name, port, child });
    child.once('exit', (code, signal) => {
      this.#log.write(`${name} ended: ${signal ?? code}\n`);
      if (this.#isClosing) return;
      this.absences.begin(name);
      setTimeout(() => !this.#isClosing && this.#start(name, role, port), restartAfterMs);
    });
    void this.#answers(`http://127.0.0.1:${port}/health`).then(
      () => this.absences.end(name),
      () => undefined,
    );
  }

  async #startProxy(first: number, second: number): Promise<void> {
    const program = findProgram(['haproxy']) ?? findProgramInSbin();
    const port = await freePort();
    this.base = `http://127.0.0.1:${port}`;
    this.#proxy = spawn(program, ['-db', '-f', 'deploy/haproxy/haproxy.cfg'], {
      env: {
        ...process.env,
        ONECALL_BIND: `127.0.0.1:${port}`,
        ONECALL_WEB_1: `127.0.0.1:${first}`,
        ONECALL_WEB_2: `127.0.0.1:${second}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#proxy.stdout, this.#proxy.stderr])
      stream?.on('data', (line: Buffer) => this.#log.write(`haproxy ${line.toString()}`));
  }

  async #answers(url: string): Promise<void> {
    for (const until = Date.now() + readyWithinMs; !this.#isClosing && Date.now() < until; await pause(200)) {
      const { answer } = await ask(url, 3_000);
      if (answer?.ok) return;
    }
    throw new Error(`${url} did not answer; see ${this.logFile}`);
  }

  /** Starts it, and again whenever it ends by itself. */
  async startPostgres(): Promise<void> {
    this.#isPostgresWanted = true;
    await this.#bringPostgresUp();
  }

  async #bringPostgresUp(): Promise<void> {
    const place = { folder: this.disks.database.folder, log: join(this.folder, 'postgres.log') };
    const postgres = await startPostgres({ ...place, ...this.#options.postgres });
    if (!this.#isPostgresWanted) return postgres.force();
    this.#postgres = postgres;
    this.absences.end('postgres');
    if (this.wires) this.wires.postgres.leadTo(Number(new URL(this.databaseUrl()).port));
    void postgres.ended.then(async () => {
      while (this.#isPostgresWanted && this.#postgres === postgres) {
        this.absences.begin('postgres');
        this.#log.write('postgres ended\n');
        await pause(restartAfterMs);
        if (this.#isPostgresWanted) await this.#bringPostgresUp().catch(() => undefined);
      }
    });
  }

  /** @param how `fast`: sessions end, all is written; `crash`: the next start recovers */
  async stopPostgres(how: 'fast' | 'crash'): Promise<void> {
    this.#isPostgresWanted = false;
    this.absences.begin('postgres');
    await (how === 'fast' ? this.#postgres?.stop() : this.#postgres?.force());
  }

  /** Kills Postgres without a word: what it was about to say, nobody hears. It is started again. */
  killPostgres(): void {
    if (this.#postgres) process.kill(this.#postgres.pid, 'SIGKILL');
  }

  async startRedis(): Promise<void> {
    const program = findProgram(['redis-server', 'valkey-server']);
    if (program === undefined) throw new Error('there is no redis-server');
    const home = join(this.folder, 'redis');
    mkdirSync(home, { recursive: true });
    const settings = ['--port', String(this.#redisPort), '--bind', '127.0.0.1', '--dir', home, '--save', ''];
    const durable = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
    this.#redis = spawn(program, [...settings, ...durable], { stdio: 'ignore' });
    await this.onRedis(async (redis) => {
      await redis.ping();
    });
    this.absences.end('redis');
  }

  /** Nothing passes between processes and servers for so long. */
  async cutNetwork(forMs: number): Promise<void> {
    this.absences.begin('network');
    for (const wire of Object.values(this.wires)) wire.cut();
    await pause(forMs);
    for (const wire of Object.values(this.wires)) wire.mend();
    this.absences.end('network');
  }

  async stopRedis(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#redis;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.absences.begin('redis');
    child.kill(signal);
    await once(child, 'exit');
  }

  /** Redis itself, past the wire. */
  async onRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.#redisPort, '127.0.0.1', { maxRetriesPerRequest: 100 });
    redis.on('error', () => undefined);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Kills one process without a word. */
  kill(name: string): void {
    this.processes.get(name)?.child.kill('SIGKILL');
  }

  async ready(): Promise<void> {
    await this.#answers(`${this.base}/ready`);
    for (const { port } of this.processes.values()) await this.#answers(`http://127.0.0.1:${port}/health`);
  }

  async close(doesKeep = false): Promise<void> {
    this.#isClosing = true;
    for (const { child } of this.processes.values()) child.kill('SIGKILL');
    this.#proxy?.kill('SIGKILL');
    await Promise.all([this.wires?.postgres.close(), this.wires?.redis.close()]);
    await this.stopRedis('SIGKILL');
    await this.stopPostgres('crash');
    for (const disk of Object.values(this.disks)) disk.remove();
    this.#log.end();
    if (!doesKeep) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where Debian puts it, and where a plain user's path does not lead. */
function findProgramInSbin(): string {
  const path = process.env.PATH ?? '';
  try {
    process.env.PATH = `${path}:/usr/sbin:/usr/local/sbin`;
    const program = findProgram(['haproxy']);
    if (program !== undefined) return program;
    throw new Error(
      'haproxy is not installed: apt-get install haproxy (Debian, Ubuntu), dnf install haproxy (Fedora)',
    );
  } finally {
    process.env.PATH = path;
  }
}
