// What keeps a process from starting, said in one line of the log with what to do about it. What nobody has foreseen keeps its
// stack.
import { join } from 'node:path';
import { z } from 'zod';
import { type Config, loadConfig } from './config.ts';
import type { Database } from './database.ts';
import { createLog, type Log } from './log.ts';
import { knownMigrations } from './migrate.ts';
import { demandOwnMarks, OtherSecret } from './resealing.ts';
import type { Sql } from './sql.ts';

/** Says every setting that is wrong, and ends the process. */
export function settingsOf(environment: Record<string, string | undefined>): Config {
  try {
    return loadConfig(environment);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const log = createLog('fatal');
    for (const { path, message } of error.issues) {
      const [name = ''] = path.map(String);
      const isMissing = !environment[name] && message.includes('undefined');
      log.fatal({ setting: name }, `${name}: ${isMissing ? 'is missing' : message}`);
    }
    process.exit(1);
  }
}

type Refusals = Record<string, (config: Config) => string>;

/** By the code of the system, or of Postgres. */
const refusals: Refusals = {
  EADDRINUSE: ({ host, port }) =>
    `PORT ${port} of ${host} is in use: stop the program that holds it, or choose another`,
  EADDRNOTAVAIL: ({ host }) => `HOST ${host} is no address of this machine`,
  EACCES: ({ port, dataDir }) =>
    `no right to listen on PORT ${port} (below 1024 only root may), or to write to ONECALL_DATA ${dataDir}`,
  EROFS: ({ dataDir }) => `ONECALL_DATA ${dataDir} cannot be written to`,
  ENOSPC: ({ dataDir }) => `the disk of ONECALL_DATA ${dataDir} is full`,
  BROKEN_MODEL: () =>
    'the shipped weights of the classifier, knowledge/classify/model/departments.bin, are no model or cut short: put those ' +
    'of the release in their place',
  '28P01': () => 'Postgres does not accept the user and password of DATABASE_URL',
  '28000': () => 'Postgres does not let the user of DATABASE_URL in (pg_hba.conf)',
  '3D000': () => 'the database that DATABASE_URL names does not exist',
};

const codedSchema = z.object({ code: z.string() });

/** What a fault of the start means; undefined for what nobody has foreseen. */
export function whyNotStarted(error: unknown, config: Config): string | undefined {
  const code = codedSchema.safeParse(error).data?.code ?? '';
  return Object.hasOwn(refusals, code) ? refusals[code]?.(config) : undefined;
}

/** From now on a fault ends the process with what it means. @returns what ends that, when all is started */
export function explainFaults(config: Config, log: Log): () => void {
  const explain = (error: unknown): never => {
    const why = whyNotStarted(error, config);
    if (why === undefined) log.fatal({ err: error }, 'not started');
    else log.fatal(`not started: ${why}`);
    process.exit(1);
  };
  process.on('uncaughtException', explain);
  return () => process.off('uncaughtException', explain);
}

/**
 * What a process of another secret seals, nobody opens, and every entry of the audit trail that it seals is one that was
 * forged. Ends the process then.
 */
export async function demandOwnSecret(
  database: Pick<Database, 'sql' | 'fields'>,
  { secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>,
  log: Log,
): Promise<void> {
  try {
    await demandOwnMarks(database);
  } catch (error) {
    if (!(error instanceof OtherSecret)) throw error;
    const file = join(dataDir, 'secret');
    const used = secret === undefined ? `the secret in ${file}` : 'ONECALL_SECRET';
    log.fatal(
      { refusal: 'other_secret', used: secret === undefined ? file : 'ONECALL_SECRET' },
      `not started: ${used} is not what sealed this database, which was begun with another ONECALL_DATA or secret. Set ` +
        'ONECALL_SECRET to what stands in the file "secret" under the ONECALL_DATA of its first installation (or to its ' +
        `ONECALL_SECRET)${secret === undefined ? `, or copy that file to ${file}` : ''}, and ONECALL_FIELD_KEYS, ` +
        'ONECALL_MARK_SECRET and ONECALL_SECRETS_ALSO as they are there. Nothing was changed. See docs/fields.md',
    );
    process.exit(1);
  }
}

/** Of Postgres: held while a backup is put into the database. */
export const restoreLock = 72_002;

/** Half of a city is neither served nor swept. Ends the process then. */
export async function demandNoRestore(sql: Sql, log: Log): Promise<void> {
  const lock = await sql.first(
    z.object({ isFree: z.boolean() }),
    'SELECT pg_try_advisory_xact_lock_shared($1) AS "isFree"',
    [restoreLock],
  );
  if (lock?.isFree) return;
  log.fatal(
    'not started: a backup is being restored into this database; start again when npm run restore has ended',
  );
  process.exit(1);
}

/** A database that is older than this process is not served from: half of what is asked would fail. Ends the process then. */
export async function demandTables(sql: Sql, log: Log): Promise<void> {
  const names = z.object({ name: z.string() });
  const isThere = await sql.first(
    z.object({ isThere: z.boolean() }),
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS "isThere"`,
  );
  const rows = isThere?.isThere
    ? await sql.rows(
        names,
        'SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL',
      )
    : [];
  const applied = new Set(rows.map(({ name }) => name));
  const missing = (await knownMigrations()).filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  log.fatal(
    { missing: missing.slice(0, 20) },
    `not started: the database lacks ${missing.length} migrations: npm run migrate`,
  );
  process.exit(1);
}
