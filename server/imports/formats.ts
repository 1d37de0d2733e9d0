// Rows as files that import again as the same: CSV (RFC 4180), XLSX, JSON. Written as they come.
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { guardedCell } from '../../knowledge/index.ts';
import { csvType, xlsxType } from '../platform/attached.ts';
import { workbookOf } from './workbook.ts';

export const exportFormatSchema = z.enum(['csv', 'xlsx', 'json']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** JSON is one object per line: what is read and written row by row. */
export const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', xlsx: 'xlsx', json: 'jsonl' };
const mimes: Readonly<Record<ExportFormat, string>> = {
  csv: csvType,
  json: 'application/x-ndjson; charset=utf-8',
  xlsx: xlsxType,
};

export interface Sheet {
  heading: readonly string[];
  /** Rows as texts under the heading, a page at a time. */
  cells: (format: 'csv' | 'xlsx') => AsyncIterable<readonly (readonly string[])[]>;
  /** The same rows as they are. */
  rows: () => AsyncIterable<readonly object[]>;
}

export interface ExportedFile {
  mime: string;
  content: Readable;
}

export function fileOf(sheet: Sheet, format: ExportFormat): ExportedFile {
  return { mime: mimes[format], content: Readable.from(bytesOf(sheet, format), { objectMode: false }) };
}

function bytesOf(sheet: Sheet, format: ExportFormat): AsyncGenerator<string | Uint8Array> {
  if (format === 'json') return linesOf(sheet);
  if (format === 'csv') return csvOf(sheet);
  return workbookOf(sheet.heading, sheet.cells('xlsx'));
}

async function* linesOf(sheet: Sheet): AsyncGenerator<string> {
  for await (const rows of sheet.rows()) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Quoted, so that what stands at the edge of a cell or alone in a line is read back. */
const quoted = /^\s|\s$|\r/;

/** With a byte order mark: without it Excel reads Chinese as something else. */
async function* csvOf({ heading, cells }: Sheet): AsyncGenerator<string> {
  yield stringify([heading.map(guardedCell)], { bom: true, record_delimiter: 'windows' });
  for await (const rows of cells('csv')) {
    const guarded = rows.map((row) => row.map(guardedCell));
    yield stringify(guarded, { record_delimiter: 'windows', quoted_match: quoted });
  }
}
