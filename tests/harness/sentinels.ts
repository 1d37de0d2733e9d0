// A Redis, a replica of it, and three sentinels that make the replica the primary when the first is gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';
import { freePort } from './ports.ts';

const name = 'city';
const password = 'only-of-this-test';
const goneAfterMs = 1_000;
const patienceMs = 30_000;

export interface Sentinels {
  /** What REDIS_URL says. */
  url: string;
  /** Kills the primary without a word. */
  killPrimary(): Promise<void>;
  /** Resolves with the address of a primary other than the first. */
  successor(): Promise<string>;
  stop(): Promise<void>;
}

export async function startSentinels(): Promise<Sentinels> {
  const program = findProgram(['redis-server', 'valkey-server']);
  if (program === undefined) throw new Error('there is no redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'onecall-sentinels-'));
  const running: ChildProcess[] = [];
  const start = (role: string, lines: readonly string[], more: readonly string[] = []): ChildProcess => {
    const home = join(folder, role);
    mkdirSync(home);
    const file = join(home, 'redis.conf');
    writeFileSync(file, [...lines, 'bind 127.0.0.1', `dir ${home}`, ''].join('\n'));
    const child = spawn(program, [file, ...more], { stdio: 'ignore' });
    running.push(child);
    return child;
  };
  const secret = [`requirepass ${password}`, `masterauth ${password}`];
  const durable = ['appendonly yes', 'save ""', 'maxmemory-policy noeviction'];
  const [first, second] = [await freePort(), await freePort()];
  const primary = start('first', [`port ${first}`, ...secret, ...durable]);
  start('second', [`port ${second}`, `replicaof 127.0.0.1 ${first}`, ...secret, ...durable]);
  await inTime('the replica follows', async () => {
    const replica = new Redis(second, '127.0.0.1', {
      password,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    replica.on('error', () => undefined);
    try {
      return (await replica.info('replication')).includes('master_link_status:up');
    } finally {
      replica.disconnect();
    }
  });
  const ports: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    const port = await freePort();
    ports.push(port);
    const watch = [
      `sentinel monitor ${name} 127.0.0.1 ${first} 2`,
      `sentinel auth-pass ${name} ${password}`,
      `sentinel down-after-milliseconds ${name} ${goneAfterMs}`,
      `sentinel failover-timeout ${name} 10000`,
    ];
    start(`sentinel${index}`, [`port ${port}`, ...watch], ['--sentinel']);
  }
  const ask = async (port: number, ...words: readonly [string, ...string[]]): Promise<unknown> => {
    const sentinel = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    sentinel.on('error', () => undefined);
    try {
      return await sentinel.call('SENTINEL', ...words);
    } finally {
      sentinel.disconnect();
    }
  };
  for (const port of ports) {
    await inTime('the sentinels know each other', async () => {
      const others = await ask(port, 'sentinels', name);
      const replicas = await ask(port, 'replicas', name);
      return Array.isArray(others) && others.length === 2 && Array.isArray(replicas) && replicas.length === 1;
    });
  }
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
  return {
    url: `redis+sentinel://:${password}@${hosts}/${name}`,
    async killPrimary() {
      primary.kill('SIGKILL');
      await once(primary, 'exit');
    },
    async successor() {
      let found = '';
      await inTime('another primary', async () => {
        found = String(await ask(ports[0] ?? 0, 'get-master-addr-by-name', name));
        return found !== '' && !found.endsWith(`,${first}`);
      });
      return found;
    },
    async stop() {
      for (const child of running) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function inTime(what: string, look: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(100))
    if (await look().catch(() => false)) return;
  throw new Error(`${what}: not within ${patienceMs} ms`);
}
