// Statements written by hand, for the paths that every contact passes: prepared once per connection, and without a
// query builder's work in between. Everything else goes through Prisma.
import type { z } from 'zod';

/** Runs statements with `$1…` for values. Times come and go as `Date`, jsonb as what it holds. */
export interface Sql {
  /** The rows of a statement, each parsed. */
  rows<S extends z.ZodType>(schema: S, text: string, values?: readonly unknown[]): Promise<z.output<S>[]>;
  /** The first row, if there is one. */
  first<S extends z.ZodType>(
    schema: S,
    text: string,
    values?: readonly unknown[],
  ): Promise<z.output<S> | undefined>;
  /** @returns the number of rows it touched */
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

/** Statements within a change, in the order in which they are given, also where the one before has no answer yet. */
export interface ChangeSql extends Sql {
  /** Gives a statement whose answer nobody waits for. When it fails, so does the change. */
  send(text: string, values?: readonly unknown[]): void;
}

/** Keeps a name to this change until its end: whoever else asks for it waits. */
export async function holdName(sql: Sql, name: string): Promise<void> {
  await sql.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

/** More kinds of statements than the product has: lists of any length must not fill the server's memory. */
const mostNames = 400;
const names = new Map<string, string>();

/** A name under which Postgres keeps the plan of a statement; none for the odd ones. */
export function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= mostNames) return '';
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

interface Queryable {
  query(config: {
    name: string;
    text: string;
    values: unknown[];
  }): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** Statements on a pool's next free connection, or on the one connection of a transaction. */
export function sqlOn(connection: Queryable): Sql {
  const ask = (text: string, values: readonly unknown[] = []) =>
    connection.query({ name: statementName(text), text, values: [...values] });
  return {
    async rows(schema, text, values) {
      return (await ask(text, values)).rows.map((row) => schema.parse(row));
    },
    async first(schema, text, values) {
      const [row] = (await ask(text, values)).rows;
      return row === undefined ? undefined : schema.parse(row);
    },
    async run(text, values) {
      return (await ask(text, values)).rowCount ?? 0;
    },
  };
}

/** The columns of a row under an alias. They are named one by one: a prepared `*` breaks when a column is added. */
export function columnsOf(schema: z.ZodObject, alias: string): string {
  return Object.keys(schema.shape)
    .map((column) => `${alias}."${column}"`)
    .join(', ');
}

/** The columns of a joined row, as one value that is null when there is no such row. */
export function objectOf(schema: z.ZodObject, alias: string): string {
  const pairs = Object.keys(schema.shape).map((column) => `'${column}', ${alias}."${column}"`);
  return `CASE WHEN ${alias}.id IS NOT NULL THEN jsonb_build_object(${pairs.join(', ')}) END`;
}
