// Clocks of many tickets at once: rows to plain clocks, and a batch of changes with their lines of the timeline in three
// statements, however many they are.
import { z } from 'zod';
import { columnsOf, type Sql } from '../platform/sql.ts';
import { budgetSchema, type Clock, nextFire } from './clock/index.ts';
import { digest } from './clocks.ts';
import { clockNameSchema, ticketStateSchema } from './contract.ts';
import { chainStart, eventHash } from './timeline.ts';
import { extensionsSchema, pausesSchema, warningsSchema } from './views.ts';

const rowSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  clock: clockNameSchema,
  departmentCode: z.string().nullable(),
  policyCode: z.string(),
  calendarCode: z.string(),
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  budget: budgetSchema,
  startedAt: z.date(),
  dueAt: z.date(),
  warnings: warningsSchema,
  pauses: pausesSchema,
  extensions: extensionsSchema,
  pausedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  breachedAt: z.date().nullable(),
  nextFireAt: z.date().nullable(),
});
type Row = z.infer<typeof rowSchema>;

const ticketSchema = z.object({
  id: z.string(),
  state: ticketStateSchema,
  lastSeq: z.number(),
  /** Hash of the last line. */
  hash: z.string().nullable(),
  kind: z.string(),
  urgency: z.string(),
  categoryCode: z.string().nullable(),
});

/** A ticket that this transaction has locked, with all its clocks. */
export type TicketClocks = z.infer<typeof ticketSchema> & { clocks: Row[] };

/** Reads tickets after they were locked. */
export async function readTicketClocks(sql: Sql, ids: readonly string[]): Promise<TicketClocks[]> {
  const tickets = await sql.rows(
    ticketSchema,
    `SELECT t.id, t.state, t."lastSeq", e.hash, t.kind, t.urgency, t."categoryCode"
     FROM unnest($1::uuid[]) AS wanted (id) JOIN "Ticket" t ON t.id = wanted.id
     LEFT JOIN "TicketEvent" e ON e."ticketId" = t.id AND e.seq = t."lastSeq"`,
    [ids],
  );
  const rows = await sql.rows(
    rowSchema,
    `SELECT ${columnsOf(rowSchema, 'c')} FROM unnest($1::uuid[]) AS wanted (id)
     JOIN "TicketClock" c ON c."ticketId" = wanted.id`,
    [ids],
  );
  const found = new Map(
    tickets.map((ticket): [string, TicketClocks] => [ticket.id, { ...ticket, clocks: [] }]),
  );
  for (const row of rows) found.get(row.ticketId)?.clocks.push(row);
  return [...found.values()];
}

/** Whose clock it is, where the name alone does not say it. */
export const besideOf = ({ clock, departmentCode }: Row): { departmentCode?: string } =>
  clock === 'co_handle' && departmentCode ? { departmentCode } : {};

/** A row as the plain clock that the rules work on. */
export function clockOf(row: Row): Clock {
  return {
    name: row.clock,
    policyCode: row.policyCode,
    calendarCode: row.calendarCode,
    budget: row.budget,
    warnAt: row.warnings.map(({ share }) => share),
    state: row.state,
    startedAt: row.startedAt.getTime(),
    pauses: row.pauses.map(([from, to]) => [Date.parse(from), Date.parse(to)]),
    pausedAt: row.pausedAt?.getTime() ?? null,
    extensions: row.extensions,
    dueAt: row.dueAt.getTime(),
    warnings: row.warnings.map(({ share, at, firedAt }) => ({
      share,
      at: Date.parse(at),
      firedAt: firedAt ? Date.parse(firedAt) : null,
    })),
    breachedAt: row.breachedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  };
}

/** When a clock has to do something next; null when nothing is left. */
export function nextFireOf(clock: Clock): number | null {
  return clock.state === 'running' ? nextFire(clock).at : null;
}

/** What happened to the clocks of one ticket: the clocks after it, and its lines. */
export interface ClockChange {
  ticket: TicketClocks;
  clocks: { id: string; clock: Clock }[];
  lines: {
    command: string;
    reason: string | null;
    payload: Record<string, unknown>;
  }[];
}

/** Writes a batch: lines, clocks, and what the tickets show of them. The tickets are locked. */
export async function writeClockChanges(sql: Sql, changes: readonly ClockChange[], now: Date): Promise<void> {
  const lines = changes.flatMap((change) => chainLines(change, now));
  const clocks = changes.flatMap((change) => change.clocks.map(({ id, clock }) => rowOf(id, clock)));
  const tickets = changes.map(({ ticket, clocks: changed, lines: own }) => {
    const after = new Map(changed.map(({ id, clock }) => [id, rowOf(id, clock)]));
    const shown = digest(ticket.clocks.map((row) => ({ ...row, ...after.get(row.id) })));
    return { id: ticket.id, lastSeq: ticket.lastSeq + own.length, ...shown };
  });
  await sql.run(insertLines, [JSON.stringify(lines)]);
  await sql.run(updateClocks, [JSON.stringify(clocks)]);
  await sql.run(updateTickets, [JSON.stringify(tickets)]);
}

function chainLines({ ticket, lines }: ClockChange, now: Date) {
  let prevHash = ticket.hash ?? chainStart;
  return lines.map((line, index) => {
    const event = {
      ticketId: ticket.id,
      seq: ticket.lastSeq + index + 1,
      at: now,
      fromState: ticket.state,
      toState: ticket.state,
      actorId: null,
      actorKind: 'system',
      ...line,
    };
    const stored = { ...event, prevHash, hash: eventHash(prevHash, event) };
    prevHash = stored.hash;
    return stored;
  });
}

/** The columns of a clock that rules change. */
export function rowOf(id: string, clock: Clock) {
  const nextFireAt = nextFireOf(clock);
  return {
    id,
    policyCode: clock.policyCode,
    calendarCode: clock.calendarCode,
    budget: clock.budget,
    state: clock.state,
    dueAt: new Date(clock.dueAt),
    warnings: clock.warnings.map(({ share, at, firedAt }) => ({
      share,
      at: new Date(at).toISOString(),
      firedAt: firedAt === null ? null : new Date(firedAt).toISOString(),
    })),
    breachedAt: clock.breachedAt === null ? null : new Date(clock.breachedAt),
    nextFireAt: nextFireAt === null ? null : new Date(nextFireAt),
  };
}

// No caller gives these lines twice: what they tell of is in the locked rows. So their command needs no name of its own.
const insertLines = `
  INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "fromState", "toState", "actorId", "actorKind", reason,
    payload, "commandId", "prevHash", hash)
  SELECT gen_random_uuid(), "ticketId", seq, at, command, "fromState"::"TicketState", "toState"::"TicketState", "actorId",
    "actorKind", reason, payload, 'system-' || "ticketId" || '-' || seq, "prevHash", hash
  FROM jsonb_to_recordset($1) AS line ("ticketId" uuid, seq int, at timestamptz, command text, "fromState" text,
    "toState" text, "actorId" text, "actorKind" text, reason text, payload jsonb, "prevHash" text, hash text)`;
const updateClocks = `
  UPDATE "TicketClock" c SET "policyCode" = n."policyCode", "calendarCode" = n."calendarCode", budget = n.budget,
    state = n.state::"ClockState", "dueAt" = n."dueAt", warnings = n.warnings, "breachedAt" = n."breachedAt",
    "nextFireAt" = n."nextFireAt"
  FROM jsonb_to_recordset($1) AS n (id uuid, "policyCode" text, "calendarCode" text, budget jsonb, state text,
    "dueAt" timestamptz, warnings jsonb, "breachedAt" timestamptz, "nextFireAt" timestamptz)
  WHERE c.id = n.id`;
const updateTickets = `
  UPDATE "Ticket" t SET "lastSeq" = n."lastSeq", "nextDueAt" = n."nextDueAt", "nextClock" = n."nextClock",
    alarm = n.alarm
  FROM jsonb_to_recordset($1) AS n (id uuid, "lastSeq" int, "nextDueAt" timestamptz, "nextClock" text, alarm float)
  WHERE t.id = n.id`;
