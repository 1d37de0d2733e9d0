// What a file holds at first sight: its columns with some of their cells, and its first rows.
import type { Column, Fault, Row } from '../../knowledge/catalogue/index.ts';
import { beginningOf } from '../platform/text.ts';
import type { Table } from './table.ts';

export interface FirstSight {
  format: Table['format'];
  rows: number;
  columns: Column[];
  head: Row[];
  fault: Fault | null;
}

const headRows = 8;
const mostSamples = 5;
const mostColumns = 200;
/** Rows that are looked at for columns and samples. */
const lookedAt = 2_000;
const sampleLength = 120;
/** A row that is longer is read, and not shown before. */
const mostHeadLength = 65_536;

export function firstSight({ format, rows, faults }: Table): FirstSight {
  const samples = new Map<string, string[]>();
  for (const { values } of rows.slice(0, lookedAt)) {
    for (const [name, value] of Object.entries(values)) {
      const known = samples.get(name) ?? [];
      if (known.length === 0) samples.set(name, known);
      const cell = cellText(value);
      if (cell !== '' && known.length < mostSamples && !known.includes(cell)) known.push(cell);
    }
  }
  return {
    format,
    rows: rows.length,
    columns: [...samples].slice(0, mostColumns).map(([name, cells]) => ({ name, samples: cells })),
    head: rows.slice(0, headRows).filter((row) => JSON.stringify(row).length <= mostHeadLength),
    fault: faults.find(({ row }) => row === 0) ?? null,
  };
}

/** A cell as a person reads it. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return beginningOf(text.trim(), sampleLength);
}
