// Tickets as everybody may see them: whatever is sealed, reported in confidence or about a person's own rights stays out.
// No word of a citizen is in here; who has such words publishes them by rules of its own.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type PublicStep, type PublicTicket, publicStepNames } from './contract.ts';
import type { TicketService } from './service.ts';
import { finalStates, isFinal } from './store.ts';
import { ticketStateSchema } from './words.ts';

/** Kinds that concern one person, or that were told in confidence. */
export const privateKinds: readonly string[] = [
  'report',
  'disclosure_request',
  'petition',
  'petition_review',
  'petition_recheck',
  'proposal',
];
/** From its check on, an answer is an answer. */
const answeredStates: readonly string[] = ['approved', 'follow_up', 'closed', 'rework'];

/** Tickets `t`, each with the one `m` that it was merged into: what happens to that one happens to it. */
const publicTickets = `
  "Ticket" t LEFT JOIN "Ticket" m ON m.id = t."mainTicketId" AND t.state = 'merged'
    AND NOT m.sealed AND m.kind::text <> ALL($1::text[])
  WHERE NOT t.sealed AND t.kind::text <> ALL($1::text[])`;
const state = 'coalesce(m.state, t.state)';
const isOpen = `${state}::text <> ALL($2::text[])`;

const ticketRow = z.object({
  id: z.string(),
  number: z.string(),
  categoryCode: z.string().nullable(),
  state: ticketStateSchema,
  isOpen: z.boolean(),
  departmentCode: z.string().nullable(),
  districtCode: z.string().nullable(),
  streetCode: z.string().nullable(),
  communityCode: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  publicReply: z.string().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  closedAt: z.date().nullable(),
  dueAt: z.date().nullable(),
});

const ticketColumns = `t.id, t.number, t."categoryCode", ${state} AS state, ${isOpen} AS "isOpen",
  coalesce(t."leadDepartmentCode", m."leadDepartmentCode") AS "departmentCode",
  t."districtCode", t."streetCode", t."communityCode", t.latitude, t.longitude,
  CASE WHEN m.id IS NULL THEN t."publicReply" ELSE m."publicReply" END AS "publicReply",
  t."createdAt", greatest(t."updatedAt", m."updatedAt") AS "updatedAt",
  coalesce(m."closedAt", t."closedAt") AS "closedAt",
  (SELECT c."dueAt" FROM "TicketClock" c
   WHERE c."ticketId" = coalesce(m.id, t.id) AND c.clock = 'resolve' AND c.state <> 'cancelled'
   ORDER BY c."startedAt" DESC LIMIT 1) AS "dueAt"`;

const stepRow = z.object({
  id: z.string(),
  ticketId: z.string(),
  number: z.string(),
  command: z.enum(publicStepNames),
  at: z.date(),
  toState: ticketStateSchema,
  departmentCode: z.string().nullable(),
  publicReply: z.string().nullable(),
  state: ticketStateSchema,
});

export class PublicTickets {
  readonly #database: Database;
  readonly #tickets: TicketService;

  constructor(database: Database, tickets: TicketService) {
    this.#database = database;
    this.#tickets = tickets;
  }

  /** Those of some categories that were received within a span, newest first. */
  async list(query: {
    categoryCodes: readonly string[];
    from: Date;
    until: Date;
    isOpen?: boolean | undefined;
    offset: number;
    limit: number;
  }): Promise<PublicTicket[]> {
    const rows = await this.#database.sql.rows(
      ticketRow,
      `SELECT ${ticketColumns} FROM ${publicTickets}
         AND t."categoryCode" = ANY($3::text[]) AND t."createdAt" >= $4 AND t."createdAt" <= $5
         AND ($6::boolean IS NULL OR (${isOpen}) = $6)
       ORDER BY t."createdAt" DESC, t.id DESC OFFSET $7 LIMIT $8`,
      [
        privateKinds,
        finalStates,
        query.categoryCodes,
        query.from,
        query.until,
        query.isOpen ?? null,
        query.offset,
        query.limit,
      ],
    );
    return rows.map(answeredOnly);
  }

  /** Those with these numbers, in no order. */
  async byNumbers(numbers: readonly string[]): Promise<PublicTicket[]> {
    const rows = await this.#database.sql.rows(
      ticketRow,
      `SELECT ${ticketColumns} FROM ${publicTickets} AND t.number = ANY($3::text[])`,
      [privateKinds, finalStates, numbers.map((number) => number.toUpperCase())],
    );
    return rows.map(answeredOnly);
  }

  /** Steps of tickets' lives that everybody may see, within a span, oldest first. */
  async steps(query: {
    categoryCodes: readonly string[];
    from: Date;
    until: Date;
    limit: number;
  }): Promise<PublicStep[]> {
    const rows = await this.#database.sql.rows(
      stepRow,
      `SELECT e.id, t.id AS "ticketId", t.number, e.command, e.at, e."toState", t."publicReply", t.state,
              coalesce(e.payload ->> 'departmentCode', t."leadDepartmentCode") AS "departmentCode"
       FROM "TicketEvent" e JOIN "Ticket" t ON t.id = e."ticketId"
       WHERE NOT t.sealed AND t.kind::text <> ALL($1::text[])
         AND t."categoryCode" = ANY($2::text[]) AND e.command = ANY($3::text[]) AND e.at >= $4 AND e.at <= $5
       ORDER BY e.at, e.id LIMIT $6`,
      [privateKinds, query.categoryCodes, publicStepNames, query.from, query.until, query.limit],
    );
    return rows.map(({ toState, state: now, publicReply, ...row }) => ({
      ...row,
      isOpen: !isFinal(toState),
      publicReply: answeredStates.includes(now) ? publicReply : null,
    }));
  }

  /**
   * What whoever filed a ticket adds: an answer where the department has asked, an urge (催办) otherwise.
   * The same commandId twice is once. @throws AppError `wrong_state` when the ticket takes nothing more
   */
  async hear(ticketId: string, said: { commandId: string; text: string }): Promise<void> {
    let refused: { in: string; error: AppError } | undefined;
    for (;;) {
      const { state: now, version } = await this.#tickets.summary(ticketId);
      if (refused?.in === now) throw refused.error;
      const command = now === 'waiting_citizen' ? 'citizen_answered' : 'urge';
      try {
        return await this.#tickets.command({ kind: 'citizen' }, ticketId, { command, version, ...said });
      } catch (error) {
        // The department may have asked, or been answered, since the look: what is said holds all the same.
        if (!(error instanceof AppError) || error.code !== 'wrong_state') throw error;
        refused = { in: now, error };
      }
    }
  }
}

function answeredOnly({ state: now, ...row }: z.infer<typeof ticketRow>): PublicTicket {
  return { ...row, publicReply: answeredStates.includes(now) ? row.publicReply : null };
}
