import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FileBackup } from '../../scripts/backup/files.ts';
import { ifThere } from '../../server/platform/if-there.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-if-there-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what is not there is nothing, also where a file stands in the way', async () => {
  writeFileSync(join(folder, 'file'), 'x');
  expect(await ifThere(stat(join(folder, 'none')))).toBeUndefined();
  expect(await ifThere(stat(join(folder, 'file', 'below')))).toBeUndefined();
  expect(await ifThere(readdir(folder))).toEqual(['file']);
});

test('a folder that cannot be read makes no backup of nothing', async () => {
  const loop = join(folder, 'loop');
  symlinkSync(loop, loop);
  await expect(ifThere(stat(loop))).rejects.toThrow('ELOOP');
  const backup = await FileBackup.open(join(folder, 'backup'), { dataDir: loop, bucket: undefined });
  await expect(backup.copy()).rejects.toThrow('ELOOP');
});
