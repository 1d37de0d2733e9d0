// Rows of a sheet that people made: the heading may stand below a title, take two rows of merged cells, name two
// columns alike or leave one without a name.
export interface SheetRows<Cell> {
  names: string[];
  /** Rows that hold something; the number is that which the spreadsheet shows beside it. */
  rows: { number: number; cells: readonly Cell[] }[];
}

/** A title, remarks and a heading stand within so many rows. */
const lookedAt = 20;
/** Names of columns are short and hold no codes, amounts or dates. */
const longestName = 20;
const figures = /\d{3}/;

/** Spaces of any width are nothing. */
const isFilled = (cell: unknown): boolean =>
  cell !== null && cell !== undefined && (typeof cell !== 'string' || /\S/.test(cell));
const nameOf = (cell: unknown): string => (isFilled(cell) ? String(cell).replace(/\s+/g, ' ').trim() : '');

/** Finds the heading and what stands below it. Without any cell there are neither. */
export function sheetRows<Cell>(lines: readonly (readonly Cell[])[]): SheetRows<Cell> {
  const widths = lines.slice(0, lookedAt).map((line) => line.filter(isFilled).length);
  const widest = Math.max(0, ...widths);
  // A title and a line of remarks fill few cells of a wide sheet.
  const at = widths.findIndex((width) => width > 0 && width * 2 >= widest && (width > 1 || widest === 1));
  const heading = lines[at];
  if (heading === undefined) return { names: [], rows: [] };
  const next = lines[at + 1];
  if (next && isSecondRow(heading, next)) return below(lines, at + 2, namesOfTwo(heading, next));
  return below(lines, at + 1, heading.map(nameOf));
}

function below<Cell>(
  lines: readonly (readonly Cell[])[],
  from: number,
  names: readonly string[],
): SheetRows<Cell> {
  const rows = lines.slice(from).flatMap((cells, index) => {
    return cells.some(isFilled) ? [{ number: from + index + 1, cells }] : [];
  });
  return { names: told(names, rows), rows };
}

/** Every name once: of two columns alike the second is numbered, one without a name is called by its letters. */
function told(names: readonly string[], rows: readonly { cells: readonly unknown[] }[]): string[] {
  const given = new Map<string, number>();
  return names.map((name, column) => {
    if (name === '') return rows.some(({ cells }) => isFilled(cells[column])) ? columnLetters(column) : '';
    const times = (given.get(name) ?? 0) + 1;
    given.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** A, B … Z, AA. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

/**
 * Whether a row goes on with the heading above it: it has short words under the gaps of merged cells, and nothing
 * where the heading's cell reaches down.
 */
function isSecondRow(heading: readonly unknown[], next: readonly unknown[]): boolean {
  const columns = Array.from({ length: Math.max(heading.length, next.length) }, (_, column) => column);
  const isGap = (column: number): boolean => !isFilled(heading[column]) && isFilled(next[column]);
  if (!columns.some(isGap)) return false;
  return columns.every((column) => {
    const cell = next[column];
    if (!isFilled(cell)) return true;
    if (typeof cell !== 'string' || cell.length > longestName || figures.test(cell)) return false;
    return isGap(column) || isGap(column + 1);
  });
}

function namesOfTwo(heading: readonly unknown[], next: readonly unknown[]): string[] {
  let group = '';
  return Array.from({ length: Math.max(heading.length, next.length) }, (_, column) => {
    const [above, under] = [nameOf(heading[column]), nameOf(next[column])];
    if (above !== '') group = above;
    return under === '' ? above : `${group} ${under}`;
  });
}
