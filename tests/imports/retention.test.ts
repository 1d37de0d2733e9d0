// Imported files are deleted when they are old; what their runs did stays.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importMimes, previewFile, removeOldFiles } from '../../server/imports/files.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { FileStore } from '../../server/platform/files.ts';
import { demoDatabase } from '../harness/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-retention-'));
const files = new FileStore(folder, 'imports', importMimes);
const dayMs = 86_400_000;
const now = new Date('2026-11-27T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
let database: Database;

beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined });
}, 60_000);
afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true });
});

async function kept(text: string, createdAt: Date, run?: { touchedAt: Date; finishedAt: Date | null }) {
  const { sha256, bytes } = await files.save(Readable.from([Buffer.from(text)]));
  const sight = { format: 'csv', rows: 1, columns: [{ name: 'a', samples: ['b'] }], head: [] };
  const id = randomUUID();
  await database.read.importFile.create({ data: { id, name: 'a.csv', sha256, bytes, createdAt, ...sight } });
  if (run)
    await database.read.importRun.create({
      data: { fileId: id, target: 'service_item', fileName: 'a.csv', faultCount: 3, ...run },
    });
  return { id, sha256 };
}

it('goes when neither it nor a run of it is younger than the days it is kept', async () => {
  const old = await kept('old', daysAgo(100), { touchedAt: daysAgo(95), finishedAt: daysAgo(95) });
  const used = await kept('used', daysAgo(100), { touchedAt: daysAgo(10), finishedAt: daysAgo(10) });
  const unfinished = await kept('unfinished', daysAgo(100), { touchedAt: daysAgo(95), finishedAt: null });
  const [twice, again] = [await kept('twice', daysAgo(100)), await kept('twice', daysAgo(1))];
  expect(await removeOldFiles({ database, files }, 90, now)).toBe(2);
  expect(await files.has(old.sha256)).toBe(false);
  for (const { sha256 } of [used, unfinished, twice, again]) expect(await files.has(sha256)).toBe(true);
  await expect(previewFile(database, old.id, { target: 'service_item' })).rejects.toThrow('not_found');
  const run = await database.read.importRun.findFirstOrThrow({ where: { fileId: old.id } });
  expect(run.faultCount).toBe(3);
  expect(await removeOldFiles({ database, files }, 90, now)).toBe(0);
});
