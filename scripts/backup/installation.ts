// The installation that a backup is made of or goes into: servers named by the environment, or the embedded ones of a
// data folder, which are started for it when they do not run.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Bucket, bucketFrom } from '../../server/platform/shelf.ts';
import { restoreLock } from '../../server/platform/starting.ts';
import { ensureDatabase } from '../bootstrap/database.mjs';
import { lockFolder } from '../bootstrap/lock.mjs';
import { runningPostgres, startPostgres } from '../bootstrap/postgres.mjs';
import { dataFolder } from '../bootstrap/project.mjs';
import { Refusal } from '../bootstrap/say.mjs';

export interface Installation {
  dataDir: string;
  databaseUrl: string;
  bucket: Bucket | undefined;
}

const place = (): Omit<Installation, 'databaseUrl'> => ({
  dataDir: dataFolder(process.env),
  bucket: process.env.FILES_S3 ? bucketFrom(new URL(process.env.FILES_S3)) : undefined,
});

/** For reading: the installation may be running. @throws Refusal `backup-nothing-there` */
export async function withInstallation<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
  const { dataDir, bucket } = place();
  const running = process.env.DATABASE_URL || runningPostgres(dataDir)?.('onecall');
  if (running) return work({ dataDir, bucket, databaseUrl: running });
  if (!existsSync(join(dataDir, 'postgres'))) throw new Refusal('backup-nothing-there', { folder: dataDir });
  return withEmbedded(dataDir, (databaseUrl) => work({ dataDir, bucket, databaseUrl }));
}

/**
 * For writing: nobody else may use it meanwhile. What Redis held is of the time before, and goes when the work has
 * ended well.
 * @throws Refusal `already-running`, `restore-in-use`, `restore-redis-used`
 */
export async function withQuietInstallation<T>(
  mayReplace: boolean,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const { dataDir, bucket } = place();
  const databaseUrl = process.env.DATABASE_URL;
  if (databaseUrl) {
    return alone(databaseUrl, async () => {
      const redisUrl = process.env.REDIS_URL;
      if (redisUrl === undefined) throw new Refusal('restore-redis-url');
      return withEmptiedRedis(redisUrl, mayReplace, () => work({ dataDir, bucket, databaseUrl }));
    });
  }
  mkdirSync(dataDir, { recursive: true });
  return withEmbedded(dataDir, async (url) => {
    const result = await work({ dataDir, bucket, databaseUrl: url });
    rmSync(join(dataDir, 'redis'), { recursive: true, force: true });
    return result;
  });
}

async function withEmbedded<T>(folder: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const unlock = lockFolder(folder);
  try {
    const postgres = await startPostgres({ folder, log: join(folder, 'log', 'postgres.log') });
    try {
      await ensureDatabase(postgres.url, 'onecall');
      return await work(postgres.url('onecall'));
    } finally {
      await postgres.stop();
    }
  } finally {
    unlock();
  }
}

/** Nobody else is connected, and whoever starts meanwhile goes away again: it would serve, and sweep, half a city. */
async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Before it is counted who is there: who comes later meets the lock.
    const { rows } = await client.query<{ isOurs: boolean }>('SELECT pg_try_advisory_lock($1) AS "isOurs"', [
      restoreLock,
    ]);
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    if (rowCount || !rows[0]?.isOurs) throw new Refusal('restore-in-use', { connections: rowCount ?? 1 });
    return await work();
  } finally {
    await client.end();
  }
}

async function withEmptiedRedis<T>(url: string, mayReplace: boolean, work: () => Promise<T>): Promise<T> {
  const { connectRedis } = await import('../../server/platform/redis.ts');
  const redis = connectRedis(url, { maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    if ((await redis.dbsize()) > 0 && !mayReplace) throw new Refusal('restore-redis-used');
    const result = await work();
    await redis.flushdb();
    return result;
  } finally {
    redis.disconnect();
  }
}
