// Values as cells of a table, and back. Pure. What is null, empty or looks like something else comes back as it was.
import type { Lang } from '../../platform/errors.ts';
import { mostCellCharacters } from '../workbook.ts';
import type { Column } from './list.ts';

const yesNo: Readonly<Record<Lang, readonly [yes: string, no: string]>> = {
  zh: ['是', '否'],
  en: ['yes', 'no'],
};
const yes = new Set(['是', 'yes', 'true', '1', 'y']);
const no = new Set(['否', 'no', 'false', '0', 'n']);

/** Apostrophes alone: an empty text where null is possible is one of them, so that an empty cell is null. */
const apostrophes = /^'*$/;

/** A line each, unless a word of the list would not survive that. */
function listCell(values: readonly unknown[]): string {
  const words = values.map(String);
  const isPlain = words.every((word) => word !== '' && word === word.trim() && !/[\r\n]/.test(word));
  return isPlain && !words[0]?.startsWith('[') ? words.join('\n') : JSON.stringify(words);
}

/** A value as text. `undefined` counts as null. */
export function cellOf(column: Pick<Column, 'kind' | 'isNullable'>, value: unknown, lang: Lang): string {
  if (value === null || value === undefined) return '';
  if (column.kind === 'boolean') return yesNo[lang][value === true ? 0 : 1];
  if (column.kind === 'list' && Array.isArray(value)) return listCell(value);
  if (column.kind === 'number') return String(value);
  if (column.kind === 'json') return JSON.stringify(value);
  const text = String(value);
  return column.isNullable && apostrophes.test(text) ? `'${text}` : text;
}

export type Reading = { value: unknown } | { fault: 'number' | 'boolean' | 'json' };

/** What a cell says; undefined: nothing, which leaves a field that cannot be null as it is. */
export function valueIn(column: Pick<Column, 'kind' | 'isNullable'>, cell: unknown): Reading {
  // JSON and workbooks say numbers, truths and lists as such.
  if (typeof cell !== 'string') return { value: typed(column, cell) };
  const { kind, isNullable } = column;
  if (kind === 'text') {
    if (!isNullable) return { value: cell };
    if (cell === '') return { value: null };
    return { value: apostrophes.test(cell) ? cell.slice(1) : cell };
  }
  const text = cell.trim();
  if (kind === 'list') return listOf(text);
  if (text === '') return { value: isNullable ? null : undefined };
  if (kind === 'boolean') {
    const word = text.toLowerCase();
    if (yes.has(word)) return { value: true };
    return no.has(word) ? { value: false } : { fault: 'boolean' };
  }
  if (kind === 'number') {
    const number = Number(text);
    return Number.isFinite(number) ? { value: number } : { fault: 'number' };
  }
  return parsed(text);
}

/** A program that writes workbooks makes a number of a code. */
function typed({ kind }: Pick<Column, 'kind'>, cell: unknown): unknown {
  const isScalar = typeof cell === 'number' || typeof cell === 'boolean';
  if (kind === 'text' && isScalar) return String(cell);
  return kind === 'list' && isScalar ? [String(cell)] : cell;
}

function listOf(text: string): Reading {
  if (text.startsWith('[')) {
    const read = parsed(text);
    if ('fault' in read || Array.isArray(read.value)) return read;
  }
  const words = text.split(/\r?\n/).map((word) => word.trim());
  return { value: words.filter((word) => word !== '') };
}

function parsed(text: string): Reading {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: 'json' };
  }
}

/** A long text in as many cells as its column has; none ends within a character. */
export function partsOf(text: string, parts: number): string[] {
  const cells: string[] = [];
  let rest = text;
  for (let part = 1; part <= parts; part += 1) {
    let length = part === parts ? rest.length : Math.min(rest.length, mostCellCharacters);
    if (length < rest.length && /[\uD800-\uDBFF]/.test(rest.charAt(length - 1))) length -= 1;
    cells.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return cells;
}

/** The headings of a column: one, or numbered ones. */
export const headingsOf = (title: string, parts: number): string[] =>
  Array.from({ length: parts }, (_, index) => (index === 0 ? title : `${title} (${index + 1})`));
