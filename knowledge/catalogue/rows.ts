// From the text of a file to its rows: a JSON array, one JSON object per line, or CSV (commas, tabs, semicolons).
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Fault } from './fault.ts';
import { sheetRows } from './sheet.ts';

export type Format = 'json' | 'jsonl' | 'csv';

export interface Row {
  /** As whoever has the file open sees it: the row of a sheet, the line of JSON lines, the place in a JSON list. */
  number: number;
  values: Record<string, unknown>;
}

/** Characters of one row of CSV: what is longer has a quote that nobody closed, or is no list. */
const mostRecordSize = 1_048_576;

const rowSchema = z.record(z.string(), z.unknown());
/** Files of open-data sites wrap their rows in one of these. */
const wrappers = ['items', 'data', 'rows', 'list'] as const;

/** Guesses from the text itself: names of files lie. */
export function formatOf(content: string): Format {
  const start = content.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('[')) return 'json';
  if (!start.startsWith('{')) return 'csv';
  return parsed(start).reason === undefined ? 'json' : 'jsonl';
}

/** All rows that can be read, and a fault for each that cannot. */
export function readRows(content: string, format: Format): { rows: Row[]; faults: Fault[] } {
  const text = content.replace(/^\uFEFF/, '');
  const faults: Fault[] = [];
  const rows: Row[] = [];
  const unreadable = (row: number, reason: string): void => {
    const rule = row === 0 ? 'file_unreadable' : 'row_unreadable';
    faults.push({ row, field: '', rule, params: { reason }, isKept: false });
  };
  const take = (number: number, value: unknown): void => {
    const row = rowSchema.safeParse(value);
    if (row.success) rows.push({ number, values: row.data });
    else unreadable(number, 'JSON ≠ {…}');
  };
  if (format === 'jsonl') {
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const { value, reason } = parsed(line);
      if (reason === undefined) take(index + 1, value);
      else unreadable(index + 1, reason);
    }
  } else if (format === 'json') {
    const { value, reason } = parsed(text);
    if (reason !== undefined) unreadable(0, reason);
    else {
      const list = Array.isArray(value) ? value : (wrapped(value) ?? [value]);
      for (const [index, one] of list.entries()) take(index + 1, one);
    }
  } else {
    readCsv(text, take, faults);
  }
  if (rows.length === 0 && faults.length === 0) {
    faults.push({ row: 0, field: '', rule: 'file_empty', params: {}, isKept: false });
  }
  return { rows, faults };
}

/** Spreadsheets run a cell that begins with one of these, some in full width, too; exports put an apostrophe before it. */
const runs = /^'*[=+@\t\r\-＝＋－＠]/;

/** A cell of CSV that no spreadsheet runs. */
export function guardedCell(cell: string): string {
  return runs.test(cell) ? `'${cell}` : cell;
}

function plainCell(cell: string): string {
  return cell.startsWith("'") && runs.test(cell) ? cell.slice(1) : cell;
}

function readCsv(text: string, take: (number: number, value: unknown) => void, faults: Fault[]): void {
  try {
    const lines: string[][] = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      // Programs that write CSV by hand leave quotes in the middle of a cell as they are.
      relax_quotes: true,
      trim: true,
      max_record_size: mostRecordSize,
    });
    const { names, rows } = sheetRows(lines);
    for (const { number, cells } of rows) {
      const beyond = cells.slice(names.length).some((cell) => cell.trim() !== '');
      if (beyond || cells.length < names.length) {
        const params = { cells: String(cells.length), columns: String(names.length) };
        faults.push({ row: number, field: '', rule: 'row_width', params, isKept: false });
        continue;
      }
      const named = names.flatMap((name, column): [string, string][] =>
        name === '' ? [] : [[plainCell(name), plainCell(cells[column] ?? '')]],
      );
      take(number, Object.fromEntries(named));
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const whole = { row: 0, field: '', isKept: false };
    const { code, records } = error;
    faults.push(
      /QUOTE/.test(code) && typeof records === 'number'
        ? { ...whole, rule: 'file_quotes', params: { line: String(records + 1) } }
        : { ...whole, rule: 'file_unreadable', params: { reason: error.message } },
    );
  }
}

/** Excel writes "Unicode text" with tabs, and semicolons where the comma is a decimal mark. */
function delimiterOf(text: string): ',' | '\t' | ';' {
  const first = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? '';
  if (first.includes('\t')) return '\t';
  return first.includes(';') && !first.includes(',') ? ';' : ',';
}

function wrapped(value: unknown): unknown[] | undefined {
  const whole = rowSchema.safeParse(value);
  if (!whole.success) return undefined;
  for (const name of wrappers) {
    const inner = whole.data[name];
    if (Array.isArray(inner)) return inner;
  }
  return undefined;
}

function parsed(text: string): { value?: unknown; reason?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
