// Brings sealed columns to the key that seals now: after an upgrade (rows of the version before), after a change of keys,
// and when plain values are no longer wanted. What is done stands in the rows themselves: whoever is killed goes on there.
import { z } from 'zod';
import type { Database } from './database.ts';
import { type SealedColumn, sealedColumns } from './fields.ts';
import type { Log } from './log.ts';

const batch = 500;
const everyMs = 60 * 60_000;
const firstId = '00000000-0000-0000-0000-000000000000';

const columns = Object.keys(sealedColumns) as SealedColumn[];
const dueRow = z.object({ id: z.string(), plain: z.string().nullable(), sealed: z.string().nullable() });

/**
 * Seals what is plain or was sealed by an older key. Rows that change meanwhile are left to the next time.
 * @param options.all every row, so that marks are made anew; `onBatch` hears how many rows a batch wrote
 * @returns rows written, by column
 */
export async function reseal(
  { sql, fields }: Pick<Database, 'sql' | 'fields'>,
  options: { all?: boolean; onBatch?: (rows: number) => void } = {},
): Promise<Map<SealedColumn, number>> {
  const written = new Map<SealedColumn, number>();
  for (const name of columns) {
    const [table, column] = name.split('.');
    const plain = `t."${column}"`;
    const sealed = `t."${column}Sealed"`;
    const isDue = options.all
      ? `${plain} IS NOT NULL OR ${sealed} IS NOT NULL`
      : `(${plain} IS NOT NULL AND (${sealed} IS NULL OR is_plain_over())) OR left(${sealed}, $3) <> $2`;
    const due = `SELECT t.id, ${plain} AS plain, ${sealed} AS sealed FROM "${table}" t
      WHERE t.id > $1 AND (${isDue}) ORDER BY t.id LIMIT ${batch}`;
    const mark = sealedColumns[name].isFound ? `, "${column}Mark" = n.mark` : '';
    // A trigger empties the plain one where that is due.
    const write = `UPDATE "${table}" t SET "${column}Sealed" = n.sealed${mark}
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS n(id, old, sealed, mark)
      WHERE t.id = n.id AND ${sealed} IS NOT DISTINCT FROM n.old`;
    let rows = 0;
    for (let after = firstId; ; ) {
      const key = options.all ? [after] : [after, fields.prefix, fields.prefix.length];
      const found = await sql.rows(dueRow, due, key);
      const last = found.at(-1);
      if (last === undefined) break;
      const made = found.map(({ id, ...stored }) => {
        const text = fields.read(name, id, stored) ?? '';
        return { id, old: stored.sealed, sealed: fields.seal(name, id, text), mark: fields.mark(text) };
      });
      const wrote = await sql.run(write, [
        made.map(({ id }) => id),
        made.map(({ old }) => old),
        made.map((row) => row.sealed),
        made.map((row) => row.mark),
      ]);
      rows += wrote;
      options.onBatch?.(wrote);
      after = last.id;
    }
    written.set(name, rows);
  }
  return written;
}

/** From now on no plain value is kept beside a sealed one. Only when no process of the version before runs any more. */
export async function endPlain({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql.run('UPDATE "FieldSealing" SET "plainEndedAt" = now() WHERE "plainEndedAt" IS NULL');
}

/** Does it at the start and every hour: processes of the version before may go on writing for a while. */
export class Resealing {
  readonly #database: Database;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  start(): void {
    const run = (): void => {
      this.#running = this.#run();
    };
    run();
    this.#timer = setInterval(run, everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      const written = await reseal(this.#database);
      const rows = [...written.values()].reduce((sum, count) => sum + count, 0);
      if (rows > 0) this.#log.info({ rows }, 'columns sealed');
    } catch (error) {
      this.#log.error({ err: error }, 'columns could not be sealed');
    }
  }
}
