// The contacts that many citizens are in right now, locked all at once and waiting for nobody.
import { z } from 'zod';
import type { Channel } from '#database';
import type { Sql } from '../platform/sql.ts';

const runningRow = z.object({
  id: z.string(),
  citizenId: z.string(),
  conversationId: z.string(),
  agentId: z.string().nullable(),
});
export type RunningContact = z.infer<typeof runningRow>;

/**
 * The latest contact of each citizen on a channel, where it still waits or is in talk, locked against its end until the
 * transaction is over. One that somebody else has locked is left out.
 */
export async function lockRunning(
  sql: Sql,
  channel: Channel,
  citizenIds: readonly string[],
): Promise<RunningContact[]> {
  return sql.rows(
    runningRow,
    `SELECT i.id, i."citizenId", i."conversationId", i."agentId"
     FROM unnest($2::uuid[]) AS asked(id)
     CROSS JOIN LATERAL (
       SELECT id FROM "Interaction"
       WHERE "citizenId" = asked.id AND channel = $1 AND state NOT IN ('closed', 'abandoned', 'refused')
       ORDER BY id DESC LIMIT 1
     ) AS latest
     JOIN "Interaction" i ON i.id = latest.id
     WHERE i.state IN ('waiting', 'offered', 'active') FOR SHARE OF i SKIP LOCKED`,
    [channel, citizenIds],
  );
}
