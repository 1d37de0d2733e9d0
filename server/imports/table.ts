// From the bytes of a file to its rows: XLSX, JSON, JSONL or CSV, in UTF-8 or GB 18030. Runs in the reader's thread.
import { readSheet, type SheetData } from 'read-excel-file/node';
import { type Fault, formatOf, type Row, readRows, sheetRows } from '../../knowledge/catalogue/index.ts';
import { mostRows } from './contract.ts';
import { type Grid, overlargeGrid } from './grid.ts';
import { filledDown, type Merge, sheetsInSight } from './sheets.ts';
import { unpackedBytes } from './unpacked.ts';

export interface Table {
  format: 'csv' | 'xlsx' | 'json' | 'jsonl';
  rows: Row[];
  faults: Fault[];
}

/** @param isExact what stands in a workbook's cell is kept to the last space, and an empty cell is an empty text */
export async function readTable(bytes: Buffer, isExact = false): Promise<Table> {
  const read = isZip(bytes) ? await readWorkbook(bytes, isExact) : readText(bytes);
  const refused = (reason: string): Table => ({
    ...read,
    rows: [],
    faults: [fileFault('file_too_large', reason)],
  });
  if (read.rows.length > mostRows) return refused(`${read.rows.length} > ${mostRows}`);
  for (const { values } of read.rows) {
    const names = Object.keys(values);
    if (names.length > mostColumns) return refused(`${names.length} > ${mostColumns} ↔`);
    if (names.some((name) => name.length > mostNameLength)) return refused(`> ${mostNameLength} ↔`);
    if (isDeeper(values, mostLevels)) return refused(`> ${mostLevels} {{…}}`);
  }
  return {
    ...read,
    rows: read.rows.map(({ number, values }) => ({ number, values: storableObject(values) })),
  };
}

/** More is no list that a person keeps, and costs everybody: columns are looked at one by one. */
const mostColumns = 1_000;
const mostNameLength = 1_000;
/** As of what the API takes. */
const mostLevels = 40;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
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

/** A cell far outside of the list, which somebody has touched. */
const gridFault = ({ rows, columns }: Grid): Fault => ({
  row: 0,
  field: '',
  rule: 'sheet_too_wide',
  params: { rows: String(rows), columns: String(columns) },
  isKept: false,
});

/** Beside the heap, which the thread limits: octets of an archive lie outside of it. */
const mostUnpackedBytes = 768 * 1_024 * 1_024;

/** A workbook is a ZIP archive. */
const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 2).toString('latin1') === 'PK';

function readText(bytes: Buffer): Table {
  const content = decode(bytes);
  const format = formatOf(content);
  return { format, ...readRows(content, format) };
}

/** What is no UTF-8 is taken for GB 18030, in which Excel for Chinese writes CSV; its "Unicode text" says so itself. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** More sheets than these are not looked through for a table. */
const mostSheets = 10;

/**
 * The first sheet in sight that holds a table: many workbooks begin with one that says how to fill in the others, and hide
 * those that choices are made from.
 */
async function readWorkbook(bytes: Buffer, isExact: boolean): Promise<Table> {
  const unread = (rule: Parameters<typeof fileFault>[0], reason: string): Table => ({
    format: 'xlsx',
    rows: [],
    faults: [fileFault(rule, reason)],
  });
  // Names of files stand in the clear in an archive. A Word document is one, too.
  if (!bytes.includes(workbookPart)) return unread('file_unreadable', 'ZIP ≠ XLSX');
  if (unpackedBytes(bytes, mostUnpackedBytes) > mostUnpackedBytes)
    return unread('file_too_large', 'ZIP > 768 MB');
  const tooWide = (part?: string): Table | undefined => {
    const grid = overlargeGrid(bytes, part);
    return grid && { format: 'xlsx', rows: [], faults: [gridFault(grid)] };
  };
  try {
    if (isExact) return tooWide() ?? tableOf(await readSheet(bytes, { trim: false }), true);
    let first: Table | undefined;
    for (const { place, part, mergesOf } of sheetsInSight(bytes).slice(0, mostSheets)) {
      const refused = tooWide(part);
      if (refused) return refused;
      const table = tableOf(await readSheet(bytes, place), false, mergesOf());
      if (isTable(table)) return table;
      first ??= table;
    }
    return first ?? tableOf([], false);
  } catch (error) {
    // What the library trips over says nothing to whoever sent the file.
    return unread(
      'file_unreadable',
      error instanceof Error && !(error instanceof TypeError) ? error.message : 'XLSX',
    );
  }
}

const workbookPart = 'xl/workbook.xml';
/** Rows of one cell are a text, not a table. */
const isTable = ({ rows }: Table): boolean => rows.some(({ values }) => Object.keys(values).length > 1);

function tableOf(sheet: SheetData, isExact: boolean, merges: readonly Merge[] = []): Table {
  const { names, rows: found } = sheetRows(sheet);
  const lines = filledDown(found, merges);
  const rows = lines.map(({ number, cells }) => {
    const values = names.flatMap((name, column): [string, unknown][] => {
      const cell = cells[column] ?? null;
      if (name === '' || (cell === null && !isExact)) return [];
      return [[name, cell === null ? '' : cellOf(cell)]];
    });
    return { number, values: Object.fromEntries(values) };
  });
  const faults: Fault[] =
    rows.length === 0 ? [{ row: 0, field: '', rule: 'file_empty', params: {}, isKept: false }] : [];
  return { format: 'xlsx', rows, faults };
}

const cellOf = (cell: unknown): unknown => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell);
