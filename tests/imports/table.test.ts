// Files that are no lists are refused with their reason, before they cost anybody more than their reading.
import { expect, it } from 'vitest';
import { firstSight } from '../../server/imports/first-sight.ts';
import { readTable } from '../../server/imports/table.ts';

const deep = (levels: number) => `[{"a":${'{"b":'.repeat(levels)}1${'}'.repeat(levels)}}]`;
const wide = (columns: number) => Array.from({ length: columns }, (_, index) => `c${index}`).join(',');

it.each([
  ['a row that nests ten thousand levels deep', deep(10_000), 'file_too_large'],
  ['a quote that nobody closes', `name,code\n"${'x'.repeat(2_000_000)}`, 'file_unreadable'],
  ['columns without end', `${'a,'.repeat(20_000)}\n${'1,'.repeat(20_000)}`, 'file_too_large'],
  ['more columns than anybody keeps', `${wide(1_001)}\n${wide(1_001)}`, 'file_too_large'],
  ['a heading without end', `[{"${'k'.repeat(2_000)}":"a"}]`, 'file_too_large'],
])('%s', async (_, text, rule) => {
  const { rows, faults } = await readTable(Buffer.from(text));
  expect(rows).toEqual([]);
  expect(faults).toMatchObject([{ row: 0, rule }]);
});

it('what people keep is read: a thousand columns, long texts, a few levels', async () => {
  const table = await readTable(Buffer.from(`${wide(1_000)}\n${wide(1_000)}`));
  expect(table.rows).toHaveLength(1);
  expect(table.faults).toEqual([]);
  const text = '说明'.repeat(20_000);
  const rows = [
    { name: '甲', more: { levels: [1, { of: 'it' }] } },
    { name: '乙', text },
  ];
  const read = await readTable(Buffer.from(JSON.stringify(rows)));
  expect(read.rows.map(({ values }) => values)).toEqual(rows);
  // Shown before are the rows that a page can show.
  expect(
    firstSight({ ...read, rows: [...read.rows, { number: 3, values: { text: text.repeat(2) } }] }).head,
  ).toEqual(read.rows);
});
