// Reads and writes tickets and their timelines. Only service.ts and clocks.ts call it.
import { z } from 'zod';
import type { Prisma } from '#database';
import { cityDay } from '../platform/city-day.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { type Veil, veilText } from '../platform/privacy.ts';
import type { TicketSummary, ticketListQuerySchema } from './contract.ts';
import type { HandlerEffect, TimelineEntry } from './decision.ts';
import { chainStart, eventHash } from './timeline.ts';
import { type ClockRow, type HandlerRow, type HeadedTicket, type TicketRow, ticketSummary } from './views.ts';

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

/** The next ticket number of the day: city prefix, local date, running number of the whole installation. */
export async function nextTicketNumber(tx: Tx, now: Date): Promise<string> {
  const [row] = await tx.$queryRaw<{ next: bigint }[]>`SELECT nextval('ticket_number') AS next`;
  if (!row) throw new Error('the ticket number sequence gave nothing');
  const day = cityDay(now).replaceAll('-', '');
  return `SZ${day}${String(row.next).padStart(6, '0')}`;
}

/** Appends entries to the timeline under the next numbers, each chained to the one before. */
export async function appendTimeline(
  tx: Tx,
  ticket: { id: string; lastSeq: number; state: TicketRow['state'] | null },
  entries: readonly TimelineEntry[],
  by: { kind: string; id: string | null; commandId: string; at: Date },
): Promise<number> {
  const last =
    ticket.lastSeq === 0
      ? null
      : await tx.ticketEvent.findUnique({
          where: { ticketId_seq: { ticketId: ticket.id, seq: ticket.lastSeq } },
        });
  let prevHash = last?.hash ?? chainStart;
  let fromState = ticket.state;
  const rows: Prisma.TicketEventCreateManyInput[] = [];
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
      payload: entry.payload as Prisma.InputJsonObject,
    };
    const hash = eventHash(prevHash, event);
    rows.push({
      ...event,
      commandId: index === given ? by.commandId : `${by.commandId}/${index}`,
      prevHash,
      hash,
    });
    prevHash = hash;
    fromState = entry.toState;
  }
  await tx.ticketEvent.createMany({ data: rows });
  return ticket.lastSeq + rows.length;
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

type ListQuery = z.infer<typeof ticketListQuerySchema>;

const viewFilter: Readonly<Record<ListQuery['view'], Prisma.TicketHeadWhereInput>> = {
  triage: { state: { in: ['received', 'returned'] } },
  department: { state: { in: ['dispatched', 'accepted', 'rework', 'waiting_citizen', 'replied'] } },
  approval: { state: 'replied' },
  follow_up: { state: { in: ['approved', 'follow_up'] } },
  breaching: { alarm: { gte: 0.8 }, nextDueAt: { not: null } },
  watched: {},
  mine: { state: { in: ['dispatched', 'accepted', 'rework', 'waiting_citizen', 'replied'] } },
  all: {},
};

/** A department's tickets: those that it leads, and those that it works on beside another. */
const ofDepartment = (departmentCode: string): Prisma.TicketWhereInput => ({
  OR: [
    { leadDepartmentCode: departmentCode },
    { handlers: { some: { departmentCode, state: { not: 'released' } } } },
  ],
});

/** Stands for "nothing is due" in a cursor and in the order: after everything that is. */
const farAway = '9999-12-31T00:00:00.000Z';

const isAfter = ([due, id]: [string, string]): Prisma.TicketHeadWhereInput =>
  due === farAway
    ? { nextDueAt: null, ticketId: { gt: id } }
    : { OR: [{ nextDueAt: { gt: due } }, { nextDueAt: due, ticketId: { gt: id } }, { nextDueAt: null }] };

/** Rows that are looked at in one go for words that may stand behind the veil. */
const soughtAtOnce = 200;

/**
 * One page of tickets, the earliest due first, then by id. `departmentCode` limits to one lead department. Words are found
 * in what the reader's veil leaves of a title: whoever sees stars must not learn digit by digit what is behind them.
 * Keyset: the cursor is (due time or far away, id). It goes along the heads, whose indexes have that order.
 */
export async function listTickets(
  database: Database,
  query: Omit<ListQuery, 'departmentCode'> & {
    departmentCode?: string | undefined;
    officerId?: string | undefined;
    watcherId?: string | undefined;
    veil: Veil;
  },
): Promise<{ items: TicketSummary[]; nextCursor: string | null }> {
  const q = query.q?.trim() ?? '';
  const filters: Prisma.TicketHeadWhereInput[] = [viewFilter[query.view]];
  const ticket: Prisma.TicketWhereInput[] = [];
  if (query.state) filters.push({ state: query.state });
  if (query.departmentCode) ticket.push(ofDepartment(query.departmentCode));
  if (query.officerId) ticket.push({ officerId: query.officerId });
  if (query.watcherId) ticket.push({ watchers: { some: { userId: query.watcherId } } });
  if (q) {
    ticket.push({
      OR: [{ number: { startsWith: q.toUpperCase() } }, { title: { contains: q, mode: 'insensitive' } }],
    });
  }
  const isFound = ({ number, title }: TicketRow): boolean =>
    q === '' ||
    number.startsWith(q.toUpperCase()) ||
    veilText(title, query.veil).toLowerCase().includes(q.toLowerCase());
  const keyOf = (row: Prisma.TicketHeadModel): [string, string] => [
    row.nextDueAt?.toISOString() ?? farAway,
    row.ticketId,
  ];
  const take = q === '' ? query.limit + 1 : Math.max(query.limit + 1, soughtAtOnce);
  const rows: (Prisma.TicketHeadModel & { ticket: TicketRow })[] = [];
  let after = query.cursor ? decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  do {
    const some = await database.read.ticketHead.findMany({
      where: {
        AND: [
          ...filters,
          ...(after ? [isAfter(after)] : []),
          ...(ticket.length > 0 ? [{ ticket: { AND: ticket } }] : []),
        ],
      },
      orderBy: [{ nextDueAt: { sort: 'asc', nulls: 'last' } }, { ticketId: 'asc' }],
      take,
      include: { ticket: true },
    });
    rows.push(...some.filter((row) => isFound(row.ticket)));
    const last = some.length === take ? some.at(-1) : undefined;
    after = last && keyOf(last);
  } while (after && rows.length <= query.limit);
  const page = toPage(rows.slice(0, query.limit + 1), query.limit, keyOf);
  return {
    items: page.items.map((row) => ticketSummary({ ...row.ticket, head: row })),
    nextCursor: page.nextCursor,
  };
}
