// Tickets that may be about the same matter, the likeliest first: to merge, to link, or to join as an urge.
import { z } from 'zod';
import { likenesses, sameMatterFrom } from '../../knowledge/hotspots/index.ts';
import type { Database } from '../platform/database.ts';
import { veilText } from '../platform/privacy.ts';
import { type beforeFilingSchema, type similarTicketSchema, ticketStateSchema } from './contract.ts';
import { isOfPhone } from './reporter.ts';

const candidateSchema = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  text: z.string(),
  state: ticketStateSchema,
  leadDepartmentCode: z.string().nullable(),
  createdAt: z.date(),
  isSameCitizen: z.boolean(),
  sealed: z.boolean(),
});

/** A repeated contact joins these: somebody still owes an answer. */
const joinableStates: ReadonlySet<string> = new Set([
  'received',
  'returned',
  'dispatched',
  'accepted',
  'rework',
  'replied',
]);
/** What joins with nobody looking has to be more alike than what an agent is asked about. */
const surelySameFrom = 0.6;

const days = 60;
const most = 500;
/** So many of the latest are looked through for the same department or district, however many a city has in 60 days. */
const latest = 2_000;
const shown = 8;
const othersShown = 3;
/** Below this nobody would call it similar. */
const leastAlike = 0.15;

const lately = 't."createdAt" > $1';
/** The same citizen's, the latest of the same category, the latest of all: each by an index of its own, so many at most. */
const found = [
  `t."citizenId" = $3::uuid AND ${lately} ORDER BY t.id DESC LIMIT ${most}`,
  `t."citizenPhoneMark" = $7 AND ${lately} LIMIT ${most}`,
  `t."citizenPhone" = $8 AND ${lately} LIMIT ${most}`,
  `t."categoryCode" = $4 AND ${lately} ORDER BY t."createdAt" DESC LIMIT ${most}`,
  `${lately} ORDER BY t."createdAt" DESC, t.id DESC LIMIT ${latest}`,
]
  .map((which) => `(SELECT t.id FROM "Ticket" t WHERE ${which})`)
  .join(' UNION ');

/**
 * What is compared: the same citizen's, then those of the same category, department or district, then the latest. What
 * the citizen said before in a ticket that was merged stands for its main ticket. No citizen's matter joins a proposal.
 */
const candidates = `
  SELECT coalesce(m.id, t.id) AS id, coalesce(m.number, t.number) AS number, t.title, left(t.text, 400) AS text,
    coalesce(m.state, t.state) AS state, coalesce(m."leadDepartmentCode", t."leadDepartmentCode") AS "leadDepartmentCode",
    t."createdAt", own."isSameCitizen", t.sealed
  FROM (${found}) found JOIN "Ticket" t ON t.id = found.id
  CROSS JOIN LATERAL (SELECT coalesce(t."citizenId" = $3::uuid, false) OR coalesce(${isOfPhone('$7', '$8')}, false)
    AS "isSameCitizen") own
  LEFT JOIN "Ticket" m ON m.id = t."mainTicketId" AND t.state = 'merged' AND own."isSameCitizen"
  WHERE t.kind <> 'proposal' AND coalesce(m.id, t.id) IS DISTINCT FROM $2::uuid AND (t.state <> 'merged' OR m.id IS NOT NULL)
  ORDER BY own."isSameCitizen" DESC,
    coalesce(t."categoryCode" = $4, false)::int + coalesce(t."leadDepartmentCode" = $5, false)::int
      + coalesce(t."districtCode" = $6, false)::int DESC,
    t."createdAt" DESC
  LIMIT ${most}`;

export interface Matter {
  id?: string | undefined;
  title: string;
  text: string;
  citizenId?: string | null | undefined;
  /** Where somebody has checked whose it is: tickets with this number are the same citizen's. */
  citizenPhone?: string | null | undefined;
  categoryCode?: string | null | undefined;
  leadDepartmentCode?: string | null | undefined;
  districtCode?: string | null | undefined;
}

/** Every ticket that is compared, once, with its likeness: the likeliest first. */
async function compared(database: Database, matter: Matter, now: Date) {
  const since = new Date(now.getTime() - days * 86_400_000);
  const rows = await database.sql.rows(candidateSchema, candidates, [
    since,
    matter.id ?? null,
    matter.citizenId ?? null,
    matter.categoryCode ?? null,
    matter.leadDepartmentCode ?? null,
    matter.districtCode ?? null,
    matter.citizenPhone ? database.fields.mark(matter.citizenPhone) : null,
    matter.citizenPhone ?? null,
  ]);
  const alike = likenesses(matter, rows);
  const likeliest = new Map<string, z.infer<typeof candidateSchema> & { likeness: number }>();
  for (const [index, row] of rows.entries()) {
    const likeness = Math.min(1, alike[index] ?? 0);
    const before = likeliest.get(row.id);
    const best = before && before.likeness >= likeness ? before : { ...row, likeness };
    likeliest.set(row.id, { ...best, isSameCitizen: row.isSameCitizen || before?.isSameCitizen === true });
  }
  return [...likeliest.values()].sort((one, other) => other.likeness - one.likeness);
}

type Compared = Awaited<ReturnType<typeof compared>>[number];

const viewOf = ({
  createdAt,
  isSameCitizen,
  sealed: _sealed,
  ...row
}: Compared): z.infer<typeof similarTicketSchema> => ({
  ...row,
  title: veilText(row.title, 'numbers'),
  text: veilText(row.text, 'numbers'),
  createdAt: createdAt.toISOString(),
  isSameMatter: row.likeness >= sameMatterFrom,
  isSameCitizen,
});

/** The likeliest tickets of the last 60 days. */
export async function similarTickets(
  database: Database,
  matter: Matter,
  now: Date,
): Promise<z.infer<typeof similarTicketSchema>[]> {
  return (await compared(database, matter, now))
    .filter((row) => row.likeness >= leastAlike)
    .slice(0, shown)
    .map(viewOf);
}

/** The open tickets of the same citizen that are surely about the same matter, the likeliest first: nobody looks before. */
export async function ticketsToJoin(
  database: Database,
  matter: Matter,
  now: Date,
): Promise<z.infer<typeof similarTicketSchema>[]> {
  return (await compared(database, matter, now))
    .filter((row) => row.isSameCitizen && row.likeness >= surelySameFrom && joinableStates.has(row.state))
    .slice(0, shown)
    .map(viewOf);
}

/**
 * What an agent is shown while a ticket is written: the citizen's own open tickets, to join, and what others reported of
 * the same matter, to tell the citizen how it stands.
 */
export async function beforeFiling(
  database: Database,
  matter: Matter,
  now: Date,
): Promise<z.infer<typeof beforeFilingSchema>> {
  const same = (await compared(database, matter, now)).filter(
    (row) => row.likeness >= sameMatterFrom && joinableStates.has(row.state),
  );
  // That somebody reported in confidence is no answer to anybody else.
  const others = same.filter((row) => !row.isSameCitizen && !row.sealed);
  // Behind a main ticket stand all that were merged under it.
  const merged = await database.read.ticket.count({
    where: { state: 'merged', mainTicketId: { in: others.map(({ id }) => id) } },
  });
  return {
    items: same
      .filter((row) => row.isSameCitizen)
      .slice(0, shown)
      .map(viewOf),
    others: { count: others.length + merged, likeliest: others.slice(0, othersShown).map(viewOf) },
  };
}
