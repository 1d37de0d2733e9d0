// Files as offices make them: titles, merged cells, hidden sheets, codes that Excel spoilt, figures in full width.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { faultTexts, importServiceItems, mappingByName } from '../../knowledge/catalogue/index.ts';
import { recordReader } from '../../server/imports/records.ts';
import { readTable } from '../../server/imports/table.ts';
import { code } from '../knowledge/catalogue/item.ts';

type Cell = string | number | Date | null;

/** @param hidden places of sheets, from 1 */
async function workbook(
  sheets: Cell[][][],
  { merges = [] as string[], hidden = [] as number[] } = {},
): Promise<Buffer> {
  const written = await writeExcelFile(
    sheets.map((rows, index) => ({
      sheet: `表${index + 1}`,
      data: rows.map((row) =>
        row.map((value) =>
          value === null ? null : value instanceof Date ? { value, format: 'yyyy/m/d' } : { value },
        ),
      ),
    })),
  ).toBuffer();
  const parts = unzipSync(written);
  const change = (name: string, by: (xml: string) => string): void => {
    parts[name] = strToU8(by(strFromU8(parts[name] ?? new Uint8Array())));
  };
  change('xl/workbook.xml', (xml) => {
    let place = 0;
    return xml.replace(/<sheet /g, () => {
      place += 1;
      return hidden.includes(place) ? '<sheet state="hidden" ' : '<sheet ';
    });
  });
  const cells = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  if (cells !== '')
    change(`xl/worksheets/sheet${sheets.length}.xml`, (xml) =>
      xml.replace('</sheetData>', `</sheetData><mergeCells count="${merges.length}">${cells}</mergeCells>`),
    );
  return Buffer.from(zipSync(parts));
}

const departments = new Map([
  ['深圳市水务局', 'water'],
  ['深圳市公安局', 'police'],
]);

async function entriesOf(bytes: Buffer, target: 'disclosure' | 'resource' = 'resource') {
  const { rows, faults } = await readTable(bytes);
  const columns = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const read = recordReader(
    target,
    new Map(Object.entries(mappingByName(target, [...columns]))),
    departments,
  );
  const all = rows.map(read);
  return {
    entries: all.flatMap(({ record }) => (record?.is === 'entry' ? [record.entry] : [])),
    faults: [...faults, ...all.flatMap((one) => one.faults)],
  };
}

const heads = ['责任部门', '共享类型', '资源名称', '资源代码', '更新周期', '数据更新日期', '摘要'];

it('a merged cell says it of each of its rows, not of those of the heading', async () => {
  const file = await workbook(
    [
      [
        ['深圳市水务局信息资源目录', null, null, null, null, null, null],
        heads,
        [
          '深圳市水务局',
          '无条件共享',
          '水库水位',
          'SZ0001WATE2026000001',
          '每日',
          new Date('2026-11-01'),
          '水位',
        ],
        [null, null, '管网', 'SZ0001WATE2026000002', '每月更新一次', '46327', '管网'],
        [null, '有条件共享类', '用水大户', 'SZ0001WATE2026000003', '３１', '２０２６年１１月１日', '大户'],
        [null, null, null, null, null, null, null],
        ['　', null, ' ', null, null, null, null],
      ],
    ],
    { merges: ['A1:G1', 'A3:A6', 'B3:B4'] },
  );
  const { entries, faults } = await entriesOf(file);
  expect(faults).toEqual([]);
  expect(
    entries.map((one) => [one.row, one.departmentCode, one.sharing, one.updateDays, one.dataAt]),
  ).toEqual([
    [3, 'water', 'unconditional', 1, '2026-11-01'],
    [4, 'water', 'unconditional', 31, '2026-11-01'],
    [5, 'water', 'conditional', 31, '2026-11-01'],
  ]);
});

it('a hidden sheet is read only where there is no other', async () => {
  const choices = [
    ['共享类型', '部门'],
    ['无条件共享', '深圳市水务局'],
  ];
  const table = [heads, ['深圳市水务局', '无条件共享', '水位', 'SZ0001WATE2026000001', '每日', null, '水位']];
  const shown = await readTable(await workbook([choices, table], { hidden: [1] }));
  expect(shown.rows.map(({ values }) => values.资源名称)).toEqual(['水位']);
  const alone = await readTable(await workbook([table], { hidden: [1] }));
  expect(alone.rows).toHaveLength(1);
});

it.each([
  ['of a number that Excel shows', 4.40300123456789e30, '4.40300123456789e+30'],
  ['that Excel wrote into a CSV', '4.403E+30', '4.403E+30'],
  ['of which Excel kept 15 figures', '4403001234567890000000000000000', '4403001234567890000000000000000'],
])('a code %s is told to be lost, and how to get it again', async (_how, given, said) => {
  const file = await workbook([
    [
      ['实施编码', '事项名称', '实施主体'],
      [given, '居住证补领', '深圳市公安局'],
    ],
  ]);
  const { rows } = await readTable(file);
  const read = recordReader(
    'service_item',
    new Map(Object.entries(mappingByName('service_item', ['实施编码', '事项名称', '实施主体']))),
    departments,
  );
  const [faults = []] = rows.map(read).map((one) => one.faults);
  expect(faults).toMatchObject([{ row: 2, field: 'code', rule: 'code_rounded', params: { given: said } }]);
  const [fault] = faults;
  expect(fault && faultTexts(fault).howToMend.zh).toContain('从原系统重新导出');
});

it('a code in full width, or with spaces, is the code', () => {
  const wide = [...code].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('');
  const csv = `实施编码,事项名称,实施主体,到场次数,咨询电话\n${wide.slice(0, 9)} ${wide.slice(9)}\u200b,居住证补领,深圳市公安局,１次,０７５５－１２３４５\n`;
  const { items, faults } = importServiceItems(csv);
  expect(faults).toEqual([]);
  expect(items[0]).toMatchObject({ code, visits: 1, consultPhone: '0755-12345' });
});

it('a row of CSV that does not fit its heading says so; empty cells beyond it are nothing', () => {
  const csv = `实施编码,事项名称,实施主体\n${code},居住证,补领,深圳市公安局\n${code},居住证"补"领,深圳市公安局,,\n`;
  const { items, faults } = importServiceItems(csv);
  expect(faults).toMatchObject([{ row: 2, rule: 'row_width', params: { cells: '4', columns: '3' } }]);
  expect(items).toMatchObject([{ row: 3, name: '居住证"补"领' }]);
  const open = importServiceItems(`实施编码,事项名称,实施主体\n${code},"居住证,深圳市公安局\n`);
  expect(open.faults).toMatchObject([{ row: 0, rule: 'file_quotes', params: { line: '2' } }]);
});

it('a cell of the wrong kind is told as it is written', () => {
  const csv = `实施编码,事项名称,实施主体,到场次数\n${code},居住证补领,深圳市公安局,一两次\n`;
  const { faults } = importServiceItems(csv);
  expect(faults.map((fault) => faultTexts(fault).message.zh)).toEqual(['内容“一两次”不是整数。']);
});

it('an item of a department that the city has not is kept, and told', () => {
  const columns = new Map(
    Object.entries(mappingByName('service_item', ['实施编码', '事项名称', '实施主体'])),
  );
  const read = recordReader('service_item', columns, departments);
  const values = { 实施编码: code, 事项名称: '居住证补领', 实施主体: '深圳市不存在局' };
  const { record, faults } = read({ number: 2, values });
  expect(record?.is).toBe('item');
  expect(faults).toMatchObject([
    {
      row: 2,
      field: 'departmentName',
      rule: 'department_unknown',
      isKept: true,
      params: { given: '深圳市不存在局' },
    },
  ]);
});
