// Requests for disclosure as the yearly report counts them: who asked, from when they are, and how they were decided.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { nobody } from '../tickets/contract.ts';
import { applicantSchema } from './contract.ts';

const countRow = z.object({
  /** Null: nobody said. */
  applicant: applicantSchema.nullable(),
  /** Asked before the period. */
  isCarriedIn: z.boolean(),
  /**
   * A code of the list `disclosure_result`; `unnamed`: answered by a reply that named none; `other`: declined, referred, or
   * merged into a matter of another kind; `open`: not decided in the period.
   */
  outcome: z.string(),
  count: z.number().int(),
});
export type DisclosureCount = z.infer<typeof countRow>;

/**
 * $1 from, $2 until, $3 department or null. A request is decided when its reply is approved for the first time; the last
 * approval before the end says how, so that a year that was published stays as it was when an answer is given anew later.
 * What was merged into another request is decided with it.
 */
const countRequests = `
  WITH request AS (
    SELECT r.applicant, t."createdAt" AS asked, decided.result, decided.at AS decided,
           coalesce(decided.at, CASE WHEN coalesce(m.state, t.state) IN ('declined', 'referred', 'merged')
             THEN greatest(t."closedAt", m."closedAt") END) AS ended
    FROM "Ticket" t
    LEFT JOIN "DisclosureRequest" r ON r."ticketId" = t.id
    LEFT JOIN "Ticket" m ON t.state = 'merged' AND m.id = t."mainTicketId" AND m.kind = 'disclosure_request'
    CROSS JOIN LATERAL (
      SELECT min(d.at) AS at, (array_agg(d.result ORDER BY d.at DESC) FILTER (WHERE d.at < $2))[1] AS result
      FROM (SELECT CASE WHEN "ticketId" = t.id THEN at ELSE greatest(at, t."closedAt") END AS at, result
            FROM "DisclosureDecision" WHERE "ticketId" IN (t.id, m.id)) d) decided
    WHERE t.kind = 'disclosure_request' AND t."createdAt" < $2
      AND ($3::text IS NULL OR coalesce(t."leadDepartmentCode", '${nobody}') = $3))
  SELECT applicant, asked < $1 AS "isCarriedIn",
         CASE WHEN ended IS NULL OR ended >= $2 THEN 'open'
              WHEN decided IS NULL THEN 'other' ELSE coalesce(result, 'unnamed') END AS outcome,
         count(*)::int AS count
  FROM request WHERE ended IS NULL OR ended >= $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

/** Requests that were open at `from` or asked before `until`, by what had become of them at `until`. */
export function countDisclosures(
  { sql }: Pick<Database, 'sql'>,
  { from, until, department }: { from: Date; until: Date; department?: string | undefined },
): Promise<DisclosureCount[]> {
  return sql.rows(countRow, countRequests, [from, until, department ?? null]);
}
