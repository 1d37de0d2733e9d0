// What the server writes and people keep as a file: reports, lists, faults.
import { stringify } from 'csv-stringify/sync';

export const csvType = 'text/csv; charset=utf-8';
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The header by which a browser keeps what it is sent. */
export const attachment = (name: string): string => `attachment; filename="${name}"`;

/** Rows as CSV. With a byte order mark: without it Excel reads Chinese as something else. */
export const csvFile = (rows: readonly (readonly unknown[])[]): string =>
  stringify([...rows], { bom: true, escape_formulas: true });
