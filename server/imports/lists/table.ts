// Lists that no page writes: rows of one table of the city's words, kept as a pack brings them and mended from a file.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { bringRows } from '../../admin/index.ts';
import type { Permission } from '../../platform/auth/roles.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Change, Database } from '../../platform/database.ts';
import type { ListName } from './contract.ts';
import {
  type By,
  columnsOf,
  type Heading,
  keyOf,
  type List,
  noFilter,
  type Row,
  type RowFault,
  type Write,
} from './list.ts';

const pageRows = 500;
/** Rows in one change. */
const batchRows = 250;
/** As JSON: a list of an enumeration would come as text otherwise. */
const rowSchema = z.object({ row: z.record(z.string(), z.unknown()) }).transform(({ row }): Row => row);

interface TableSpec {
  name: ListName;
  title: Bilingual;
  /** Named by our code, never by a file. */
  table: string;
  row: z.ZodObject;
  headings: Readonly<Record<string, Heading>>;
  /** Columns that are never null. */
  key: readonly string[];
  who: Permission;
  parent?: string;
  check?: (write: Write) => Promise<RowFault[]>;
  /** What follows from a change, in the same transaction. */
  changed?: (change: Change) => void;
}

export function tableList(database: Database, spec: TableSpec): List {
  const { name, title, table, row, key, who, parent, check, changed } = spec;
  const columns = columnsOf(row, spec.headings);
  const list = columns.map(({ field }) => `"${field}"`).join(', ');
  const keys = key.map((field) => `"${field}"`).join(', ');

  async function* pages(): AsyncGenerator<Row[]> {
    let after: unknown[] = [];
    for (;;) {
      const places = key.map((_, index) => `$${index + 1}`).join(', ');
      const rows = await database.sql.rows(
        rowSchema,
        `SELECT to_jsonb(r) AS row FROM (SELECT ${list} FROM "${table}" ${after.length > 0 ? `WHERE (${keys}) > (${places})` : ''}
         ORDER BY ${keys} LIMIT ${pageRows}) r`,
        after,
      );
      yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < pageRows) return;
      after = key.map((field) => last[field]);
    }
  }

  async function known(wanted: readonly string[]): Promise<Map<string, Row>> {
    const rows = await database.sql.rows(
      rowSchema,
      `SELECT to_jsonb(r) AS row FROM (SELECT ${list} FROM "${table}" WHERE ${key.length === 1 ? `${keys} = ANY($1)` : '$1::text[] IS NOT NULL'}) r`,
      [wanted],
    );
    return new Map(rows.map((one) => [keyOf(spec, one), one]));
  }

  async function write({ actor, ip }: By, writes: readonly Write[]): Promise<void> {
    await database.change(async (change) => {
      await bringRows(
        change.sql,
        table,
        key,
        writes.map((one) => one.row),
      );
      await change.tx.auditEntry.createMany({
        data: writes.map((one) => ({
          actorId: actor.id,
          action: 'list.change',
          subjectType: 'list',
          subjectId: `${name}:${keyOf(spec, one.row)}`,
          detail: { fields: changedFields(one).join(' ') },
          ip,
        })),
      });
      changed?.(change);
    });
  }

  return {
    name,
    title,
    read: who,
    columns,
    key,
    filter: noFilter,
    pages,
    note: null,
    writing: {
      who,
      row,
      known,
      write,
      atOnce: batchRows,
      ...(parent !== undefined && { parent }),
      ...(check && { check }),
    },
  };
}

function changedFields({ row, before }: Write): string[] {
  return Object.keys(row).filter((field) => !before || !isDeepStrictEqual(row[field], before[field]));
}
