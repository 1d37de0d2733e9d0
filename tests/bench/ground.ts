// What the measures of the whole product stand on: a Postgres that writes to disk before it answers, a Redis, and the
// server as it is started, with the demo city in it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApps } from '../../scripts/bootstrap/build.mjs';
import { ensureDatabase, migrateDatabase } from '../../scripts/bootstrap/database.mjs';
import { startPostgres } from '../../scripts/bootstrap/postgres.mjs';
import { ensureRedisProgram, startRedis } from '../../scripts/bootstrap/redis.mjs';
import { type App, startApp } from '../harness/app.ts';

export interface Ground {
  app: App;
  databaseUrl: string;
  redisUrl: string;
  /** Of the servers that ours stands on. */
  pids: { postgres: number; redis: number };
  close(): Promise<void>;
}

/** @param env adds to the server's environment; `build`: which programs are built first */
export async function openGround(
  env: Record<string, string> = {},
  build: readonly ('server' | 'agent-console')[] = ['server'],
): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-bench-'));
  const log = join(folder, 'servers.log');
  const closers: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const each of closers.toReversed()) await each();
  };
  try {
    await buildApps(log, undefined, [...build]);
    const program = await ensureRedisProgram(log);
    const redis = await startRedis({ program, folder, log, durable: true });
    closers.push(() => redis.stop());
    const postgres = await startPostgres({ folder, log });
    closers.push(() => postgres.stop());
    await ensureDatabase(postgres.url, 'onecall');
    const databaseUrl = postgres.url('onecall');
    await migrateDatabase(databaseUrl);
    const app = await startApp({
      databaseUrl,
      redisUrl: redis.url,
      // Nobody sits at a bench's consoles.
      env: { LOG_LEVEL: 'warn', ONECALL_IDLE_MINUTES: '0', ...env },
    });
    closers.push(() => app.stop());
    const pids = { postgres: postgres.pid, redis: redis.pid };
    return { app, databaseUrl, redisUrl: redis.url, pids, close };
  } catch (error) {
    await close();
    throw error;
  }
}
