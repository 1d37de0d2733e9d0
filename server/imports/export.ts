// Everything of a kind as a file that imports again as the same: CSV, XLSX, JSON.
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import { entryCells, fieldsOf, guardedCell, type RecordCells } from '../../knowledge/index.ts';
import type { exportQuerySchema, ImportTarget } from './contract.ts';
import type { Targets } from './targets.ts';

export type ExportFormat = z.infer<typeof exportQuerySchema>['format'];

const mimes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The rows of a kind, a page at a time. */
async function* pagesOf(
  { knowledge, catalogue }: Targets,
  target: ImportTarget,
): AsyncGenerator<RecordCells[]> {
  if (target === 'service_item') yield* knowledge.imported.records('service_item');
  else for await (const entries of catalogue.imported.entries(target)) yield entries.map(entryCells);
}

export async function exportFile(
  targets: Targets,
  target: ImportTarget,
  format: ExportFormat,
): Promise<{ mime: string; content: Readable | Buffer }> {
  const mime = mimes[format];
  const pages = pagesOf(targets, target);
  if (format === 'json') return { mime, content: Readable.from(jsonOf(pages)) };
  const rows: RecordCells[] = [];
  for await (const page of pages) rows.push(...page);
  const columns = columnsOf(target, rows);
  if (format === 'csv') return { mime, content: Readable.from(csvOf(columns, rows)) };
  return { mime, content: await workbookOf(columns, rows) };
}

/** Our fields in their order, as far as any row has them, then whatever else the rows hold. */
function columnsOf(target: ImportTarget, rows: readonly RecordCells[]): string[] {
  const held = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) held.add(name);
  const own = fieldsOf(target).map(({ field }) => field);
  return [...own.filter((field) => held.has(field)), ...[...held].filter((name) => !own.includes(name))];
}

async function* jsonOf(pages: AsyncGenerator<RecordCells[]>): AsyncGenerator<string> {
  let mark = '[\n';
  for await (const page of pages) {
    yield mark + page.map((row) => JSON.stringify(row)).join(',\n');
    mark = ',\n';
  }
  yield mark === '[\n' ? '[]\n' : '\n]\n';
}

const rowsAtOnce = 500;

/** With a byte order mark: without it Excel reads Chinese as something else. */
function* csvOf(columns: readonly string[], rows: readonly RecordCells[]): Generator<string> {
  yield stringify([columns.map(guardedCell)], { bom: true });
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const lines = rows.slice(at, at + rowsAtOnce);
    yield stringify(lines.map((row) => columns.map((column) => guardedCell(row[column] ?? ''))));
  }
}

const thread = new URL('./workbook-thread.mjs', import.meta.url);

/** A workbook is made in a thread of its own: of a hundred thousand rows it takes seconds. */
function workbookOf(columns: readonly string[], rows: readonly RecordCells[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData: { columns, rows } });
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the workbook's thread stopped with ${code}`)));
  });
}
