// What the rows of a file say of a list: cells become fields, rows become what is to be written. Decides; reads nothing.
import { isDeepStrictEqual } from 'node:util';
import type { ImportFault } from '../contract.ts';
import { headingsOf, valueIn } from './cells.ts';
import { type Fault, faultOf, faultsOfIssues } from './faults.ts';
import { type Column, keyOf, type List, type Reference, type Row, type Write, type Writing } from './list.ts';

export interface FileRow {
  number: number;
  values: Readonly<Record<string, unknown>>;
}

/** A row of the file: only the fields that it speaks of. */
export interface Said {
  number: number;
  key: string;
  fields: Row;
}

const named = (number: number, fault: Fault): ImportFault => ({ row: number, ...fault });

/** Heading → the column, and which part of it. Known by the field's name and by both titles. */
function placesOf(columns: readonly Column[]): Map<string, { column: Column; part: number }> {
  return new Map(
    columns.flatMap((column) =>
      [column.field, column.title.zh, column.title.en].flatMap((title) =>
        headingsOf(title, column.parts).map((heading, part): [string, { column: Column; part: number }] => [
          heading.toLowerCase(),
          { column, part },
        ]),
      ),
    ),
  );
}

/**
 * What the rows say, and every fault that can be seen without looking elsewhere. A row with a fault is left out.
 * @param isTyped the file says numbers, truths and lists as such (JSON); otherwise cells are texts
 */
export function readFile(
  list: Pick<List, 'columns' | 'key'>,
  rows: readonly FileRow[],
  isTyped: boolean,
): { said: Said[]; faults: ImportFault[] } {
  const faults: ImportFault[] = [];
  const places = placesOf(list.columns);
  const headings = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const placeOf = (heading: string) => places.get(heading.trim().toLowerCase());
  for (const heading of headings) {
    if (heading.trim() !== '' && !placeOf(heading))
      faults.push(named(0, faultOf('', 'column_unknown', heading, { isKept: true })));
  }
  const present = new Set([...headings].map((heading) => placeOf(heading)?.column.field));
  const missing = list.columns.filter(
    ({ field, isNullable }) => list.key.includes(field) && !isNullable && !present.has(field),
  );
  if (rows.length > 0 && missing.length > 0)
    return {
      said: [],
      faults: [
        ...faults,
        ...missing.map(({ field, title }) => named(0, faultOf(field, 'column_missing', title))),
      ],
    };
  const firstOf = new Map<string, number>();
  const said: Said[] = [];
  for (const { number, values } of rows) {
    const { fields, faults: found } = readRow(list.columns, values, placeOf, isTyped);
    const empty = list.columns.filter(
      ({ field, isNullable }) => list.key.includes(field) && !isNullable && !fields[field],
    );
    // A number of 0 is a key as good as others.
    found.push(
      ...empty
        .filter(({ field }) => fields[field] !== 0)
        .map(({ field, title }) => faultOf(field, 'key_missing', title)),
    );
    const key = keyOf(list, fields);
    const first = firstOf.get(key);
    if (found.length === 0 && first !== undefined) found.push(faultOf('', 'key_twice', String(first)));
    faults.push(...found.map((fault) => named(number, fault)));
    if (found.length > 0) continue;
    firstOf.set(key, number);
    said.push({ number, key, fields });
  }
  return { said, faults };
}

function readRow(
  columns: readonly Column[],
  values: Readonly<Record<string, unknown>>,
  placeOf: (heading: string) => { column: Column; part: number } | undefined,
  isTyped: boolean,
): { fields: Row; faults: Fault[] } {
  const cells = new Map<Column, unknown[]>();
  for (const [heading, value] of Object.entries(values)) {
    const place = placeOf(heading);
    if (!place || place.column.isReadOnly) continue;
    const known = cells.get(place.column) ?? [];
    known[place.part] = value;
    cells.set(place.column, known);
  }
  const faults: Fault[] = [];
  const fields: Record<string, unknown> = {};
  for (const column of columns) {
    const given = cells.get(column);
    if (!given) continue;
    const cell = given.length === 1 ? given[0] : given.map((part) => String(part ?? '')).join('');
    const read = isTyped ? { value: cell } : valueIn(column, cell);
    if ('fault' in read) faults.push(faultOf(column.field, read.fault, cell));
    else if (read.value !== undefined) fields[column.field] = read.value;
  }
  return { fields, faults };
}

/** A row as it is to be: what the file says over what is there; what nobody says of a new row is null or its default. */
export function planOf(
  list: Pick<List, 'columns'>,
  { row: schema }: Pick<Writing, 'row'>,
  { fields }: Said,
  before: Row | undefined,
): { write: Write; isSame: boolean } | Fault[] {
  const blank = Object.fromEntries(
    list.columns
      .filter(({ isNullable, isReadOnly }) => isNullable && !isReadOnly)
      .map(({ field }) => [field, null]),
  );
  const whole = before ?? blank;
  const kept = list.columns.filter(({ field, isKept }) => isKept && fields[field] === null);
  const keptFields = Object.fromEntries(kept.map(({ field }) => [field, whole[field] ?? null]));
  const wished = { ...whole, ...fields, ...keptFields };
  const read = schema.safeParse(wished);
  if (!read.success) return faultsOfIssues(read.error.issues, wished);
  const own = (row: Row): Row =>
    Object.fromEntries(
      list.columns.filter(({ isReadOnly }) => !isReadOnly).map(({ field }) => [field, row[field] ?? null]),
    );
  const known = before && schema.safeParse(before);
  const isSame = before !== undefined && isDeepStrictEqual(own(known?.data ?? before), own(read.data));
  return { write: { row: read.data, before }, isSame };
}

/** Cells that name what does not exist. */
export function unknownsOf(
  columns: readonly Column[],
  row: Row,
  known: ReadonlyMap<Reference, ReadonlySet<string>>,
): Fault[] {
  return columns.flatMap(({ field, refers }) => {
    if (refers === null) return [];
    const value = row[field];
    const names: unknown[] = Array.isArray(value)
      ? value
      : value === null || value === undefined
        ? []
        : [value];
    return names
      .filter((name) => !known.get(refers)?.has(String(name)))
      .map((name) => faultOf(field, 'unknown', name));
  });
}

/** Writes in an order in which whoever is named as the one above comes first; those in a circle apart. */
export function parentsFirst<T extends { key: string; write: Write }>(
  plans: readonly T[],
  parent: string,
): { ordered: T[]; circles: T[] } {
  const byKey = new Map(plans.map((plan) => [plan.key, plan]));
  const state = new Map<string, 'open' | 'done' | 'circle'>();
  const ordered: T[] = [];
  const visit = (plan: T): boolean => {
    const seen = state.get(plan.key);
    if (seen !== undefined) return seen === 'done';
    state.set(plan.key, 'open');
    const above = byKey.get(String(plan.write.row[parent] ?? ''));
    const isFine = above === undefined || visit(above);
    state.set(plan.key, isFine ? 'done' : 'circle');
    if (isFine) ordered.push(plan);
    return isFine;
  };
  for (const plan of plans) visit(plan);
  return { ordered, circles: plans.filter(({ key }) => state.get(key) !== 'done') };
}
