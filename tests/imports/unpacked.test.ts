import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { overlargeGrid } from '../../server/imports/grid.ts';
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

/** A workbook of one sheet with these rows. */
const workbook = (rows: string): Buffer =>
  Buffer.from(
    zipSync({
      'xl/workbook.xml': strToU8('<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>'),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
      'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
    }),
  );
const cell = (ref: string, attributes = '') =>
  `<c r="${ref}" t="inlineStr"${attributes}><is><t>a</t></is></c>`;

it.each([
  ['the last cell of a sheet', `<row r="1048576">${cell('XFD1048576')}</row>`, '1048576'],
  ['a row without a number', `<row>${cell('XFD1048576')}</row>`, '1048576'],
  ['a row that no sheet has', '<row r="4000000000"></row>', '4000000000'],
  ['a column that no sheet has', `<row r="1">${cell('ZZZZZZ1')}</row>`, '1'],
  [
    'a mark of an end within an attribute',
    `<row r="9" s=">">${cell('XFD1048576', ' s=">"')}</row>`,
    '1048576',
  ],
])('a grid of millions of empty cells is refused before it is built: %s', async (_what, far, rows) => {
  const file = workbook(`<row r="1">${cell('A1')}${cell('B1')}</row>${far}`);
  expect(file.length).toBeLessThan(1_500);
  const before = performance.now();
  const { faults } = await readTable(file);
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(faults).toMatchObject([{ rule: 'sheet_too_wide', params: { rows } }]);
});

it('cells that only have a look, and a long list of many columns, are no large grid', async () => {
  const styled = workbook(
    `<row r="1">${cell('A1')}${cell('B1')}</row><row r="2">${cell('A2')}<c r="XFD2" s="3"/></row>` +
      '<row r="1048576"><c r="XFD1048576" s="3"/></row>',
  );
  expect(overlargeGrid(styled)).toBeUndefined();
  expect(overlargeGrid(workbook(`<row r="200000">${cell('GR200000')}</row>`))).toBeUndefined();
  // A sheet that is not read may be as it likes.
  expect(overlargeGrid(workbook(cell('XFD1048576')), 'xl/worksheets/sheet2.xml')).toBeUndefined();
  // A tag that lies across two pieces of the archive is seen.
  const noise = '<x a="b"/>'.repeat(70_000);
  expect(overlargeGrid(workbook(`${noise}<row r="1">${cell('XFD1')}</row>${cell('A1048576')}`))).toEqual({
    rows: 1_048_576,
    columns: 16_384,
  });
});

it('a workbook that nothing can be made of is told of without words of a library', async () => {
  const odd = zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') });
  const { faults } = await readTable(Buffer.from(odd));
  expect(faults).toMatchObject([{ rule: 'file_unreadable' }]);
  expect(JSON.stringify(faults)).not.toMatch(/undefined|null \(/);
});
