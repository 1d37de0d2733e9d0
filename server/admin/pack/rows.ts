// Many rows of a pack in one statement: a city has thousands, and a first start must not take a statement for each.
import type { Sql } from '../../platform/sql.ts';

/**
 * Adds rows that are new and updates those that are there, told apart by `key`. Columns that a row does not name keep
 * their value, or get the table's own. Tables and columns are named by our code, never by a pack.
 */
export async function bringRows(
  sql: Sql,
  table: string,
  key: readonly string[],
  rows: readonly object[],
): Promise<void> {
  for (const alike of byColumns(rows).values()) {
    const columns = Object.keys(alike[0] ?? {});
    const list = columns.map((column) => `"${column}"`).join(', ');
    const changes = columns
      .filter((column) => !key.includes(column))
      .map((column) => `"${column}" = EXCLUDED."${column}"`);
    await sql.run(
      `INSERT INTO "${table}" (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::"${table}", $1)
       ON CONFLICT (${key.map((column) => `"${column}"`).join(', ')})
       DO ${changes.length > 0 ? `UPDATE SET ${changes.join(', ')}` : 'NOTHING'}`,
      [JSON.stringify(alike)],
    );
  }
}

/** Rows that name the same columns, whatever their order. */
function byColumns(rows: readonly object[]): Map<string, object[]> {
  const groups = new Map<string, object[]>();
  for (const row of rows) {
    const named = Object.fromEntries(
      Object.entries(row)
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => a.localeCompare(b)),
    );
    const columns = Object.keys(named).join(' ');
    groups.set(columns, [...(groups.get(columns) ?? []), named]);
  }
  return groups;
}
