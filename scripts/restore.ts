// npm run restore -- BACKUP [--check | --replace]: puts a backup into an empty installation. Every hash is compared
// before the first row is written.
import { resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { applyMigrations, knownMigrations } from '../server/platform/migrate.ts';
import { checkFiles, restoreFiles } from './backup/files.ts';
import { type Installation, withQuietInstallation } from './backup/installation.ts';
import { demandSameSecret, readKeys, restoreKeys } from './backup/keys.ts';
import { demandWhole, type Manifest, readManifest } from './backup/manifest.ts';
import { loadTables } from './backup/tables.ts';
import { asRefusal, line, Refusal, say } from './bootstrap/say.mjs';
import { optionsOf } from './options.ts';

/** Tables of which every installation that was ever used has rows. */
const telling = ['User', 'Citizen', 'Ticket', 'Category'];

async function check(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const stored of [manifest.keys, ...manifest.tables]) await demandWhole(folder, stored);
  const known = new Set(await knownMigrations());
  const unknown = manifest.migrations.find((name) => !known.has(name));
  if (unknown) throw new Refusal('migration-unknown', { migration: unknown });
  return manifest;
}

async function restore(
  folder: string,
  manifest: Manifest,
  { dataDir, databaseUrl, bucket }: Installation,
  mayReplace: boolean,
): Promise<void> {
  const startedAt = Date.now();
  const keys = await readKeys(folder, manifest.keys);
  demandSameSecret(keys, dataDir, mayReplace);
  await demandEmpty(databaseUrl, mayReplace);
  await restoreFiles(folder, { dataDir, bucket });
  if (mayReplace) await dropTables(databaseUrl);
  await applyMigrations(databaseUrl, undefined, new Set(manifest.migrations));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await loadTables(client, folder, manifest);
  } finally {
    await client.end();
  }
  const newer = await applyMigrations(databaseUrl);
  await restoreKeys(keys, dataDir);
  say('restore-done', {
    at: manifest.at,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    files: manifest.files.count,
    migrations: newer.length,
    seconds: ((Date.now() - startedAt) / 1_000).toFixed(1),
  });
}

async function demandEmpty(url: string, mayReplace: boolean): Promise<void> {
  if (mayReplace) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const table of telling) {
      const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [`"${table}"`]);
      if (!z.tuple([z.object({ there: z.boolean() })]).parse(rows)[0].there) continue;
      const found = await client.query(`SELECT 1 FROM "${table}" LIMIT 1`);
      if (found.rowCount) throw new Refusal('restore-not-empty', { table });
    }
  } finally {
    await client.end();
  }
}

/** Tables of a later version would be in the way. */
async function dropTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMIT');
  } finally {
    await client.end();
  }
}

const { values, positionals } = optionsOf('restore-usage', {
  allowPositionals: true,
  options: { check: { type: 'boolean' }, replace: { type: 'boolean' } },
});
const [given] = positionals;
if (given === undefined) {
  console.error(line('restore-usage'));
  process.exit(1);
}
const folder = resolve(given);
const mayReplace = values.replace === true;
try {
  const manifest = await check(folder);
  if (values.check === true) {
    await checkFiles(folder);
    say('restore-checked', { at: manifest.at, files: manifest.files.count + manifest.tables.length });
  } else {
    await withQuietInstallation(mayReplace, (installation) =>
      restore(folder, manifest, installation, mayReplace),
    );
  }
} catch (error) {
  console.error(asRefusal(error).message);
  process.exitCode = 1;
}
