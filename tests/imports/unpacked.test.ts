import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { readTable } from '../../server/imports/table.ts';
import { unpackedBytes } from '../../server/imports/unpacked.ts';

const megabytes = (count: number) => new Uint8Array(count * 1_024 * 1_024);

it('counts what an archive unpacks to, whatever its head says, and stops beyond what may be', () => {
  const honest = zipSync({ 'xl/sheet1.xml': strToU8('x'.repeat(3_000)), 'xl/media/a.png': megabytes(1) });
  expect(unpackedBytes(honest, 1_000_000)).toBe(3_000);
  const bomb = zipSync({ 'xl/sheet1.xml': megabytes(40) }, { level: 9 });
  expect(bomb.length).toBeLessThan(60_000);
  // Both heads say that it is one octet.
  const view = new DataView(bomb.buffer, bomb.byteOffset);
  for (let at = 0; at < bomb.length - 4; at += 1) {
    if (view.getUint32(at, true) === 40 * 1_024 * 1_024) view.setUint32(at, 1, true);
  }
  expect(unpackedBytes(bomb, 8 * 1_024 * 1_024)).toBeGreaterThan(8 * 1_024 * 1_024);
});

it('a workbook that nothing can be made of is told of without words of a library', async () => {
  const odd = zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') });
  const { faults } = await readTable(Buffer.from(odd));
  expect(faults).toMatchObject([{ rule: 'file_unreadable' }]);
  expect(JSON.stringify(faults)).not.toMatch(/undefined|null \(/);
});
