// How the files of a pack are read, and how a fault is named at the place where it can be mended. What the rows hold is
// said in schema.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** A fault of a pack, at the place where it can be mended. `row` counts from 1. */
export class PackError extends Error {
  readonly file: string;
  readonly row: number;
  readonly field: string;

  constructor(file: string, row: number, field: string, problem: string) {
    super(`${file}, row ${row}, field ${field || '(row)'}: ${problem}`);
    this.name = 'PackError';
    this.file = file;
    this.row = row;
    this.field = field;
  }
}

/** A row with the place that it was read from. */
export interface Located<T> {
  file: string;
  row: number;
  value: T;
}

export function readJson(dir: string, file: string): unknown {
  return named(file, () => JSON.parse(readFileSync(join(dir, file), 'utf8')));
}

/** Reads, and says of what cannot be read which file or folder it is. */
function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new PackError(file, 0, '', error instanceof Error ? error.message : String(error));
  }
}

export function check<T extends z.ZodType>(schema: T, file: string, row: number, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PackError(file, row, issue?.path.join('.') ?? '', issue?.message ?? 'does not fit');
}

export function readRows<T extends z.ZodType>(dir: string, file: string, schema: T): Located<z.infer<T>>[] {
  const rows = readJson(dir, file);
  if (!Array.isArray(rows)) throw new PackError(file, 0, '', 'must be a list of rows');
  return rows.map((row: unknown, index) => ({
    file,
    row: index + 1,
    value: check(schema, file, index + 1, row),
  }));
}

/** The keys of all rows. @throws PackError at the second row with the same key */
export function keysOf<T>(
  rows: readonly Located<T>[],
  field: string,
  keyOf: (row: T) => string,
): Set<string> {
  const keys = new Set<string>();
  for (const { file, row, value } of rows) {
    const key = keyOf(value);
    if (keys.has(key)) throw new PackError(file, row, field, `"${key}" stands twice`);
    keys.add(key);
  }
  return keys;
}

/** Every key that a row's field names must exist. */
export function refer<T>(
  rows: readonly Located<T>[],
  field: string,
  named: (row: T) => readonly (string | null | undefined)[],
  known: ReadonlySet<string>,
  what: string,
): void {
  for (const { file, row, value } of rows) {
    for (const name of named(value)) {
      if (name !== null && name !== undefined && !known.has(name))
        throw new PackError(file, row, field, `there is no ${what} "${name}"`);
    }
  }
}

/** A row may hang only on a row that stands before it: so no tree has a circle, and rows can be stored in order. */
export function checkTree(
  rows: readonly Located<{ code: string; parentCode: string | null }>[],
  what: string,
): void {
  const before = new Set<string>();
  for (const located of rows) {
    refer([located], 'parentCode', (row) => [row.parentCode], before, `${what} before this row with code`);
    before.add(located.value.code);
  }
}

/** As `readFolder`; a pack may do without the folder, and a new one has it empty, which no repository keeps. */
export function readOptionalFolder<T extends z.ZodType>(
  dir: string,
  folder: string,
  schema: T,
): Located<z.infer<T>>[] {
  return existsSync(join(dir, folder)) ? readFolder(dir, folder, schema) : [];
}

/** The rows of all files of a folder, in the order of their names. */
export function readFolder<T extends z.ZodType>(
  dir: string,
  folder: string,
  schema: T,
): Located<z.infer<T>>[] {
  return named(folder, () => readdirSync(join(dir, folder)))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => readRows(dir, `${folder}/${name}`, schema));
}
