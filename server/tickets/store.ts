// Reads and writes tickets and their timelines. Only service.ts and clocks.ts call it.
import { z } from 'zod';
import { cityDay } from '../calendar/index.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { orderedId } from '../platform/ordered-id.ts';
import type { ChangeSql, Sql } from '../platform/sql.ts';
import type { ClockDigest } from './clock-rows.ts';
import type { archivedLinesSchema, CreateTicket, TicketSummary } from './contract.ts';
import type { HandlerEffect, TimelineEntry } from './decision.ts';
import { isLineOf, linesOf } from './line-months.ts';
import type { reporterColumns } from './reporter.ts';
import { prefixNow } from './number.ts';
import { chainStart, eventHash } from './timeline.ts';
import {
  type ClockRow,
  type HandlerRow,
  type HeadedTicket,
  type SummaryRow,
  type TicketRow,
  ticketSummary,
} from './views.ts';

export type LockedTicket = HeadedTicket & {
  /** Number of the last line of its timeline. */
  lastSeq: number;
  clocks: ClockRow[];
  handlers: HandlerRow[];
  main: { state: TicketRow['state']; leadDepartmentCode: string | null } | null;
};

/** Reads what rules look at beside the ticket's own row. */
export async function mainOf(tx: Tx, ticket: { mainTicketId: string | null }): Promise<LockedTicket['main']> {
  if (ticket.mainTicketId === null) return null;
  return tx.ticket.findUnique({
    where: { id: ticket.mainTicketId },
    select: { state: true, leadDepartmentCode: true },
  });
}

/** Reads a ticket with its clocks and keeps others from changing it until the end of the transaction. */
export async function lockTicket(tx: Tx, id: string): Promise<LockedTicket> {
  await tx.$queryRaw`SELECT 1 FROM "Ticket" WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await tx.ticket.findUnique({
    where: { id },
    include: { head: true, clocks: true, handlers: true },
  });
  if (!row?.head) throw new AppError('not_found');
  return { ...row, lastSeq: row.head.lastSeq, main: await mainOf(tx, row) };
}

/** Every ticket passes here: written by hand, and nothing of it is read again. Its head comes with it, by a trigger. */
export async function insertTicket(
  sql: Sql,
  {
    place,
    reporter,
    proposal,
    ...ticket
  }: Omit<CreateTicket, 'citizenId'> & {
    citizenId: string;
    proposal: { bodyCode: string; form: string } | undefined;
    reporter: ReturnType<typeof reporterColumns>;
    createdById: string | null;
    createdAt: Date;
  },
): Promise<NewTicket> {
  const row = {
    ...blankTicket,
    ...ticket,
    categoryCode: ticket.categoryCode ?? null,
    districtCode: place.districtCode ?? null,
    bodyCode: proposal?.bodyCode ?? null,
  };
  const made = await sql.first(
    numberRow,
    `INSERT INTO "Ticket" (id, number, kind, urgency, title, text, channel, lang, "categoryCode", "citizenId",
       "citizenName", "citizenNameSealed", "citizenPhone", "citizenPhoneSealed", "citizenPhoneMark", sealed,
       "partyConcerned", address, "districtCode", "streetCode", "communityCode", latitude, longitude, "conversationId",
       "interactionId", "createdById", "createdAt", version, "bodyCode", "proposalForm")
     SELECT $1::uuid, ${prefixNow} || $2 || lpad(n, greatest(length(n), 6), '0'), $3::text::"TicketKind",
       $4::text::"Urgency", $5, $6, $7::text::"Channel", $8, $9, $10::uuid, $11, $12, $13, $14, $15, $16::boolean, $17, $18, $19, $20, $21,
       $22::float8, $23::float8, $24::uuid, $25::uuid, $26, $27::timestamptz, $28::int, $29, $30
     FROM (SELECT nextval('ticket_number')::text AS n) AS s
     RETURNING number`,
    [
      row.id,
      // Behind the city's prefix the local date, and a running number of the whole installation.
      cityDay(row.createdAt).replaceAll('-', ''),
      row.kind,
      row.urgency,
      row.title,
      row.text,
      row.channel,
      row.lang,
      row.categoryCode,
      row.citizenId,
      reporter.citizenNamePlain,
      reporter.citizenNameSealed,
      reporter.citizenPhonePlain,
      reporter.citizenPhoneSealed,
      reporter.citizenPhoneMark,
      row.sealed,
      row.partyConcerned ?? null,
      place.address ?? null,
      row.districtCode,
      place.streetCode ?? null,
      place.communityCode ?? null,
      place.latitude ?? null,
      place.longitude ?? null,
      row.conversationId ?? null,
      row.interactionId ?? null,
      row.createdById,
      row.createdAt,
      row.version,
      row.bodyCode,
      proposal?.form ?? null,
    ],
  );
  if (!made) throw new Error('the ticket was not written');
  return { ...row, number: made.number };
}
const numberRow = z.object({ number: z.string() });

/** What a ticket begins as. */
const blankTicket = {
  state: 'received',
  leadDepartmentCode: null,
  officerId: null,
  closedAt: null,
  bounces: 0,
  urges: 0,
  version: 1,
} as const;
/** What rules and lists look at in a ticket that was just filed. */
type NewTicket = Omit<SummaryRow, 'head'> & { closedAt: null; bodyCode: string | null };

/** Writes what lists show of a ticket that was just filed. */
export function writeHead(
  sql: ChangeSql,
  ticketId: string,
  { nextDueAt, nextClock, alarm }: ClockDigest,
): void {
  sql.send(`UPDATE "TicketHead" SET "nextDueAt" = $2, "nextClock" = $3, alarm = $4 WHERE "ticketId" = $1`, [
    ticketId,
    nextDueAt,
    nextClock,
    alarm,
  ]);
}

/** The lines of a ticket, in their order. What is not among them may lie in files (`archivedLinesOf`). */
export const timelineOf = async (tx: Tx, { head }: HeadedTicket) =>
  head ? tx.ticketEvent.findMany({ where: linesOf(head), orderBy: { seq: 'asc' } }) : [];

/** Of a ticket with these lines, those that lie in files of months that have left, in their order. */
export async function archivedLinesOf(
  tx: Tx,
  { head }: HeadedTicket,
  lines: readonly unknown[],
): Promise<z.infer<typeof archivedLinesSchema>[]> {
  if (!head || lines.length >= head.lastSeq) return [];
  const runs = await tx.archivedLines.findMany({
    where: { ticketId: head.ticketId },
    orderBy: { firstSeq: 'asc' },
  });
  return runs.map(({ firstSeq, lastSeq, month }) => ({
    firstSeq,
    lastSeq,
    month: month === 'before' ? null : month,
  }));
}

/**
 * Appends entries to the timeline under the next numbers, each chained to the one before. The ticket's head moves with
 * them, by a trigger. @returns the last number
 */
export async function appendTimeline(
  sql: ChangeSql,
  ticket: { id: string; lastSeq: number; state: TicketRow['state'] | null; head: HeadedTicket['head'] },
  entries: readonly TimelineEntry[],
  by: { kind: string; id: string | null; commandId: string; at: Date },
): Promise<number> {
  let prevHash =
    ticket.lastSeq === 0 ? chainStart : (ticket.head?.lastHash ?? (await readLastHash(sql, ticket.id)));
  let fromState = ticket.state;
  // What rules add before or after it has a name of its own.
  const given = Math.max(
    0,
    entries.findIndex((entry) => entry.by === 'giver'),
  );
  for (const [index, entry] of entries.entries()) {
    const bySystem = entry.by === 'system';
    const event = {
      ticketId: ticket.id,
      seq: ticket.lastSeq + index + 1,
      at: by.at,
      command: entry.command,
      fromState,
      toState: entry.toState,
      actorId: bySystem ? null : by.id,
      actorKind: bySystem ? 'system' : by.kind,
      reason: entry.reason,
      payload: entry.payload,
    };
    const hash = eventHash(prevHash, event);
    sql.send(
      `INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "fromState", "toState", "actorId", "actorKind",
         reason, payload, "commandId", "prevHash", hash)
       VALUES ($1, $2, $3, $4, $5, $6::text::"TicketState", $7::text::"TicketState", $8, $9, $10, $11, $12, $13, $14)`,
      [
        orderedId(),
        event.ticketId,
        event.seq,
        event.at,
        event.command,
        event.fromState,
        event.toState,
        event.actorId,
        event.actorKind,
        event.reason,
        JSON.stringify(event.payload),
        index === given ? by.commandId : `${by.commandId}/${index}`,
        prevHash,
        hash,
      ],
    );
    prevHash = hash;
    fromState = entry.toState;
  }
  return ticket.lastSeq + entries.length;
}

/** The hash of a ticket's last line: the head has it, once a line was written since heads know it. */
export const lastHash = `coalesce(h."lastHash",
  (SELECT e.hash FROM "TicketEvent" e WHERE ${isLineOf('e', 'h')} AND e.seq = h."lastSeq"))`;

async function readLastHash(sql: Sql, ticketId: string): Promise<string> {
  const row = await sql.first(
    z.object({ hash: z.string() }),
    `SELECT ${lastHash} AS hash FROM "TicketHead" h WHERE h."ticketId" = $1`,
    [ticketId],
  );
  if (!row) throw new Error(`the timeline of ${ticketId} has lost its last line`);
  return row.hash;
}

/** Writes what became of departments beside the lead. */
export async function writeHandlers(
  tx: Tx,
  ticketId: string,
  effects: readonly HandlerEffect[],
  now: Date,
): Promise<void> {
  for (const { departmentCode, state, task, answer } of effects) {
    const key = { ticketId_departmentCode: { ticketId, departmentCode } };
    const answered = answer === undefined ? {} : { answer, answeredAt: now };
    if (state === 'asked') {
      const fresh = { state, task: task ?? '', askedAt: now, answer: null, answeredAt: null };
      await tx.ticketHandler.upsert({
        where: key,
        create: { ticketId, departmentCode, ...fresh },
        update: fresh,
      });
    } else {
      await tx.ticketHandler.update({ where: key, data: { state, ...answered } });
    }
  }
}

export const finalStates = ['closed', 'merged', 'declined', 'referred'] as const;
/** Whether nothing more is to be done. */
export const isFinal = (state: TicketRow['state']): boolean => finalStates.some((one) => one === state);

/** Tickets of a citizen, newest first. */
export async function ticketsOfCitizen(
  database: Database,
  citizenId: string,
  openOnly: boolean,
): Promise<TicketSummary[]> {
  const rows = await database.read.ticket.findMany({
    where: { citizenId, ...(openOnly ? { state: { notIn: [...finalStates] } } : {}) },
    orderBy: { id: 'desc' },
    take: 50,
    include: { head: true },
  });
  return rows.map(ticketSummary);
}
