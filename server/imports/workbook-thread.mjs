// Makes one workbook of rows and ends.
import { parentPort, workerData } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';

/** @type {{ columns: string[], rows: Record<string, string>[] }} */
const { columns, rows } = workerData;
const sheet = [
  columns.map((value) => ({ value, fontWeight: /** @type {const} */ ('bold') })),
  ...rows.map((row) => columns.map((column) => (row[column] ? { value: row[column], type: String } : null))),
];
const bytes = await writeExcelFile(sheet, { stickyRowsCount: 1 }).toBuffer();
parentPort?.postMessage(new Uint8Array(bytes));
