// Sheets as people make them: where the heading stands, and which row of the sheet a fault is in.
import { describe, expect, it } from 'vitest';
import { importServiceItems, readRows, sheetRows } from '../../../knowledge/catalogue/index.ts';
import { code } from './item.ts';

describe('the heading of a sheet', () => {
  it.each([
    [
      'in the first row',
      [
        ['a', 'b'],
        [1, 2],
      ],
      2,
    ],
    [
      'below an empty row',
      [
        [null, null],
        ['a', 'b'],
        [1, 2],
      ],
      3,
    ],
    [
      'below a title of merged cells',
      [
        ['办事事项清单', null, null],
        ['a', 'b', null],
        [1, 2, null],
      ],
      3,
    ],
    [
      'below a title and who filled it in',
      [
        ['清单', '', '', ''],
        ['填报单位：水务局', '', '', ''],
        ['a', 'b', 'c', 'd'],
        [1, 2, 3, 4],
      ],
      4,
    ],
  ])('stands %s', (_where, lines, number) => {
    const { names, rows } = sheetRows<unknown>(lines);
    expect(names.slice(0, 2)).toEqual(['a', 'b']);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.number).toBe(number);
  });

  it('takes two rows where cells are merged, and the second only then', () => {
    const heading = ['编码', '时限', null, '电话'];
    const two = sheetRows<unknown>([heading, [null, '法定', '承诺', null], ['x', 1, 2, 3]]);
    expect(two.names).toEqual(['编码', '时限 法定', '时限 承诺', '电话']);
    expect(two.rows).toEqual([{ number: 3, cells: ['x', 1, 2, 3] }]);
    // A column without a name is no merged cell: its row holds an item.
    const one = sheetRows<unknown>([heading, ['x', '20', '5', null]]);
    expect(one.names).toEqual(['编码', '时限', 'C', '电话']);
    expect(one.rows).toHaveLength(1);
  });

  it('gives two columns of one name a number', () => {
    expect(
      sheetRows<unknown>([
        ['电话', '电话'],
        [1, 2],
      ]).names,
    ).toEqual(['电话', '电话 (2)']);
  });

  it('is not to be found where nothing is', () => {
    expect(sheetRows<unknown>([[], [null, '']])).toEqual({ names: [], rows: [] });
  });
});

it('a fault names the row that the spreadsheet shows, with empty lines counted and left out', () => {
  const content = `清单,,\r\n\r\n实施编码,事项名称,实施主体\r\n${code},补领,\r\n,,\r\n${code}01,换领,\r\n`;
  const { faults } = importServiceItems(content);
  expect(faults.map(({ row, field }) => [row, field])).toEqual([
    [4, 'departmentName'],
    [6, 'departmentName'],
  ]);
});

it.each(['\t', ';'])('a text with %j between its cells is read', (mark) => {
  const { rows } = readRows([`a${mark}b`, `1${mark}2`].join('\r\n'), 'csv');
  expect(rows).toEqual([{ number: 2, values: { a: '1', b: '2' } }]);
});
