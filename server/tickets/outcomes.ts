// What counted in the figures of the evaluation: how much of it, and the tickets behind it. Read from the rows that are kept
// (outcome-count.ts), and for tickets that they do not tell the latest of, from the tickets themselves.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { nobody, type OutcomeKind, outcomeKindSchema, ticketStateSchema } from './contract.ts';
import { askedOf, foundOf, uncountedBelow } from './outcome-count.ts';
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

/** $1 from, $2 until, $3 now, $4 zone, $5–$8 department, category, district, month or null; $9 see `askedOf`. */
const tables = `
  WITH RECURSIVE field AS (
    SELECT code, code AS top FROM "Category" WHERE "parentCode" IS NULL
    UNION ALL SELECT c.code, field.top FROM "Category" c JOIN field ON c."parentCode" = field.code),
  ${askedOf({ from: '$1', until: '$2', now: '$3::timestamptz' })},
  ${foundOf('$3::timestamptz')}`;
/** That a row `o` is of the scope. Without a filter nothing of it is left in the plan, and several workers can count. */
const isInScope = `
  o.at >= greatest($1::timestamptz, ($8::text || '-01')::timestamp AT TIME ZONE $4)
  AND o.at < least($2::timestamptz, (($8::text || '-01')::timestamp + interval '1 month') AT TIME ZONE $4)
  AND ($5::text IS NULL OR coalesce(o."departmentCode", '${nobody}') = $5)
  AND ($6::text IS NULL OR o."categoryCode" IN (SELECT code FROM field WHERE top = $6)
    OR $6 = '${nobody}' AND coalesce(o."categoryCode", '') NOT IN (SELECT code FROM field))
  AND ($7::text IS NULL OR coalesce(o."districtCode", '${nobody}') = $7)`;

async function valuesOf(database: Database, scope: OutcomeScope): Promise<unknown[]> {
  return [
    scope.from,
    scope.until,
    scope.now,
    scope.timezone,
    scope.department ?? null,
    scope.category ?? null,
    scope.area ?? null,
    scope.month ?? null,
    await uncountedBelow(database.sql),
  ];
}

/** What rows are counted by, and the key that is said of it: counting all by the latter would work it out for every row. */
const countedBy: Record<OutcomeGrouping, { column: string; key: string }> = {
  department: { column: `o."departmentCode"`, key: `coalesce(part.said, '${nobody}')` },
  category: {
    column: `o."categoryCode"`,
    key: `coalesce((SELECT top FROM field WHERE code = part.said), '${nobody}')`,
  },
  area: { column: `o."districtCode"`, key: `coalesce(part.said, '${nobody}')` },
  month: { column: '(o.at AT TIME ZONE $4)::date', key: `to_char(part.said, 'YYYY-MM')` },
  day: { column: '(o.at AT TIME ZONE $4)::date', key: `to_char(part.said, 'YYYY-MM-DD')` },
};

/** How many outcomes of each kind there were, and how many of them good, by the key of the grouping. */
export async function countOutcomes(
  database: Database,
  scope: OutcomeScope,
  by: OutcomeGrouping,
): Promise<OutcomeCount[]> {
  const { column, key } = countedBy[by];
  const part = (sign: string, rows: string): string => `
    SELECT ${column} AS said, o.kind, ${sign}count(*) AS cases, ${sign}count(*) FILTER (WHERE o.good) AS good
    FROM ${rows} WHERE ${isInScope} GROUP BY 1, 2`;
  return database.sql.rows(
    countRow,
    `${tables},
     part AS (
       ${part('', '"TicketOutcome" o')}
       UNION ALL ${part('-', 'asked a JOIN "TicketOutcome" o ON o."ticketId" = a.id')}
       UNION ALL ${part('', 'found o')})
     SELECT ${key} AS key, kind::text, sum(cases)::int AS cases, sum(good)::int AS good
     FROM part GROUP BY 1, 2 HAVING sum(cases) > 0 ORDER BY 1, 2`,
    await valuesOf(database, scope),
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
  const part = (rows: string, isTold: string): string => `
    SELECT t.id, o.ref, t.number, t.title, t.state, t."leadDepartmentCode", o.at, o.good
    FROM ${rows} o JOIN "Ticket" t ON t.id = o."ticketId"
    WHERE o.kind = $10 AND ${isInScope} AND ${isTold} AND ${openToSql('$16')} AND ($11::boolean IS NULL OR o.good = $11)
      AND ($12::timestamptz IS NULL OR o.at <= $12 AND (o.at, t.id, o.ref) < ($12, $13::uuid, $14::uuid))
    ORDER BY o.at DESC, t.id DESC, o.ref DESC LIMIT $15`;
  const rows = await database.sql.rows(
    outcomeRow,
    `${tables}
     (${part('"TicketOutcome"', 'NOT EXISTS (SELECT 1 FROM asked a WHERE a.id = o."ticketId")')})
     UNION ALL (${part('found', 'true')})
     ORDER BY at DESC, id DESC, ref DESC LIMIT $15`,
    [
      ...(await valuesOf(database, scope)),
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
