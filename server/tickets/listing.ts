// Lists of tickets, page by page, the earliest due first. Each goes to where the fewest rows are: what one department has
// to do stands together in the order of its due times, state by state, and so does what all have to do.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { type Veil, veilText } from '../platform/privacy.ts';
import { columnsOf } from '../platform/sql.ts';
import { type TicketSummary, type ticketListQuerySchema, ticketSummarySchema } from './contract.ts';
import { breachingFrom, mostCounted, statesOfView } from './list-views.ts';
import { openToSql } from './sight.ts';
import { ticketSummary } from './views.ts';
import { ticketStateSchema } from './words.ts';

type TicketListQuery = z.infer<typeof ticketListQuerySchema> & {
  /** Whose tickets: the officer's who has them, the reader's who watches them. */
  officerId?: string | undefined;
  watcherId?: string | undefined;
  /** Of proposals only this body's, and shared ones. */
  body?: string | undefined;
  veil: Veil;
};

const listedRow = ticketSummarySchema.extend({ createdAt: z.date(), nextDueAt: z.date().nullable() });
const ofHead = { nextDueAt: true, nextClock: true, alarm: true } as const;
const headRow = listedRow.pick(ofHead);
const ticketRow = listedRow.omit(ofHead);
type ListedRow = z.infer<typeof listedRow>;

/** Stands for "nothing is due" in a cursor and in the order: after everything that is. */
const farAway = '9999-12-31T00:00:00.000Z';
const noTicket = '00000000-0000-0000-0000-000000000000';
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);
type After = z.infer<typeof cursorSchema>;

/** Rows that are looked at in one go for words that may stand behind the veil. */
const soughtAtOnce = 200;
/** Words that more tickets have than this are met soon enough on the way. */
const mostSought = 2_000;
const countRow = z.object({ count: z.number().int() });

/** A statement in the making: `put` gives a value its place. */
function statement() {
  const values: unknown[] = [];
  return { values, put: (value: unknown): string => `$${values.push(value)}` };
}

/**
 * One page of tickets, the earliest due first, then by id. `departmentCode` limits to one department: what it leads, and
 * what it works on beside another. Words are found in what the reader's veil leaves of a title: whoever sees stars must
 * not learn digit by digit what is behind them. Keyset: the cursor is (due time or far away, id).
 */
export async function listTickets(
  database: Pick<Database, 'sql'>,
  query: TicketListQuery,
): Promise<{ items: TicketSummary[]; nextCursor: string | null }> {
  const q = query.q?.trim() ?? '';
  const states = statesOf(query);
  const keyOf = (row: ListedRow): After => [row.nextDueAt?.toISOString() ?? farAway, row.id];
  const isFound = ({ number, title }: ListedRow): boolean =>
    q === '' ||
    number.startsWith(q.toUpperCase()) ||
    veilText(title, query.veil).toLowerCase().includes(q.toLowerCase());
  const sought = q === '' ? undefined : await findWords(database, q);
  const take = q === '' ? query.limit + 1 : Math.max(query.limit + 1, soughtAtOnce);
  const rows: ListedRow[] = [];
  let after = query.cursor ? decodeCursor(query.cursor, cursorSchema) : undefined;
  for (let isOver = states.length === 0; !isOver && rows.length <= query.limit; ) {
    const isDue: boolean = after?.[0] !== farAway;
    const some = await readPage(database, { ...query, states, sought, q, isDue, after, take });
    rows.push(...some.filter(isFound));
    const last = some.length === take ? some.at(-1) : undefined;
    // What has no due time comes after all that has.
    isOver = !last && (!isDue || query.view === 'breaching');
    after = last ? keyOf(last) : [farAway, noTicket];
  }
  const page = toPage(rows.slice(0, query.limit + 1), query.limit, keyOf);
  return {
    items: page.items.map((row) => ticketSummary({ ...row, head: row })),
    nextCursor: page.nextCursor,
  };
}

function statesOf({ view, state }: Pick<TicketListQuery, 'view' | 'state'>): readonly string[] {
  const states: readonly string[] = statesOfView[view] ?? ticketStateSchema.options;
  return state === undefined ? states : states.filter((one) => one === state);
}

const isNumber = (q: string): boolean => /^[a-z]{1,4}\d*$/i.test(q);
const isTitled = (q: string, put: (value: unknown) => string): string => {
  // Of a single letter there are no pairs: titles are read.
  const pairs = q.length > 1 ? `title_pairs(t.title) @> title_pairs(${put(q)}) AND ` : '';
  return `${pairs}strpos(lower(t.title), lower(${put(q)})) > 0`;
};

/** Tickets whose number begins so, or with these words in their title; undefined where there are very many. */
async function findWords(database: Pick<Database, 'sql'>, q: string): Promise<string[] | undefined> {
  const { values, put } = statement();
  const which = [isTitled(q, put)];
  if (isNumber(q)) which.push(`t.number LIKE ${put(`${q.toUpperCase()}%`)}`);
  const most = put(mostSought);
  const rows = await database.sql.rows(
    z.object({ id: z.string() }),
    which.map((one) => `(SELECT t.id FROM "Ticket" t WHERE ${one} LIMIT ${most})`).join(' UNION '),
    values,
  );
  return rows.length < mostSought ? rows.map(({ id }) => id) : undefined;
}

/** How many tickets stand in a list; beyond `mostCounted` nobody counts. */
export async function countTickets(
  database: Pick<Database, 'sql'>,
  query: Omit<TicketListQuery, 'limit' | 'veil'>,
): Promise<number> {
  const { values, put } = statement();
  const take = mostCounted + 1;
  const source = sourceOf({ ...query, states: statesOf(query), q: '', take }, put);
  const [row] = await database.sql.rows(
    countRow,
    `SELECT count(*)::int AS count FROM (SELECT FROM (${source}) found LIMIT ${put(take)}) counted`,
    values,
  );
  return row?.count ?? 0;
}

interface SourceQuery extends Omit<TicketListQuery, 'limit' | 'veil'> {
  states: readonly string[];
  /** Tickets that have the words; undefined: not known, or none are looked for. */
  sought?: readonly string[] | undefined;
  q: string;
  /** Those with a due time, or those without one; undefined: both. */
  isDue?: boolean;
  after?: After | undefined;
  /** So many of each state, at most. */
  take: number;
}

type PageQuery = SourceQuery & TicketListQuery;

async function readPage(database: Pick<Database, 'sql'>, query: PageQuery): Promise<ListedRow[]> {
  const { values, put } = statement();
  const source = sourceOf(query, put);
  const order = '"nextDueAt", "ticketId"';
  return database.sql.rows(
    listedRow,
    `SELECT ${columnsOf(ticketRow, 't')}, ${columnsOf(headRow, 'h')}
     FROM (SELECT * FROM (${source}) found ORDER BY ${order} LIMIT ${put(query.take)}) page
       JOIN "TicketHead" h ON h."ticketId" = page."ticketId" JOIN "Ticket" t ON t.id = page."ticketId"
     ORDER BY h."nextDueAt", h."ticketId"`,
    values,
  );
}

/** Which tickets stand in a list, each once, from where the fewest rows are. */
function sourceOf(query: SourceQuery, put: (value: unknown) => string): string {
  const states = `${put(query.states)}::text[]::"TicketState"[]`;
  const keys = 'h."ticketId", h."nextDueAt"';
  const whose = put(query.departmentCode ?? null);
  const which = conditionsOf(query, put);
  /** The first of each state, in the order of the index. */
  const byState = (where: string): string => `
    SELECT one.* FROM unnest(${states}) AS asked (state) CROSS JOIN LATERAL (
      SELECT ${keys} FROM "TicketHead" h JOIN "Ticket" t ON t.id = h."ticketId"
      WHERE h.state = asked.state AND ${[where, ...which].join(' AND ')} ORDER BY h."nextDueAt", h."ticketId" LIMIT ${put(query.take)}) one`;
  /** All that a table points to. */
  const from = (table: string, where: string): string => `
    SELECT ${keys} FROM ${table} JOIN "TicketHead" h ON h."ticketId" = s."ticketId" JOIN "Ticket" t ON t.id = h."ticketId"
    WHERE h.state = ANY (${states}) AND ${[where, ...which].join(' AND ')}`;
  const beside = `s."departmentCode" = ${whose} AND s.state <> 'released'`;
  const isOfDepartment = `(${whose}::text IS NULL OR h."leadDepartmentCode" = ${whose}
    OR EXISTS (SELECT 1 FROM "TicketHandler" s WHERE s."ticketId" = h."ticketId" AND ${beside}))`;
  if (query.id !== undefined || query.sought)
    return from(
      `unnest(${put(query.id === undefined ? query.sought : [query.id])}::uuid[]) AS s ("ticketId")`,
      isOfDepartment,
    );
  if (query.watcherId !== undefined)
    return from('"TicketWatcher" s', `s."userId" = ${put(query.watcherId)}::uuid AND ${isOfDepartment}`);
  if (query.officerId !== undefined)
    return from(
      `(SELECT id AS "ticketId" FROM "Ticket" WHERE "officerId" = ${put(query.officerId)}::uuid AND state = ANY (${states})) s`,
      isOfDepartment,
    );
  if (query.departmentCode === undefined) return byState(`${whose}::text IS NULL`);
  return `(${byState(`h."leadDepartmentCode" = ${whose}`)}) UNION (${from('"TicketHandler" s', beside)})`;
}

/** What of a list is not in where it is read from. */
function conditionsOf(query: SourceQuery, put: (value: unknown) => string): string[] {
  const { isDue, after, view, q, sought, officerId, body } = query;
  const [due, id] = after ?? [farAway, noTicket];
  const which: string[] = [];
  if (isDue === true) which.push('h."nextDueAt" IS NOT NULL');
  if (isDue === false) which.push(`h."nextDueAt" IS NULL AND h."ticketId" > ${put(id)}::uuid`);
  if (isDue && after)
    which.push(`(h."nextDueAt", h."ticketId") > (${put(due)}::timestamptz, ${put(id)}::uuid)`);
  if (query.updatedSince) which.push(`t."updatedAt" >= ${put(query.updatedSince)}::timestamptz`);
  if (query.updatedUntil) which.push(`t."updatedAt" < ${put(query.updatedUntil)}::timestamptz`);
  if (view === 'breaching') which.push(`h.alarm >= ${put(breachingFrom)}`);
  // Proposals are rated by the body that made them.
  if (view === 'follow_up') which.push(`t.kind <> 'proposal'`);
  if (body !== undefined) which.push(openToSql(put(body)));
  if (officerId !== undefined) which.push(`t."officerId" = ${put(officerId)}::uuid`);
  if (q !== '' && !sought)
    which.push(
      `(strpos(lower(t.title), lower(${put(q)})) > 0 OR starts_with(t.number, ${put(q.toUpperCase())}))`,
    );
  return which;
}
