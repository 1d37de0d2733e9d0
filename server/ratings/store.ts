// Reads and writes ratings: one row for a talk that the citizen was asked about, without a score until they say.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import type { Sql } from '../platform/sql.ts';

const standRow = z.object({ score: z.number().int().nullable(), ratedAt: z.date().nullable() });
export type RatingStand = z.infer<typeof standRow>;

/** What was given for a talk; undefined where nobody was asked yet. */
export async function readStand(sql: Sql, interactionId: string): Promise<RatingStand | undefined> {
  return sql.first(standRow, 'SELECT score, "ratedAt" FROM "ServiceRating" WHERE "interactionId" = $1', [
    interactionId,
  ]);
}

/** The citizen is asked. Again, it changes nothing. */
export async function noteAsked(sql: Sql, interactionId: string, at: Date): Promise<void> {
  await sql.run(
    'INSERT INTO "ServiceRating" ("interactionId", "askedAt") VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [interactionId, at],
  );
}

/** The first word of a caller stands. */
export async function writeFirst(sql: Sql, interactionId: string, score: number, at: Date): Promise<void> {
  await sql.run(
    'UPDATE "ServiceRating" SET score = $2, "ratedAt" = $3 WHERE "interactionId" = $1 AND score IS NULL',
    [interactionId, score, at],
  );
}

/** What is given now takes the place of what was; when it was first given stays. */
export async function writeRating(
  sql: Sql,
  given: { interactionId: string; score: number; words: string | null; at: Date },
): Promise<void> {
  const { interactionId, score, words, at } = given;
  await sql.run(
    `UPDATE "ServiceRating" SET score = $2, words = coalesce($3, words), "ratedAt" = coalesce("ratedAt", $4)
     WHERE "interactionId" = $1`,
    [interactionId, score, words, at],
  );
}

const scoreRow = z.object({ interactionId: idSchema, score: z.number().int() });

/** Scores of some contacts, as far as there are any. */
export async function readScores(sql: Sql, interactionIds: readonly string[]): Promise<Map<string, number>> {
  if (interactionIds.length === 0) return new Map();
  const rows = await sql.rows(
    scoreRow,
    'SELECT "interactionId", score FROM "ServiceRating" WHERE "interactionId" = ANY($1::uuid[]) AND score IS NOT NULL',
    [interactionIds],
  );
  return new Map(rows.map(({ interactionId, score }) => [interactionId, score]));
}
