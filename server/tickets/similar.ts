// Tickets that may be about the same matter, the likeliest first: to merge, to link, or to join as an urge.
import { z } from 'zod';
import { likenesses, sameMatterFrom } from '../../knowledge/hotspots/index.ts';
import type { Database } from '../platform/database.ts';
import { type similarTicketSchema, ticketStateSchema } from './contract.ts';

const candidateSchema = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  text: z.string(),
  state: ticketStateSchema,
  leadDepartmentCode: z.string().nullable(),
  createdAt: z.date(),
  citizenId: z.string(),
});

const days = 60;
const most = 500;
const shown = 8;
/** Below this nobody would call it similar. */
const leastAlike = 0.15;

/** What is compared: the same citizen's, then those of the same category, department or district, then the latest. */
const candidates = `
  SELECT id, number, title, left(text, 400) AS text, state, "leadDepartmentCode", "createdAt", "citizenId" FROM "Ticket"
  WHERE "createdAt" > $1 AND id <> coalesce($2::uuid, gen_random_uuid()) AND state <> 'merged'
  ORDER BY ("citizenId" = $3::uuid) DESC NULLS LAST,
    coalesce("categoryCode" = $4, false)::int + coalesce("leadDepartmentCode" = $5, false)::int
      + coalesce("districtCode" = $6, false)::int DESC,
    "createdAt" DESC
  LIMIT ${most}`;

export interface Matter {
  id?: string | undefined;
  title: string;
  text: string;
  citizenId?: string | null | undefined;
  categoryCode?: string | null | undefined;
  leadDepartmentCode?: string | null | undefined;
  districtCode?: string | null | undefined;
}

/** The likeliest tickets of the last 60 days. */
export async function similarTickets(
  database: Database,
  matter: Matter,
  now: Date,
): Promise<z.infer<typeof similarTicketSchema>[]> {
  const since = new Date(now.getTime() - days * 86_400_000);
  const rows = await database.sql.rows(candidateSchema, candidates, [
    since,
    matter.id ?? null,
    matter.citizenId ?? null,
    matter.categoryCode ?? null,
    matter.leadDepartmentCode ?? null,
    matter.districtCode ?? null,
  ]);
  const alike = likenesses(matter, rows);
  return rows
    .map(({ citizenId, createdAt, ...row }, index) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      likeness: Math.min(1, alike[index] ?? 0),
      isSameMatter: (alike[index] ?? 0) >= sameMatterFrom,
      isSameCitizen: citizenId === matter.citizenId,
    }))
    .filter((row) => row.likeness >= leastAlike)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, shown);
}
