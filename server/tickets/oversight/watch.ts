// What supervisors watch over, read from rows and timelines.
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { isCommand, isLineOf } from '../line-months.ts';
import { openToSql } from '../sight.ts';
import { clockNameSchema, ticketStateSchema, urgencySchema } from '../words.ts';
import {
  type dueListSchema,
  type TamperingKind,
  tamperingKindSchema,
  type tamperingSchema,
} from './contract.ts';

const dueRow = z.object({
  id: z.string(),
  ticketId: z.string(),
  number: z.string(),
  title: z.string(),
  state: ticketStateSchema,
  urgency: urgencySchema,
  version: z.number().int(),
  clock: clockNameSchema,
  dueAt: z.date(),
  alarm: z.number(),
  departmentCode: z.string().nullable(),
});
/** More than this nobody watches at once. */
const mostDue = 300;

const dueClocks = `
  SELECT c.id, t.id AS "ticketId", t.number, t.title, t.state, t.urgency, t.version, c.clock, c."dueAt",
    coalesce((SELECT max((w->>'share')::float) FROM jsonb_array_elements(c.warnings) w
      WHERE w->>'firedAt' IS NOT NULL), 0) AS alarm,
    CASE WHEN c.clock = 'dispatch' THEN NULL WHEN c.clock = 'co_handle' THEN c."departmentCode"
      ELSE t."leadDepartmentCode" END AS "departmentCode"
  FROM "TicketClock" c JOIN "Ticket" t ON t.id = c."ticketId"
  WHERE c."endedAt" IS NULL AND c.state IN ('running', 'breached') AND c."dueAt" <= $2 AND c."dueAt" > $1
    AND ${openToSql('$3')}
  ORDER BY c."dueAt", c.id LIMIT ${mostDue}`;
const overdueClocks = `
  SELECT count(*)::int AS overdue FROM "TicketClock"
  WHERE "endedAt" IS NULL AND state IN ('running', 'breached') AND "dueAt" <= $1`;

/**
 * Clocks that run out within so many minutes, then those that already have, the latest of them first.
 * @param body for which the reader watches
 */
export async function dueSoon(
  database: Database,
  minutes: number,
  now: Date,
  body?: string,
): Promise<z.infer<typeof dueListSchema>> {
  const until = new Date(now.getTime() + minutes * 60_000);
  const since = new Date(now.getTime() - 7 * 86_400_000);
  const [coming, over, count] = await Promise.all([
    database.sql.rows(dueRow, dueClocks, [now, until, body ?? null]),
    database.sql.rows(dueRow, dueClocks.replace('ORDER BY c."dueAt"', 'ORDER BY c."dueAt" DESC'), [
      since,
      now,
      body ?? null,
    ]),
    database.sql.first(z.object({ overdue: z.number() }), overdueClocks, [now]),
  ]);
  const view = (isOverdue: boolean) => (row: z.infer<typeof dueRow>) => ({
    ...row,
    dueAt: row.dueAt.toISOString(),
    isOverdue,
  });
  return { items: [...coming.map(view(false)), ...over.map(view(true))], overdue: count?.overdue ?? 0 };
}

const tamperingRow = z.object({
  ticketId: z.string(),
  number: z.string(),
  title: z.string(),
  kind: tamperingKindSchema,
  departmentCode: z.string().nullable(),
  at: z.date(),
  detail: z.string().nullable(),
});

/** $1 from, $2 until. Whose it was: the department that the latest dispatch before it named. */
const cases = `
  WITH found AS (
    SELECT 'return_at_the_end' AS kind, e."ticketId", e.at, e.payload ->> 'fromDepartmentCode' AS department,
      NULL AS detail
    FROM "TicketEvent" e JOIN "TicketClock" c ON c."ticketId" = e."ticketId" AND c.clock = 'return'
      AND c."startedAt" <= e.at AND c."endedAt" = e.at
    WHERE e.command = 'return' AND e.at >= $1 AND e.at < $2
      AND c."dueAt" >= e.at AND c."dueAt" - e.at < (c."dueAt" - c."startedAt") / 10
    UNION ALL
    SELECT 'reply_without_contact', e."ticketId", e.at, NULL, NULL
    FROM "TicketEvent" e WHERE e.command = 'reply' AND e.at >= $1 AND e.at < $2 AND NOT EXISTS (
      SELECT 1 FROM "TicketHead" h JOIN "TicketEvent" b ON ${isLineOf('b', 'h')}
      WHERE h."ticketId" = e."ticketId" AND b.seq < e.seq AND ${isCommand('b', 'contact', 'citizen_answered')})
    UNION ALL
    SELECT 'self_approved', e."ticketId", e.at, NULL, NULL
    FROM "TicketEvent" e WHERE e.command = 'approve' AND e.at >= $1 AND e.at < $2 AND e."actorId" = (
      SELECT b."actorId" FROM "TicketHead" h JOIN "TicketEvent" b ON ${isLineOf('b', 'h')}
      WHERE h."ticketId" = e."ticketId" AND b.seq < e.seq AND ${isCommand('b', 'reply')} ORDER BY b.seq DESC LIMIT 1)
    UNION ALL
    SELECT 'refused', a."subjectId"::uuid, a.at, NULL, a.detail ->> 'command'
    FROM "AuditEntry" a WHERE a.action = 'ticket_command_refused' AND a.at >= $1 AND a.at < $2
      AND a.detail ->> 'command' IN ('return', 'extend', 'reply', 'approve', 'close')),
  placed AS (
    SELECT f.kind, f."ticketId", t.number, t.title, t."bodyCode", t."isShared", f.at, f.detail, coalesce(f.department, (
      SELECT d.payload ->> 'departmentCode' FROM "TicketHead" h JOIN "TicketEvent" d ON ${isLineOf('d', 'h')}
      WHERE h."ticketId" = f."ticketId" AND ${isCommand('d', 'dispatch')} AND d.at <= f.at ORDER BY d.seq DESC LIMIT 1
    )) AS "departmentCode"
    FROM found f JOIN "Ticket" t ON t.id = f."ticketId")`;

/** What looks like getting around a clock, counted by kind and department, and one page of it. */
export async function tampering(
  database: Database,
  query: {
    days: number;
    kind?: TamperingKind | undefined;
    departmentCode?: string | undefined;
    /** For which the reader watches: cases in others' proposals count, and are not shown. */
    body?: string | undefined;
    limit: number;
  },
  now: Date,
): Promise<z.infer<typeof tamperingSchema>> {
  const from = new Date(now.getTime() - query.days * 86_400_000);
  const [counts, items] = await Promise.all([
    database.sql.rows(
      tamperingRow.pick({ kind: true, departmentCode: true }).extend({ cases: z.number().int() }),
      `${cases} SELECT kind, "departmentCode", count(*)::int AS cases FROM placed GROUP BY 1, 2
       ORDER BY cases DESC, kind, "departmentCode"`,
      [from, now],
    ),
    database.sql.rows(
      tamperingRow,
      `${cases} SELECT * FROM placed t
       WHERE ${openToSql('$6')} AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR "departmentCode" = $4)
       ORDER BY at DESC LIMIT $5`,
      [from, now, query.kind ?? null, query.departmentCode ?? null, query.limit, query.body ?? null],
    ),
  ]);
  return { counts, items: items.map((row) => ({ ...row, at: row.at.toISOString() })) };
}
