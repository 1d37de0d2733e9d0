// The contacts that citizens are in right now.
import { z } from 'zod';
import type { Channel } from '#database';
import type { Change } from '../platform/database.ts';
import type { Sql } from '../platform/sql.ts';
import { interactionStateSchema } from './contract.ts';
import { finalStatesSql, mayRise } from './core.ts';
import type { InteractionRow } from './rows.ts';
import { noteStep } from './steps.ts';
import { changeInteraction } from './store.ts';

const runningRow = z.object({
  id: z.string(),
  citizenId: z.string(),
  conversationId: z.string(),
  agentId: z.string().nullable(),
  state: interactionStateSchema,
  priority: z.number().int(),
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
  // What is over is named, not what runs: by an index of states all contacts that run would be read for each citizen.
  return sql.rows(
    runningRow,
    `SELECT i.id, i."citizenId", i."conversationId", i."agentId", i.state, i.priority
     FROM unnest($2::uuid[]) AS asked(id)
     CROSS JOIN LATERAL (
       SELECT id FROM "Interaction"
       WHERE "citizenId" = asked.id AND channel = $1 AND state NOT IN (${finalStatesSql})
       ORDER BY id DESC LIMIT 1
     ) AS latest
     JOIN "Interaction" i ON i.id = latest.id
     WHERE i.state NOT IN ('wrap_up', ${finalStatesSql}) FOR SHARE OF i SKIP LOCKED`,
    [channel, citizenIds],
  );
}

/** Moves a contact up in its line, and notes it. Of one that an agent has, or that stands as high already: nothing. */
export async function raise({ sql, emit }: Change, row: InteractionRow, priority: number): Promise<void> {
  if (!mayRise(row) || priority <= row.priority) return;
  await changeInteraction(sql, row, { priority });
  await noteStep(sql, row.id, { kind: 'prioritised', from: row.priority, to: priority });
  if (row.state === 'waiting') emit('interaction.waiting', { interactionId: row.id });
}
