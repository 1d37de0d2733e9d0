// From the bytes of a file to its rows: XLSX, JSON, JSONL or CSV, in UTF-8 or GB 18030. Runs in the reader's thread.
import { readSheet, type SheetData } from 'read-excel-file/node';
import { type Fault, formatOf, type Row, readRows } from '../../knowledge/catalogue/index.ts';
import { mostRows } from './contract.ts';
import { unpackedBytes } from './unpacked.ts';

export interface Table {
  format: 'csv' | 'xlsx' | 'json' | 'jsonl';
  rows: Row[];
  faults: Fault[];
}

/** @param isExact what stands in a workbook's cell is kept to the last space, and an empty cell is an empty text */
export async function readTable(bytes: Buffer, isExact = false): Promise<Table> {
  const read = isZip(bytes) ? await readWorkbook(bytes, isExact) : readText(bytes);
  const table = {
    ...read,
    rows: read.rows.map(({ number, values }) => ({ number, values: storableObject(values) })),
  };
  if (table.rows.length <= mostRows) return table;
  const reason = `${table.rows.length} > ${mostRows}`;
  return { ...table, rows: [], faults: [fileFault('file_too_large', reason)] };
}

/** What Postgres cannot hold is left out of texts: characters of no number, halves of pairs. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'object' && value !== null ? storableObject(value) : value;
}

function storableObject(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [String(storable(name)), storable(value)]),
  );
}

/** Why a file as a whole is not read. */
export function fileFault(rule: 'file_unreadable' | 'file_too_large', reason: string): Fault {
  return { row: 0, field: '', rule, params: { reason: reason.slice(0, 200) }, isKept: false };
}

/** Beside the heap, which the thread limits: octets of an archive lie outside of it. */
const mostUnpackedBytes = 768 * 1_024 * 1_024;

/** A workbook is a ZIP archive. */
const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 2).toString('latin1') === 'PK';

function readText(bytes: Buffer): Table {
  const content = decode(bytes);
  const format = formatOf(content);
  return { format, ...readRows(content, format) };
}

/** What is no UTF-8 is taken for GB 18030, in which Excel for Chinese writes CSV. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** The first sheet, its first row being the heading. */
async function readWorkbook(bytes: Buffer, isExact: boolean): Promise<Table> {
  let sheet: SheetData;
  try {
    if (unpackedBytes(bytes, mostUnpackedBytes) > mostUnpackedBytes)
      return { format: 'xlsx', rows: [], faults: [fileFault('file_too_large', 'ZIP > 768 MB')] };
    sheet = await readSheet(bytes, { trim: !isExact });
  } catch (error) {
    // What the library trips over says nothing to whoever sent the file.
    const reason = error instanceof Error && !(error instanceof TypeError) ? error.message : 'XLSX';
    return { format: 'xlsx', rows: [], faults: [fileFault('file_unreadable', reason)] };
  }
  const [heading = [], ...lines] = sheet;
  const names = heading.map((cell) => (cell === null ? '' : String(cell).trim()));
  const rows = lines.flatMap((line, index) => {
    const cells = names.flatMap((name, column): [string, unknown][] => {
      const cell = line[column] ?? null;
      if (name === '' || (cell === null && !isExact)) return [];
      return [[name, cell === null ? '' : cellOf(cell)]];
    });
    const isEmpty = cells.every(([, value]) => value === '');
    return isEmpty ? [] : [{ number: index + 1, values: Object.fromEntries(cells) }];
  });
  const faults: Fault[] =
    rows.length === 0 ? [{ row: 0, field: '', rule: 'file_empty', params: {}, isKept: false }] : [];
  return { format: 'xlsx', rows, faults };
}

const cellOf = (cell: unknown): unknown => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell);
