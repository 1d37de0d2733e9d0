// The faults of a run as a file, under the names that the columns have in the file that came.
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultFile } from '../../server/imports/fault-sheet.ts';
import { faultView } from '../../server/imports/fault-view.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { demoDatabase } from '../harness/database.ts';

let database: Database;

beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined });
}, 60_000);
afterAll(async () => {
  await database?.close();
});

it('names row, column of the file, fault, how to mend it and what became of the row, page after page', async () => {
  const { id } = await database.read.importRun.create({
    data: { target: 'service_item', fileName: 'a.csv', mapping: { 投诉热线: 'complaintPhone' } },
  });
  const fault = (row: number) =>
    faultView({
      row,
      field: 'complaintPhone',
      rule: 'phone_invalid',
      params: { value: '无' },
      isKept: true,
    });
  const pages = [
    { items: [fault(2)], nextCursor: '1' },
    { items: [fault(7)], nextCursor: null },
  ];
  const runs = {
    faults: (_id: string, after: number) => Promise.resolve(pages[after] ?? { items: [], nextCursor: null }),
  };
  const { content } = await faultFile({ database, runs }, id, 'csv', 'zh');
  const [heading, ...rows] = (await text(content)).replace('\ufeff', '').trim().split('\r\n');
  expect(heading).toBe('行,列,问题,怎样改正,结果');
  expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual([
    ['2', '投诉热线'],
    ['7', '投诉热线'],
  ]);
  await expect(faultFile({ database, runs }, randomUUID(), 'csv', 'zh')).rejects.toThrow('not_found');
});
