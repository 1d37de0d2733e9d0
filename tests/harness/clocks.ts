// Very many tickets with running clocks, written straight into the tables as the product would have left them.
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Clock, nextFire } from '../../server/tickets/clock/index.ts';
import { chainStart, eventHash } from '../../server/tickets/timeline.ts';

const pageTickets = 5_000;

/** Files dispatched tickets under numbers of their own, each with the clocks that `clocksOf` gives it. */
export async function fileTickets(
  client: pg.Client,
  count: number,
  clocksOf: (index: number) => readonly Clock[],
): Promise<void> {
  for (let from = 0; from < count; from += pageTickets) {
    const indexes = Array.from(
      { length: Math.min(pageTickets, count - from) },
      (_one, index) => from + index,
    );
    const page = indexes.map((index) => ticketRows(clocksOf(index)));
    const tickets = JSON.stringify(page.map(({ ticket }) => ticket));
    await client.query(insertTickets, [tickets]);
    await client.query(setHeads, [tickets]);
    await client.query(insertLines, [JSON.stringify(page.map(({ line }) => line))]);
    await client.query(insertClocks, [JSON.stringify(page.flatMap(({ clocks }) => clocks))]);
  }
}

function ticketRows(clocks: readonly Clock[]) {
  const id = randomUUID();
  const startedAt = new Date(Math.min(...clocks.map((clock) => clock.startedAt)));
  const dueAt = new Date(Math.min(...clocks.map((clock) => clock.dueAt)));
  const event = {
    ticketId: id,
    seq: 1,
    at: startedAt,
    command: 'create',
    fromState: null,
    toState: 'dispatched',
    actorId: null,
    actorKind: 'system',
    reason: null,
    payload: {},
  };
  return {
    ticket: { id, startedAt, dueAt, clock: clocks[0]?.name },
    line: { ...event, hash: eventHash(chainStart, event) },
    clocks: clocks.map((clock) => ({
      ...clock,
      ticketId: id,
      startedAt: new Date(clock.startedAt),
      dueAt: new Date(clock.dueAt),
      warnings: clock.warnings.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
      nextFireAt: new Date(nextFire(clock).at),
    })),
  };
}

const insertTickets = `
  INSERT INTO "Ticket" (id, number, kind, state, title, text, channel, "citizenId", "createdAt", "dispatchedAt", version)
  SELECT id, 'SZ' || nextval('ticket_number'), 'complaint', 'dispatched', '路灯不亮', '科苑路路灯不亮', 'web',
    gen_random_uuid(), "startedAt", "startedAt", 1
  FROM jsonb_to_recordset($1) AS t (id uuid, "startedAt" timestamptz)`;
const setHeads = `
  UPDATE "TicketHead" h SET "nextDueAt" = t."dueAt", "nextClock" = t.clock
  FROM jsonb_to_recordset($1) AS t (id uuid, "dueAt" timestamptz, clock text) WHERE h."ticketId" = t.id`;
const insertLines = `
  INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "toState", "actorKind", payload, "commandId", "prevHash", hash)
  SELECT gen_random_uuid(), "ticketId", 1, at, command, "toState"::"TicketState", "actorKind", payload,
    'create-' || "ticketId", '${chainStart}', hash
  FROM jsonb_to_recordset($1) AS e ("ticketId" uuid, at timestamptz, command text, "toState" text, "actorKind" text,
    payload jsonb, hash text)`;
const insertClocks = `
  INSERT INTO "TicketClock" (id, "ticketId", clock, "policyCode", "calendarCode", budget, "startedAt", "dueAt",
    "isProvisional", warnings, "nextFireAt")
  SELECT gen_random_uuid(), "ticketId", name, "policyCode", "calendarCode", budget, "startedAt", "dueAt", "isProvisional",
    warnings, "nextFireAt"
  FROM jsonb_to_recordset($1) AS c ("ticketId" uuid, name text, "policyCode" text, "calendarCode" text, budget jsonb,
    "startedAt" timestamptz, "dueAt" timestamptz, "isProvisional" bool, warnings jsonb, "nextFireAt" timestamptz)`;
