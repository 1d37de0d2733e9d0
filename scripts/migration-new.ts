// npm run migration:new -- NAME: writes the SQL that takes the migrations to prisma/schema.prisma, to be reviewed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startPostgres } from './bootstrap/postgres.mjs';
import { root } from './bootstrap/project.mjs';
import { line, say } from './bootstrap/say.mjs';
import { diffMigrations } from './migration-diff.ts';

const name = process.argv[2] ?? '';
if (!/^[a-z0-9_]+$/.test(name)) {
  console.error(line('migration-name'));
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'onecall-migration-'));
const postgres = await startPostgres({ folder, log: join(folder, 'postgres.log'), durable: false });
try {
  const sql = await diffMigrations(postgres.url('postgres'));
  if (sql === '') {
    say('migration-none');
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const file = join(root, 'prisma/migrations', `${stamp}_${name}`, 'migration.sql');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, sql);
    writeFileSync(join(root, 'prisma/migrations/migration_lock.toml'), 'provider = "postgresql"\n');
    say('migration-written', { file: relative(root, file) });
  }
} finally {
  await postgres.force();
  rmSync(folder, { recursive: true, force: true });
}
