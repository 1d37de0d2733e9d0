// What happens to an interaction in routing besides its offers: written in the same change, read to explain its way.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import type { Sql } from '../platform/sql.ts';
import { type RoutingStep, routingStepSchema } from './explanation/contract.ts';

const stepRow = z.object({
  at: z.date(),
  actorId: idSchema.nullable(),
  kind: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

/** @param actorId whose hand it was; null: the machine's */
export async function noteStep(
  sql: Sql,
  interactionId: string,
  { kind, ...detail }: RoutingStep,
  actorId: string | null = null,
): Promise<void> {
  await sql.run(
    'INSERT INTO "RoutingStep" ("interactionId", kind, "actorId", detail, at) VALUES ($1, $2, $3, $4, $5)',
    [interactionId, kind, actorId, JSON.stringify(detail), new Date()],
  );
}

/** All steps of an interaction, oldest first. */
export async function readSteps(
  sql: Sql,
  interactionId: string,
): Promise<{ at: Date; actorId: string | null; step: RoutingStep }[]> {
  const rows = await sql.rows(
    stepRow,
    'SELECT at, "actorId", kind, detail FROM "RoutingStep" WHERE "interactionId" = $1 ORDER BY id',
    [interactionId],
  );
  return rows.map(({ at, actorId, kind, detail }) => ({
    at,
    actorId,
    step: routingStepSchema.parse({ kind, ...detail }),
  }));
}

/** Who passed an interaction on last, to an agent or to a queue; null where nobody did. */
export async function readLastHand(sql: Sql, interactionId: string): Promise<string | null> {
  const row = await sql.first(
    stepRow.pick({ actorId: true }),
    `SELECT "actorId" FROM "RoutingStep"
     WHERE "interactionId" = $1 AND kind IN ('pushed', 'moved') AND "actorId" IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [interactionId],
  );
  return row?.actorId ?? null;
}
