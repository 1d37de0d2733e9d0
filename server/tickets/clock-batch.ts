// Clocks of many tickets at once: read in two statements, and a batch of changes with their lines of the timeline written
// in three, however many they are.
import { z } from 'zod';
import { orderedId } from '../platform/ordered-id.ts';
import { type ChangeSql, columnsOf, type Sql } from '../platform/sql.ts';
import type { Clock } from './clock/index.ts';
import {
  clockRowSchema,
  digest,
  firedColumns,
  nextFireOf,
  type StoredClock,
  storedClock,
  storedWarnings,
} from './clock-rows.ts';
import { ticketStateSchema } from './contract.ts';
import { lastHash } from './store.ts';
import { chained, chainStart } from './timeline.ts';

const ticketSchema = z.object({
  id: z.string(),
  state: ticketStateSchema,
  lastSeq: z.number(),
  /** Hash of the last line. */
  hash: z.string().nullable(),
  kind: z.string(),
  urgency: z.string(),
  categoryCode: z.string().nullable(),
  bodyCode: z.string().nullable(),
  leadDepartmentCode: z.string().nullable(),
  officerId: z.string().nullable(),
});

/** A ticket that this transaction has locked, with its clocks that were asked for. */
export type TicketClocks = z.infer<typeof ticketSchema> & { clocks: StoredClock[] };

/** Locks tickets in one order everywhere, so that two of these never wait for each other, and reads them with all clocks. */
export async function lockTicketClocks(sql: ChangeSql, ids: readonly string[]): Promise<TicketClocks[]> {
  sql.send(lockTickets, [ids]);
  return readTicketClocks(sql, ids);
}

const lockTickets = `
  SELECT count(*) FROM (SELECT 1 FROM "Ticket" WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE) locked`;

/**
 * Reads tickets after they were locked, in the order of their ids: so indexes are written from one end to the other.
 * @param dueBy only the clocks that have to do something by then
 */
export async function readTicketClocks(
  sql: Sql,
  ids: readonly string[],
  dueBy?: Date,
): Promise<TicketClocks[]> {
  const asked = sql.rows(
    ticketSchema,
    `SELECT t.id, t.state, h."lastSeq", ${lastHash} AS hash, t.kind, t.urgency, t."categoryCode", t."bodyCode",
       t."leadDepartmentCode", t."officerId"
     FROM "Ticket" t JOIN "TicketHead" h ON h."ticketId" = t.id
     WHERE t.id = ANY ($1::uuid[]) ORDER BY t.id`,
    [ids],
  );
  const clocks = `SELECT ${columnsOf(clockRowSchema, 'c')} FROM unnest($1::uuid[]) AS wanted (id)
     JOIN "TicketClock" c ON c."ticketId" = wanted.id`;
  const askedClocks = dueBy
    ? sql.rows(clockRowSchema, `${clocks} WHERE c."nextFireAt" <= $2 AND c.state = 'running'`, [ids, dueBy])
    : sql.rows(clockRowSchema, clocks, [ids]);
  const [tickets, rows] = await Promise.all([asked, askedClocks]);
  const found = new Map(
    tickets.map((ticket): [string, TicketClocks] => [ticket.id, { ...ticket, clocks: [] }]),
  );
  for (const row of rows) found.get(row.ticketId)?.clocks.push(storedClock(row));
  return [...found.values()];
}

/** Whose clock it is, where the name alone does not say it. */
export const besideOf = ({ clock, departmentCode }: StoredClock): { departmentCode?: string } =>
  clock.name === 'co_handle' && departmentCode ? { departmentCode } : {};

/** What the system adds to the timeline of a ticket that is locked. */
export interface NewLines {
  ticket: Pick<TicketClocks, 'id' | 'state' | 'lastSeq' | 'hash'>;
  lines: {
    command: string;
    reason: string | null;
    payload: Record<string, unknown>;
  }[];
}

/** What happened to the clocks of one ticket: the clocks after it, and its lines. */
export interface ClockChange extends NewLines {
  ticket: TicketClocks;
  clocks: Map<string, Clock>;
}

/** Writes what rules did to clocks, and what the tickets, read with all their clocks and locked, show of them. */
export function writeRuledClocks(sql: ChangeSql, changes: readonly ClockChange[], now: Date): void {
  if (changes.length === 0) return;
  const clocks = changes.flatMap(({ ticket, clocks: changed }) =>
    ticket.clocks.flatMap(({ id, clock: before }) => {
      const after = changed.get(id);
      return after ? [moved(id, before, after)] : [];
    }),
  );
  const tickets = changes.map(({ ticket, clocks: changed }) => {
    const shown = digest(ticket.clocks.map(({ id, clock }) => changed.get(id) ?? clock));
    return { i: ticket.id, d: shown.nextDueAt?.getTime() ?? null, c: shown.nextClock, a: shown.alarm };
  });
  writeLines(sql, changes, now);
  sql.send(ruleClocks, [JSON.stringify(clocks)]);
  sql.send(showTickets, [JSON.stringify(tickets)]);
}

/**
 * What rules moved of a clock, under short names; what a new holiday leaves as it was does not go to Postgres. Moments
 * are numbers: a hundred thousand texts cost both sides.
 */
function moved(id: string, before: Clock, after: Clock) {
  const isSameRule = before.policyCode === after.policyCode && before.calendarCode === after.calendarCode;
  return {
    i: id,
    ...(isSameRule ? {} : { p: after.policyCode, c: after.calendarCode }),
    ...(before.budget === after.budget ? {} : { b: after.budget }),
    ...(before.state === after.state ? {} : { s: after.state }),
    d: after.dueAt,
    v: after.isProvisional,
    w: storedWarnings(after),
    x: after.breachedAt,
    n: nextFireOf(after),
  };
}

/** Writes what clocks did at their moments. The tickets are locked; their next due time stays what it was. */
export function writeFiredClocks(
  sql: ChangeSql,
  changes: readonly (ClockChange & { share: number })[],
  now: Date,
): void {
  if (changes.length === 0) return;
  const clocks = changes.flatMap((change) =>
    [...change.clocks].map(([id, clock]) => ({ id, ...firedColumns(clock) })),
  );
  const tickets = changes.map(({ ticket, share }) => ({ id: ticket.id, share }));
  writeLines(sql, changes, now);
  sql.send(fireClocks, [JSON.stringify(clocks)]);
  sql.send(alarmTickets, [JSON.stringify(tickets)]);
}

/** Appends lines to the timelines of many tickets in one statement; a trigger moves their heads. */
export function writeLines(sql: ChangeSql, changes: readonly NewLines[], now: Date): void {
  const lines = changes.flatMap((change) => chainLines(change, now));
  sql.send(insertLines, [`[${lines.join(',')}]`, now]);
}

/** Lines as JSON under short names: what goes to Postgres for 100,000 clocks is worth the saving. */
function chainLines({ ticket, lines }: NewLines, now: Date): string[] {
  let prevHash = ticket.hash ?? chainStart;
  return lines.map(({ command, reason, payload }, index) => {
    const seq = ticket.lastSeq + index + 1;
    const link = chained(prevHash, {
      ticketId: ticket.id,
      seq,
      at: now,
      command,
      fromState: ticket.state,
      toState: ticket.state,
      actorId: null,
      actorKind: 'system',
      reason,
      payload,
    });
    const stored = `{"i":"${orderedId()}","t":"${ticket.id}","s":${seq},"c":${JSON.stringify(command)},"f":"${ticket.state}","r":${JSON.stringify(reason)},"p":${link.payload},"v":"${prevHash}","h":"${link.hash}"}`;
    prevHash = link.hash;
    return stored;
  });
}

// No caller gives these lines twice: what they tell of is in the locked rows. So their command needs no name of its own.
const insertLines = `
  INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "fromState", "toState", "actorKind", reason, payload,
    "prevHash", hash)
  SELECT i, t, s, $2::timestamptz, c, f::"TicketState", f::"TicketState", 'system', r, p, v, h
  FROM jsonb_to_recordset($1) AS line (i uuid, t uuid, s int, c text, f text, r text, p jsonb, v text, h text)`;
const ruleClocks = `
  UPDATE "TicketClock" c SET "policyCode" = coalesce(n.p, c."policyCode"),
    "calendarCode" = coalesce(n.c, c."calendarCode"), budget = coalesce(n.b, c.budget),
    state = coalesce(n.s::"ClockState", c.state), "dueAt" = to_timestamp(n.d / 1000), "isProvisional" = n.v,
    warnings = n.w, "breachedAt" = to_timestamp(n.x / 1000), "nextFireAt" = to_timestamp(n.n / 1000)
  FROM jsonb_to_recordset($1) AS n (i uuid, p text, c text, b jsonb, s text, d float, v bool, w jsonb, x float, n float)
  WHERE c.id = n.i`;
const showTickets = `
  UPDATE "TicketHead" t SET "nextDueAt" = to_timestamp(n.d / 1000), "nextClock" = n.c, alarm = n.a
  FROM jsonb_to_recordset($1) AS n (i uuid, d float, c text, a float) WHERE t."ticketId" = n.i`;
const fireClocks = `
  UPDATE "TicketClock" c SET state = n.state::"ClockState", warnings = n.warnings, "breachedAt" = n."breachedAt",
    "nextFireAt" = n."nextFireAt"
  FROM jsonb_to_recordset($1) AS n (id uuid, state text, warnings jsonb, "breachedAt" timestamptz,
    "nextFireAt" timestamptz)
  WHERE c.id = n.id`;
const alarmTickets = `
  UPDATE "TicketHead" t SET alarm = GREATEST(t.alarm, n.share)
  FROM jsonb_to_recordset($1) AS n (id uuid, share float) WHERE t."ticketId" = n.id`;
