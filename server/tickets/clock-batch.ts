// Clocks of many tickets at once: read in two statements, and a batch of changes with their lines of the timeline written
// in three, however many they are.
import { z } from 'zod';
import { orderedId } from '../platform/ordered-id.ts';
import { columnsOf, type Sql } from '../platform/sql.ts';
import type { Clock } from './clock/index.ts';
import { clockRowSchema, columnsOfClock, digest, type StoredClock, storedClock } from './clock-rows.ts';
import { ticketStateSchema } from './contract.ts';
import { chainStart, eventHash } from './timeline.ts';

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
export type TicketClocks = z.infer<typeof ticketSchema> & { clocks: StoredClock[] };

/** Reads tickets after they were locked, in the order of their ids: so indexes are written from one end to the other. */
export async function readTicketClocks(sql: Sql, ids: readonly string[]): Promise<TicketClocks[]> {
  const tickets = await sql.rows(
    ticketSchema,
    `SELECT t.id, t.state, t."lastSeq", e.hash, t.kind, t.urgency, t."categoryCode"
     FROM unnest($1::uuid[]) AS wanted (id) JOIN "Ticket" t ON t.id = wanted.id
     LEFT JOIN "TicketEvent" e ON e."ticketId" = t.id AND e.seq = t."lastSeq" ORDER BY t.id`,
    [ids],
  );
  const rows = await sql.rows(
    clockRowSchema,
    `SELECT ${columnsOf(clockRowSchema, 'c')} FROM unnest($1::uuid[]) AS wanted (id)
     JOIN "TicketClock" c ON c."ticketId" = wanted.id`,
    [ids],
  );
  const found = new Map(
    tickets.map((ticket): [string, TicketClocks] => [ticket.id, { ...ticket, clocks: [] }]),
  );
  for (const row of rows) found.get(row.ticketId)?.clocks.push(storedClock(row));
  return [...found.values()];
}

/** Whose clock it is, where the name alone does not say it. */
export const besideOf = ({ clock, departmentCode }: StoredClock): { departmentCode?: string } =>
  clock.name === 'co_handle' && departmentCode ? { departmentCode } : {};

/** What happened to the clocks of one ticket: the clocks after it, and its lines. */
export interface ClockChange {
  ticket: TicketClocks;
  clocks: Map<string, Clock>;
  lines: {
    command: string;
    reason: string | null;
    payload: Record<string, unknown>;
  }[];
}

/** Writes a batch: lines, clocks, and what the tickets show of them. The tickets are locked. */
export async function writeClockChanges(sql: Sql, changes: readonly ClockChange[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const lines = changes.flatMap((change) => chainLines(change, now));
  const clocks = changes.flatMap((change) =>
    [...change.clocks].map(([id, clock]) => ({ id, ...columnsOfClock(clock) })),
  );
  const tickets = changes.map(({ ticket, clocks: changed, lines: own }) => {
    const shown = digest(ticket.clocks.map(({ id, clock }) => changed.get(id) ?? clock));
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
    const stored = { id: orderedId(), ...event, prevHash, hash: eventHash(prevHash, event) };
    prevHash = stored.hash;
    return stored;
  });
}

// No caller gives these lines twice: what they tell of is in the locked rows. So their command needs no name of its own.
const insertLines = `
  INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "fromState", "toState", "actorId", "actorKind", reason,
    payload, "commandId", "prevHash", hash)
  SELECT id, "ticketId", seq, at, command, "fromState"::"TicketState", "toState"::"TicketState", "actorId",
    "actorKind", reason, payload, 'system-' || "ticketId" || '-' || seq, "prevHash", hash
  FROM jsonb_to_recordset($1) AS line (id uuid, "ticketId" uuid, seq int, at timestamptz, command text, "fromState" text,
    "toState" text, "actorId" text, "actorKind" text, reason text, payload jsonb, "prevHash" text, hash text)`;
const updateClocks = `
  UPDATE "TicketClock" c SET "policyCode" = n."policyCode", "calendarCode" = n."calendarCode", budget = n.budget,
    state = n.state::"ClockState", "dueAt" = n."dueAt", "isProvisional" = n."isProvisional", warnings = n.warnings,
    "breachedAt" = n."breachedAt", "nextFireAt" = n."nextFireAt"
  FROM jsonb_to_recordset($1) AS n (id uuid, "policyCode" text, "calendarCode" text, budget jsonb, state text,
    "dueAt" timestamptz, "isProvisional" bool, warnings jsonb, "breachedAt" timestamptz, "nextFireAt" timestamptz)
  WHERE c.id = n.id`;
const updateTickets = `
  UPDATE "Ticket" t SET "lastSeq" = n."lastSeq", "nextDueAt" = n."nextDueAt", "nextClock" = n."nextClock",
    alarm = n.alarm
  FROM jsonb_to_recordset($1) AS n (id uuid, "lastSeq" int, "nextDueAt" timestamptz, "nextClock" text, alarm float)
  WHERE t.id = n.id`;
