// How contacts of a time were taken in, as the national standard counts (GB/T 33358): for the briefing of a day or a week.
import { z } from 'zod';
import { channelSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { selfServed } from './core.ts';

/** Which interactions (alias `i`) the standard's figures count: whom the machine had helped needed nobody, and citizens whom we called did not call us. */
export const contactsThatCount = `i.disposition IS DISTINCT FROM '${selfServed}'
  AND NOT EXISTS (SELECT 1 FROM "Callback" c WHERE c."interactionId" = i.id AND c."calledBy" IS NOT NULL)`;

const rowSchema = z.object({
  channel: channelSchema,
  arrived: z.number().int(),
  /** Taken by an agent, or over: what the connection rate is of. */
  decided: z.number().int(),
  accepted: z.number().int(),
  /** Taken within 15 seconds. */
  inTime: z.number().int(),
});
export type ContactFigures = z.infer<typeof rowSchema>;

/** Contacts that arrived in [from, until), by channel. */
export async function contactFigures(database: Database, from: Date, until: Date): Promise<ContactFigures[]> {
  return database.sql.rows(
    rowSchema,
    `SELECT i.channel::text AS channel, count(*)::int AS arrived, count(i."acceptedAt")::int AS accepted,
       count(*) FILTER (WHERE i."acceptedAt" IS NOT NULL OR i.state NOT IN ('waiting', 'offered'))::int AS decided,
       count(*) FILTER (WHERE i."acceptedAt" <= i."arrivedAt" + interval '15 s')::int AS "inTime"
     FROM "Interaction" i WHERE i."arrivedAt" >= $1 AND i."arrivedAt" < $2 AND ${contactsThatCount}
     GROUP BY i.channel ORDER BY i.channel`,
    [from, until],
  );
}
