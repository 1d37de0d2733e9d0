// Brings sealed columns to the key that seals now: after an upgrade (rows of the version before), after a change of keys,
// and when plain values are no longer wanted. What is done stands in the rows themselves: whoever is killed goes on there.
import { z } from 'zod';
import type { Database } from './database.ts';
import { type Fields, type SealedColumn, sealedColumns, shapeOf } from './fields.ts';
import type { Log } from './log.ts';

const batch = 500;
const everyMs = 60 * 60_000;
/** A look that finds nothing reads every row: where there is nothing any more, a day is soon enough. */
const quietEveryMs = 24 * everyMs;
const columns = Object.keys(sealedColumns) as SealedColumn[];
const firstKey = { uuid: '00000000-0000-0000-0000-000000000000', text: '' } as const;
const dueRow = z.object({
  key: z.array(z.string()),
  plain: z.string().nullable(),
  sealed: z.string().nullable(),
  /** Of a value that is its row's key: what it is bound to. */
  mark: z.string().nullable(),
});

/** The statements that find what is due in a column, 500 rows behind a key, and write it sealed. */
function statementsOf(name: SealedColumn, all: boolean) {
  const { isFound, isKey = false, key, isLeft } = shapeOf(name);
  const [table, column] = name.split('.');
  const [plain, sealed, mark] = [`t."${column}"::text`, `t."${column}Sealed"`, `t."${column}Mark"`];
  const keys = Object.entries(key);
  const keyColumns = keys.map(([each]) => `t."${each}"`).join(', ');
  const behind = keys.map(([, type], index) => `$${index + 1}::${type}`).join(', ');
  const left = isLeft ?? (isKey ? `${plain} IS DISTINCT FROM ${mark}` : `${plain} IS NOT NULL`);
  const [prefix, length] = [`$${keys.length + 1}`, `$${keys.length + 2}`];
  const isDue = all
    ? `${plain} IS NOT NULL OR ${sealed} IS NOT NULL`
    : `(${left} AND (${sealed} IS NULL OR is_plain_over())) OR left(${sealed}, ${length}) <> ${prefix}`;
  const lists = [...keys.map(([, type]) => type), 'text', 'text', 'text', 'text'];
  return {
    due: `SELECT ARRAY[${keys.map(([each]) => `t."${each}"::text`).join(', ')}] AS key, ${plain} AS plain,
        ${sealed} AS sealed, ${isKey ? mark : 'NULL'} AS mark
      FROM "${table}" t WHERE (${keyColumns}) > (${behind}) AND (${isDue}) ORDER BY ${keyColumns} LIMIT ${batch}`,
    // A trigger empties the plain one where that is due.
    write: `UPDATE "${table}" t SET "${column}Sealed" = n.sealed${isFound ? `, "${column}Mark" = n.mark` : ''}
      FROM unnest(${lists.map((type, index) => `$${index + 1}::${type}[]`).join(', ')})
        AS n(${keys.map((_, index) => `key${index}`).join(', ')}, before, old, sealed, mark)
      WHERE ${keys.map(([each], index) => `t."${each}" = n.key${index}`).join(' AND ')}
        AND ${plain} IS NOT DISTINCT FROM n.before AND ${sealed} IS NOT DISTINCT FROM n.old`,
    first: keys.map(([, type]) => firstKey[type]),
    isKey,
  };
}

const markedRow = z.object({ id: z.string(), sealed: z.string(), mark: z.string() });

/** The secret is another than the one that marked: with its marks nobody would be found by their telephone any more. */
export class OtherSecret extends Error {
  constructor() {
    super('the secret is not the one that marked the telephones of this database');
  }
}

/** @throws OtherSecret */
export async function demandOwnMarks({ sql, fields }: Pick<Database, 'sql' | 'fields'>): Promise<void> {
  const row = await sql.first(
    markedRow,
    `SELECT id, "valueSealed" AS sealed, "valueMark" AS mark FROM "ContactPoint"
     WHERE "valueSealed" IS NOT NULL AND "valueMark" IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [],
  );
  if (row && markOf(fields, row) !== row.mark) throw new OtherSecret();
}

/** Undefined where none of our keys opens what is sealed. */
function markOf(fields: Fields, { id, sealed }: z.infer<typeof markedRow>): string | undefined {
  try {
    return fields.mark(fields.open('ContactPoint.value', id, sealed));
  } catch {
    return undefined;
  }
}

/**
 * Seals what is plain or was sealed by an older key. Rows that change meanwhile are left to the next time.
 * @param options.all every row, so that marks are made anew; `onBatch` hears how many rows a batch wrote
 * @returns rows written, by column
 * @throws OtherSecret, without `all`
 */
export async function reseal(
  { sql, fields }: Pick<Database, 'sql' | 'fields'>,
  options: { all?: boolean; onBatch?: (rows: number) => void } = {},
): Promise<Map<SealedColumn, number>> {
  const { all = false } = options;
  if (!all) await demandOwnMarks({ sql, fields });
  const written = new Map<SealedColumn, number>();
  for (const name of columns) {
    const { due, write, first, isKey } = statementsOf(name, all);
    let rows = 0;
    for (let after: readonly string[] = first; ; ) {
      const found = await sql.rows(
        dueRow,
        due,
        all ? after : [...after, fields.prefix, fields.prefix.length],
      );
      const last = found.at(-1);
      if (last === undefined) break;
      const made = found.map((row) => {
        const text = fields.read(name, (isKey ? row.mark : row.key[0]) ?? '', row) ?? '';
        const mark = fields.mark(text);
        return { ...row, made: fields.seal(name, (isKey ? mark : row.key[0]) ?? '', text), newMark: mark };
      });
      const wrote = await sql.run(write, [
        ...first.map((_, index) => made.map(({ key }) => key[index])),
        made.map(({ plain }) => plain),
        made.map(({ sealed }) => sealed),
        made.map((row) => row.made),
        made.map(({ newMark }) => newMark),
      ]);
      rows += wrote;
      options.onBatch?.(wrote);
      after = last.key;
    }
    written.set(name, rows);
  }
  return written;
}

/** From now on no plain value is kept beside a sealed one. Only when no process of the version before runs any more. */
export async function endPlain({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql.run('UPDATE "FieldSealing" SET "plainEndedAt" = now() WHERE "plainEndedAt" IS NULL');
}

/**
 * Does it at the start and an hour later, and every hour while it finds something, for processes of the version before may
 * go on writing for a while; else every day.
 */
export class Resealing {
  readonly #database: Database;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  start(): void {
    this.#running = this.#run(everyMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(quietMs: number): Promise<void> {
    const rows = await this.#reseal();
    if (this.#isStopped) return;
    this.#timer = setTimeout(
      () => {
        this.#running = this.#run(quietEveryMs);
      },
      rows === 0 ? quietMs : everyMs,
    );
    this.#timer.unref();
  }

  /** @returns rows that it sealed; undefined when it could not */
  async #reseal(): Promise<number | undefined> {
    try {
      const written = await reseal(this.#database);
      const rows = [...written.values()].reduce((sum, count) => sum + count, 0);
      if (rows > 0) this.#log.info({ rows }, 'columns sealed');
      return rows;
    } catch (error) {
      this.#log.error({ err: error }, 'columns could not be sealed');
      return undefined;
    }
  }
}
