// The contacts that citizens are in right now.
import { z } from 'zod';
import type { Channel } from '#database';
import type { Change } from '../platform/database.ts';
import type { Sql } from '../platform/sql.ts';
import { emergencyPriority } from './core.ts';
import { noteStep } from './steps.ts';
import { changeInteraction, lockInteraction } from './store.ts';

const runningRow = z.object({
  id: z.string(),
  citizenId: z.string(),
  conversationId: z.string(),
  agentId: z.string().nullable(),
  /** Whether it is still to be answered, and not yet before all others. */
  mayRise: z.boolean(),
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
    `SELECT i.id, i."citizenId", i."conversationId", i."agentId",
            i.state <> 'active' AND i.priority < ${emergencyPriority} AS "mayRise"
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

/** Puts a contact before all others that wait. Of one that an agent has, that is so already or that is over: nothing. */
export async function raiseEmergency({ sql, emit }: Change, interactionId: string): Promise<void> {
  const row = await lockInteraction(sql, interactionId);
  const isAnswered = row.state !== 'waiting' && row.state !== 'offered';
  if (isAnswered || row.priority >= emergencyPriority) return;
  await changeInteraction(sql, row, { priority: emergencyPriority });
  await noteStep(sql, interactionId, { kind: 'prioritised', from: row.priority, to: emergencyPriority });
  if (row.state === 'waiting') emit('interaction.waiting', { interactionId });
}
