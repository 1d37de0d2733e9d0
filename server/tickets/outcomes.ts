// What of the tickets' lives counts in the figures of the evaluation, read from rows and indexes. The same is worked
// out from the timelines alone in reports/core.ts; a test holds the two together.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { nobody, type OutcomeKind, outcomeKindSchema, satisfiedFrom, ticketStateSchema } from './contract.ts';
import { isCommand, isLineOf } from './line-months.ts';
import { openToSql } from './sight.ts';

/** Which outcomes: those of [from, until) up to now, and of one department, category, district or month. */
export interface OutcomeScope {
  from: Date;
  until: Date;
  now: Date;
  /** IANA name of the zone whose months count. */
  timezone: string;
  department?: string | undefined;
  /** A category of the first level. */
  category?: string | undefined;
  area?: string | undefined;
  /** `2026-11` */
  month?: string | undefined;
}
/** `day` and `month`: of the local time at which it counted. */
export type OutcomeGrouping = 'department' | 'category' | 'area' | 'month' | 'day';

const countRow = z.object({
  key: z.string(),
  kind: outcomeKindSchema,
  cases: z.number().int(),
  good: z.number().int(),
});
export type OutcomeCount = z.infer<typeof countRow>;

/**
 * $1 from, $2 until, $3 now, $4 zone, $5–$8 department, category, district, month or null.
 * A clock is decided once: when it was stopped in time, or at its due time.
 */
const outcomes = `
  WITH RECURSIVE field AS (
    SELECT code, code AS top FROM "Category" WHERE "parentCode" IS NULL
    UNION ALL SELECT c.code, field.top FROM "Category" c JOIN field ON c."parentCode" = field.code),
  clock AS (
    SELECT c.id AS ref, c."ticketId", c.clock, c.state, d.late, d.at,
           CASE WHEN c.clock IN ('accept', 'return', 'co_handle') THEN c."departmentCode" END AS department,
           c.clock = 'first_contact' AND c.state = 'cancelled' AND EXISTS (
             SELECT 1 FROM "TicketEvent" e
             WHERE e."ticketId" = c."ticketId" AND ${isCommand('e', 'approve')} AND e.at = c."endedAt") AS answered
    FROM "TicketClock" c CROSS JOIN LATERAL (
      SELECT c."dueAt" < coalesce(c."endedAt", $3) AS late,
             CASE WHEN c."dueAt" < coalesce(c."endedAt", $3) THEN c."dueAt" ELSE c."endedAt" END AS at) d
    WHERE (c."dueAt" >= $1 AND c."dueAt" < $2 OR c."endedAt" >= $1 AND c."endedAt" < $2)
      AND (c.state <> 'paused' OR c."dueAt" < c."pausedAt") AND d.at >= $1 AND d.at < $2),
  raw AS (
    SELECT 'received' AS kind, t.id AS ref, t.id, t."createdAt" AS at, true AS good, t."leadDepartmentCode" AS department
    FROM "Ticket" t WHERE t."createdAt" >= $1 AND t."createdAt" < $2
    UNION ALL
    SELECT v.kind, c.ref, c."ticketId", c.at, NOT c.late, coalesce(c.department, v.department)
    FROM clock c CROSS JOIN LATERAL (VALUES
      (c.clock || '_on_time', c.late OR c.state = 'met', CASE c.clock WHEN 'dispatch' THEN '${nobody}' END),
      ('response', c.clock = 'first_contact' AND (c.late OR c.state = 'met' OR c.answered), NULL)
    ) AS v (kind, counts, department) WHERE v.counts
    UNION ALL
    SELECT v.kind, e.id, e."ticketId", e.at, v.good,
           CASE e.command WHEN 'return' THEN e.payload ->> 'fromDepartmentCode'
                          WHEN 'follow_up' THEN e.payload ->> 'departmentCode' END
    FROM "TicketEvent" e JOIN "Ticket" t ON t.id = e."ticketId" JOIN "TicketHead" h ON h."ticketId" = t.id
    CROSS JOIN LATERAL (VALUES
      ('closed', e.command = 'close', true),
      ('resolution', e.command = 'close', t."isSolved" IS TRUE),
      ('satisfaction', e.command = 'follow_up' AND e.payload ? 'score',
       (e.payload ->> 'score')::int >= ${satisfiedFrom}),
      ('satisfaction', e.command = 'close' AND (e."actorKind" <> 'system' OR e.reason IS DISTINCT FROM 'rated'), false),
      ('returned', e.command = 'return', true),
      ('bounced', e.command = 'return' AND EXISTS (
         SELECT 1 FROM "TicketEvent" b
         WHERE ${isLineOf('b', 'h')} AND ${isCommand('b', 'return')} AND b.seq < e.seq), true),
      ('reworked', e.command = 'rework', true),
      ('extended', e.command = 'extend', true),
      ('supervised', e.command = 'supervise', true),
      ('noticed', e.command = 'public_notice', true)
    ) AS v (kind, counts, good)
    WHERE e.command IN ('close', 'follow_up', 'return', 'rework', 'extend', 'supervise', 'public_notice')
      AND e.at >= $1 AND e.at < $2 AND v.counts),
  placed AS (
    SELECT raw.kind, raw.ref, raw.id, raw.at, raw.good, t.number, t.title, t.state, t."leadDepartmentCode", t."bodyCode",
           t."isShared",
           coalesce(raw.department, CASE WHEN raw.kind <> 'received' THEN (
             SELECT d.payload ->> 'departmentCode' FROM "TicketHead" h JOIN "TicketEvent" d ON ${isLineOf('d', 'h')}
             WHERE h."ticketId" = raw.id AND ${isCommand('d', 'dispatch')} AND d.at <= raw.at
             ORDER BY d.seq DESC LIMIT 1) END, '${nobody}') AS department,
           coalesce(field.top, '${nobody}') AS category, coalesce(t."districtCode", '${nobody}') AS area,
           to_char(raw.at AT TIME ZONE $4, 'YYYY-MM') AS month, to_char(raw.at AT TIME ZONE $4, 'YYYY-MM-DD') AS day
    FROM raw JOIN "Ticket" t ON t.id = raw.id LEFT JOIN field ON field.code = t."categoryCode"),
  outcome AS (
    SELECT * FROM placed
    WHERE ($5::text IS NULL OR department = $5) AND ($6::text IS NULL OR category = $6)
      AND ($7::text IS NULL OR area = $7) AND ($8::text IS NULL OR month = $8))`;

const valuesOf = (scope: OutcomeScope): unknown[] => [
  scope.from,
  scope.until,
  scope.now,
  scope.timezone,
  scope.department ?? null,
  scope.category ?? null,
  scope.area ?? null,
  scope.month ?? null,
];

/** How many outcomes of each kind there were, and how many of them good, by the key of the grouping. */
export async function countOutcomes(
  database: Database,
  scope: OutcomeScope,
  by: OutcomeGrouping,
): Promise<OutcomeCount[]> {
  return database.sql.rows(
    countRow,
    `${outcomes}
     SELECT ${by} AS key, kind, count(*)::int AS cases, count(*) FILTER (WHERE good)::int AS good
     FROM outcome GROUP BY 1, 2 ORDER BY 1, 2`,
    valuesOf(scope),
  );
}

const outcomeRow = z.object({
  id: z.uuid(),
  /** The clock, the line or the ticket that it comes from: one ticket can count twice at one moment. */
  ref: z.uuid(),
  number: z.string(),
  title: z.string(),
  state: ticketStateSchema,
  leadDepartmentCode: z.string().nullable(),
  at: z.date(),
  good: z.boolean(),
});

/**
 * The tickets behind a figure, the latest outcome first. `good` chooses those for or against; `body` is the one for which
 * the reader watches.
 */
export async function listOutcomes(
  database: Database,
  scope: OutcomeScope,
  page: {
    kind: OutcomeKind;
    good?: boolean | undefined;
    cursor?: string | undefined;
    limit: number;
    body?: string | undefined;
  },
) {
  const after = page.cursor
    ? decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid(), z.uuid()]))
    : null;
  const rows = await database.sql.rows(
    outcomeRow,
    `${outcomes}
     SELECT id, ref, number, title, state, "leadDepartmentCode", at, good FROM outcome t
     WHERE kind = $9 AND ${openToSql('$15')} AND ($10::boolean IS NULL OR good = $10)
       AND ($11::timestamptz IS NULL OR (at, id, ref) < ($11, $12::uuid, $13::uuid))
     ORDER BY at DESC, id DESC, ref DESC LIMIT $14`,
    [
      ...valuesOf(scope),
      page.kind,
      page.good ?? null,
      after ? new Date(after[0]) : null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      page.limit + 1,
      page.body ?? null,
    ],
  );
  return toPage(rows, page.limit, (row) => [row.at.toISOString(), row.id, row.ref]);
}
