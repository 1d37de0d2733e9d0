// npm run backup -- FOLDER: everything of an installation, as it is at this moment, into a new folder below FOLDER. The
// installation goes on meanwhile. docs/backup.md says how it is put back.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { FileBackup } from './backup/files.ts';
import { type Installation, withInstallation } from './backup/installation.ts';
import { storeKeys } from './backup/keys.ts';
import { writeManifest } from './backup/manifest.ts';
import { dumpTables } from './backup/tables.ts';
import { root } from './bootstrap/project.mjs';
import { wordsOf } from './options.ts';
import { asRefusal, line, Refusal, say } from './bootstrap/say.mjs';

const complete = /^onecall-\d{8}T\d{6}Z$/;

async function backUp(into: string, { dataDir, databaseUrl, bucket }: Installation): Promise<void> {
  if (`${into}${sep}`.startsWith(`${dataDir}${sep}`)) throw new Refusal('backup-inside', { folder: dataDir });
  const startedAt = Date.now();
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const before = readdirSync(into)
    .filter((name) => complete.test(name))
    .sort()
    .at(-1);
  const name = `onecall-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const unfinished = join(into, `${name}.unfinished`);
  mkdirSync(unfinished, { mode: 0o700 });
  const client = new pg.Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    const from = { dataDir, bucket, ...(before && { before: join(into, before) }) };
    const files = await FileBackup.open(unfinished, from);
    // Before the moment, so that a file that is deleted after it is there; and after it, for what came by then.
    await files.copy();
    const dump = await dumpTables(client, unfinished);
    await files.copy();
    const keys = await storeKeys(unfinished, dataDir);
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const list = await files.list([...dump.tables, keys]);
    await writeManifest(unfinished, { format: 1, version, ...dump, files: list, keys });
    renameSync(unfinished, join(into, name));
    const bytes = dump.tables.reduce((sum, table) => sum + table.bytes, 0);
    say('backup-made', {
      folder: join(into, name),
      tables: dump.tables.length,
      rows: dump.tables.reduce((sum, { rows }) => sum + rows, 0),
      mb: (bytes / 1e6).toFixed(1),
      files: list.count,
      linked: list.linked,
      filesMb: (list.bytes / 1e6).toFixed(1),
      seconds: ((Date.now() - startedAt) / 1_000).toFixed(1),
    });
    if (!keys.isSealed) say('backup-keys-open', { file: keys.file });
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

const [into] = wordsOf('backup-usage', 1);
if (into === undefined) {
  console.error(line('backup-usage'));
  process.exit(1);
}
try {
  await withInstallation((installation) => backUp(resolve(into), installation));
} catch (error) {
  console.error(asRefusal(error).message);
  process.exitCode = 1;
}
