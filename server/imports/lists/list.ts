// What a list is to its files: its rows, its columns in two languages, its key, who may, how it is read and written.
import { z } from 'zod';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Permission } from '../../platform/auth/roles.ts';
import { type Bilingual, markSchema } from '../../platform/contract.ts';
import type { ListName } from './contract.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Kind = 'text' | 'number' | 'boolean' | 'list' | 'json';

/** Other lists that a cell may name, by their key. */
export type Reference = 'departments' | 'areas' | 'categories' | 'calendars' | 'skills' | 'queues' | 'users';

export interface Column {
  field: string;
  title: Bilingual;
  kind: Kind;
  isNullable: boolean;
  /** Stands in the file and is not read from it: versions, times, who it was. */
  isReadOnly: boolean;
  refers: Reference | null;
  /** An empty cell leaves what is there: somebody has to have it. */
  isKept: boolean;
  /** Cells that a workbook needs for the longest: one holds 32,767 characters. */
  parts: number;
}

export interface By {
  actor: Actor;
  ip: string;
}

/** A row as it is to be, and as it is; undefined: it is new. */
export interface Write {
  row: Row;
  before: Row | undefined;
}

export interface RowFault {
  field: string;
  message: Bilingual;
}

export interface List {
  name: ListName;
  title: Bilingual;
  /** Who may have it as a file. */
  read: Permission;
  columns: readonly Column[];
  /** The fields that tell one row from another, also in another installation. */
  key: readonly string[];
  /** What the page can be narrowed by: fields of the query. */
  filter: z.ZodObject;
  /** All rows that the reader may see, a page at a time: a long list is never in memory. */
  pages: (reader: Actor, filter: Row) => AsyncIterable<readonly Row[]>;
  /** Null: nobody writes it from a file, `note` says why. */
  writing: Writing | null;
  note: Bilingual | null;
}

export interface Writing {
  who: Permission;
  /** The row as it may be written; defaults for what a new row does not say. */
  row: z.ZodType<Row, unknown>;
  /** The rows that have these keys (`keyOf`), as they are. */
  known: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>;
  /** What is wrong with a row that its columns do not say. */
  check?: (write: Write) => Promise<RowFault[]> | RowFault[];
  /** The field that names another row of the list as the one above: written before it, and never in a circle. */
  parent?: string;
  /** Writes rows as the pages do: in one change, or one after the other where `atOnce` is 1. */
  write: (by: By, writes: readonly Write[]) => Promise<void>;
  atOnce: number;
}

export const keyOf = (list: Pick<List, 'key'>, row: Row): string =>
  list.key.length === 1
    ? String(row[list.key[0] ?? ''] ?? '')
    : JSON.stringify(list.key.map((field) => row[field] ?? null));

interface ColumnWish {
  refers?: Reference;
  isReadOnly?: boolean;
  isKept?: boolean;
  parts?: number;
}
/** 中文, English, and what is special about it. */
export type Heading = readonly [zh: string, en: string, wish?: ColumnWish];

/** The columns of a schema's fields, in the order of their headings. */
export function columnsOf(shape: z.ZodObject, headings: Readonly<Record<string, Heading>>): Column[] {
  return Object.entries(headings).map(([field, [zh, en, wish = {}]]) => {
    const schema = shape.shape[field];
    if (schema === undefined) throw new Error(`no field ${field}`);
    const { kind, isNullable } = kindOf(schema);
    const { refers = null, isReadOnly = false, isKept = false, parts = 1 } = wish;
    return { field, title: { zh, en }, kind, isNullable, isReadOnly, isKept, refers, parts };
  });
}

function kindOf(schema: z.core.$ZodType): { kind: Kind; isNullable: boolean } {
  if (schema instanceof z.ZodNullable) return { ...kindOf(schema.unwrap()), isNullable: true };
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return kindOf(schema.unwrap());
  const plain = { isNullable: false };
  if (schema instanceof z.ZodNumber) return { kind: 'number', ...plain };
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean', ...plain };
  if (schema instanceof z.ZodArray) {
    const { kind } = kindOf(schema.element);
    return { kind: kind === 'text' ? 'list' : 'json', ...plain };
  }
  const isText =
    schema instanceof z.ZodString || schema instanceof z.ZodEnum || schema instanceof z.ZodStringFormat;
  return { kind: isText ? 'text' : 'json', ...plain };
}

/** A whole list in one page, for those that are short. */
export async function* onePage(rows: Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  yield await rows;
}

/** Every page of a list that a room gives page by page. */
export async function* pagesBy<T>(
  page: (cursor: string | undefined) => Promise<{ items: readonly T[]; nextCursor: string | null }>,
): AsyncGenerator<readonly T[]> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    yield items;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** The rows of a short list by their key. */
export async function byKey(
  list: Pick<List, 'key'>,
  rows: Promise<readonly Row[]>,
): Promise<ReadonlyMap<string, Row>> {
  return new Map((await rows).map((row) => [keyOf(list, row), row]));
}

export const noFilter = z.object({});

/**
 * Writing of a list row by row, through what its page calls.
 * @param known the rows that have some keys; more do no harm
 */
export function writingOf<S extends z.ZodType<Row, unknown>>(
  schema: S,
  spec: {
    who: Permission;
    known: Writing['known'];
    check?: (row: z.output<S>, before: Row | undefined) => Promise<RowFault[]> | RowFault[];
    each: (by: By, row: z.output<S>, before: Row | undefined) => Promise<unknown>;
  },
): Writing {
  const { who, known, check, each } = spec;
  return {
    who,
    row: schema,
    known,
    atOnce: 1,
    write: async (by, writes) => {
      for (const { row, before } of writes) await each(by, schema.parse(row), before);
    },
    ...(check && { check: ({ row, before }: Write) => check(schema.parse(row), before) }),
  };
}

/** A list that is read whole, and written row by row. @param spec.rows all of it, as files and writers see it */
export function shortList<S extends z.ZodType<Row, unknown>>(
  schema: S,
  spec: Pick<List, 'name' | 'title' | 'read' | 'columns' | 'key'> &
    Omit<Parameters<typeof writingOf<S>>[1], 'known'> & {
      note?: Bilingual;
      rows: () => Promise<readonly Row[]>;
    },
): List {
  const { name, title, read, columns, key, note = null, rows, ...writing } = spec;
  const known = (): ReturnType<Writing['known']> => byKey({ key }, rows());
  return {
    name,
    title,
    read,
    columns,
    key,
    filter: noFilter,
    pages: () => onePage(rows()),
    note,
    writing: writingOf(schema, { ...writing, known }),
  };
}

/** The version of a row that is there; 0 makes a new one. */
export const versionOf = (before: Row | undefined): number => z.number().catch(0).parse(before?.version);

/** The mark of a row that is there; null makes a new one. */
export const markIn = (before: Row | undefined): string | null =>
  markSchema.nullable().catch(null).parse(before?.mark);

/** What histories say of a change that came in a file. */
export const noteOf = ({ actor }: By): string =>
  actor.locale === 'en' ? 'Imported from a file' : '从文件导入';
