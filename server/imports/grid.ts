// How large the grid of a sheet is, before the library builds it: it fills every row up to the last column and every gap
// up to the last row, so that one cell at the far corner costs as much as a full sheet.
import { Unzip, UnzipInflate } from 'fflate';

/** The last row and column that hold anything, from 1. */
export interface Grid {
  rows: number;
  columns: number;
}

/** As far as a sheet goes (ECMA-376, and every program). */
const lastRow = 1_048_576;
const lastColumn = 16_384;
/** Some 300 MB of empty cells: more than any list that a person keeps, and what the reader's thread has room for. */
const mostCells = 40_000_000;

const pieceBytes = 64 * 1_024;
/** A tag that lies across two pieces is looked at whole; a longer one is none of a program. */
const longestTag = 4_096;
const sheetPart = /^xl\/worksheets\/[^/]+\.xml$/;
// Each attribute ends at its quotation mark: what stands in one is no end of the tag.
const tag = /<(row|c)((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const address = /\sr\s*=\s*["']([A-Za-z]*)(\d{1,15})["']/;

export const isTooLarge = ({ rows, columns }: Grid): boolean =>
  rows > lastRow || columns > lastColumn || rows * columns > mostCells;

/**
 * The grid of a sheet that is more than can be built; undefined where it can.
 * @param only the part of the archive that is read; without it every sheet is looked at
 * @throws where it is no ZIP archive
 */
export function overlargeGrid(archive: Uint8Array, only?: string): Grid | undefined {
  let found: Grid | undefined;
  const unzip = new Unzip((part) => {
    if (only === undefined ? !sheetPart.test(part.name) : part.name !== only) return;
    const measure = new Measure();
    part.ondata = (error, piece) => {
      if (error) throw error;
      measure.take(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1'));
      if (isTooLarge(measure.grid)) found ??= measure.grid;
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < archive.length && !found; at += pieceBytes)
    unzip.push(archive.subarray(at, at + pieceBytes), at + pieceBytes >= archive.length);
  return found;
}

class Measure {
  grid: Grid = { rows: 0, columns: 0 };
  #rest = '';

  /** An empty cell, which has nothing but a look, makes no grid; a row does. */
  take(piece: string): void {
    const text = this.#rest + piece;
    let read = 0;
    for (const { 0: whole, 1: name, 2: attributes = '', 3: closed, index } of text.matchAll(tag)) {
      read = index + whole.length;
      const [, letters = '', digits] = address.exec(attributes) ?? [];
      if (digits === undefined || (name === 'c' && closed === '/')) continue;
      this.grid.rows = Math.max(this.grid.rows, Number(digits));
      if (name === 'c') this.grid.columns = Math.max(this.grid.columns, columnOf(letters));
    }
    this.#rest = text.slice(Math.max(read, text.length - longestTag));
  }
}

/** The number of a column, from 1; beyond all that there are for a name that is too long. */
const columnOf = (letters: string): number =>
  letters.length > 3
    ? Number.POSITIVE_INFINITY
    : [...letters.toUpperCase()].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
