// How the clocks of the city are served, for whoever keeps the machinery.
import { z } from 'zod';
import type { Sql } from '../platform/sql.ts';

const schema = z.object({ overdue: z.number(), latest: z.date().nullable() });

/** Open clocks, those whose warning or breach is due and was not acted on, and since when the latest of these waits. */
export async function clockState(sql: Sql): Promise<{ open: number; overdue: number; latest: Date | null }> {
  const [late] = await sql.rows(
    schema,
    `SELECT count(*)::int AS overdue, min("nextFireAt") AS latest FROM "TicketClock"
     WHERE "nextFireAt" <= now() - interval '1 s' AND state = 'running'`,
  );
  const [open] = await sql.rows(
    z.object({ count: z.number() }),
    `SELECT count(*)::int AS count FROM "TicketClock" WHERE "endedAt" IS NULL`,
  );
  return { open: open?.count ?? 0, overdue: late?.overdue ?? 0, latest: late?.latest ?? null };
}
