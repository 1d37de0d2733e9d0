// Several changes of one thing that have all begun before the first of them can end.
import { expect } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../server/platform/database.ts';
import { holdName } from '../../server/platform/sql.ts';

const waiting = z.object({ count: z.number().int() });

/**
 * Holds a row, or what is locked by its name, until all that is tried waits for it, one behind the other, then lets it go.
 * @returns what was refused, by its words
 */
export async function atOnce(
  database: Database,
  held: { table: string; id: string } | { name: string },
  tries: readonly (() => Promise<unknown>)[],
): Promise<string[]> {
  const count = async () =>
    (
      await database.sql.first(
        waiting,
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
    )?.count;
  const ends: Promise<unknown>[] = [];
  await database.change(async ({ sql }) => {
    if ('name' in held) await holdName(sql, held.name);
    else await sql.run(`SELECT 1 FROM "${held.table}" WHERE id = $1 FOR UPDATE`, [held.id]);
    for (const one of tries) {
      const end = one();
      end.catch(() => undefined);
      ends.push(end);
      await expect.poll(count, { interval: 20 }).toBeGreaterThanOrEqual(ends.length);
    }
  });
  const settled = await Promise.allSettled(ends);
  return settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.message)] : []));
}
