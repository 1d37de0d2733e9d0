// Use cases of tickets: load, decide (lifecycle.ts), write, emit; each in one transaction.
import type { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import { type Intake, normalisePhone } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import { type Actor, demand } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Metrics } from '../platform/metrics.ts';
import { type ClockBook, openClocks, withDues } from './clocks.ts';
import type {
  CreateTicket,
  TicketCommand,
  TicketSummary,
  TicketView,
  ticketListQuerySchema,
} from './contract.ts';
import { allowedCommands, decide, type Giver, type TicketFacts } from './lifecycle.ts';
import {
  appendTimeline,
  type LockedTicket,
  listTickets,
  lockTicket,
  nextTicketNumber,
  ticketsOfCitizen,
} from './store.ts';
import { clockView, ticketDetails, ticketSummary, timelineEvent } from './views.ts';

/** Who acts on a ticket: somebody signed in, a citizen who proved the right, or a rule. */
export type TicketActor = { kind: 'staff'; actor: Actor } | { kind: 'citizen' } | { kind: 'system' };

const departmentRoles = ['officer', 'lead'] as const;

export class TicketService {
  readonly #database: Database;
  readonly #intake: Intake;
  readonly #secrets: Secrets;
  readonly #metrics: Metrics;
  readonly #clocks: ClockBook;

  constructor(deps: {
    database: Database;
    intake: Intake;
    secrets: Secrets;
    metrics: Metrics;
    clocks: ClockBook;
  }) {
    this.#database = deps.database;
    this.#intake = deps.intake;
    this.#secrets = deps.secrets;
    this.#metrics = deps.metrics;
    this.#clocks = deps.clocks;
  }

  /** Files a ticket. The same id again answers with the ticket that exists. */
  async create(by: TicketActor, input: CreateTicket): Promise<{ ticket: TicketSummary; code: string }> {
    const now = new Date();
    const ticket = await this.#database.change(async (change) => {
      const existing = await change.tx.ticket.findUnique({ where: { id: input.id } });
      if (existing) return existing;
      const phone = input.citizenPhone ? normalisePhone(input.citizenPhone) : undefined;
      const citizen = input.citizenId
        ? { id: input.citizenId }
        : await this.#intake.rememberCitizen(change, { phone, name: input.citizenName, lang: input.lang });
      const { place, id, citizenId: _given, ...fields } = input;
      const giver = giverOf(by);
      await change.tx.ticket.create({
        data: {
          ...dropUndefined(fields),
          ...dropUndefined(place),
          id,
          citizenId: citizen.id,
          citizenPhone: phone ?? null,
          number: await nextTicketNumber(change.tx, now),
          createdById: giver.kind === 'staff' ? giver.id : null,
          createdAt: now,
        },
      });
      const locked = await lockTicket(change.tx, id);
      const entry = {
        command: 'create',
        toState: 'received' as const,
        by: 'giver' as const,
        reason: null,
        payload: { kind: input.kind, urgency: input.urgency, channel: input.channel },
      };
      const at = {
        kind: giver.kind,
        id: giver.kind === 'staff' ? giver.id : null,
        commandId: `create-${id}`,
        at: now,
      };
      const clocks = await this.#clocks.apply(change, locked, [{ op: 'start', clock: 'dispatch' }], now);
      const entries = withDues([entry], clocks.dues);
      const lastSeq = await appendTimeline(change.tx, { id, lastSeq: 0, state: null }, entries, at);
      change.emit('ticket.changed', { ticketId: id, seq: lastSeq, command: 'create' });
      this.#metrics.tickets.inc({ command: 'create' });
      return change.tx.ticket.update({ where: { id }, data: { lastSeq, version: 1, ...clocks.shown } });
    });
    return { ticket: ticketSummary(ticket), code: this.#secrets.ticketCode(ticket.id) };
  }

  /**
   * Gives a ticket a command. Sent twice (same commandId) it happens once.
   * @throws AppError `forbidden`, `wrong_state`, `version_conflict`, `not_found`, `bad_request`
   */
  async command(by: TicketActor, ticketId: string, command: TicketCommand): Promise<void> {
    const now = new Date();
    await this.#database.change(async (change) => {
      const ticket = await lockTicket(change.tx, ticketId);
      const done = await change.tx.ticketEvent.findUnique({ where: { commandId: command.commandId } });
      if (done) {
        if (done.ticketId !== ticketId || done.command !== command.command) throw new AppError('conflict');
        return;
      }
      if (by.kind === 'staff') demandSight(by.actor, ticket);
      await this.#checkReferences(change, ticketId, command);
      const fallback = await change.tx.department.findFirst({
        where: { isFallback: true },
        select: { code: true },
      });
      const giver = giverOf(by);
      const decision = decide({
        ticket: factsOf(ticket),
        command,
        giver,
        now,
        fallbackDepartmentCode: fallback?.code ?? null,
      });
      // Clocks choose their policy by what the ticket is after the command.
      const after = { ...ticket, ...onlySet(decision.patch) };
      const clocks = await this.#clocks.apply(change, after, decision.clocks, now);
      const lastSeq = await appendTimeline(change.tx, ticket, withDues(decision.entries, clocks.dues), {
        kind: giver.kind,
        id: giver.kind === 'staff' ? giver.id : null,
        commandId: command.commandId,
        at: now,
      });
      await change.tx.ticket.update({
        where: { id: ticketId },
        data: {
          ...decision.patch,
          ...clocks.shown,
          lastSeq,
          updatedAt: now,
          ...(decision.changesVersion ? { version: { increment: 1 } } : {}),
        },
      });
      decision.entries.forEach((entry, index) => {
        const seq = ticket.lastSeq + index + 1;
        change.emit('ticket.changed', { ticketId, seq, command: entry.command });
        this.#metrics.tickets.inc({ command: entry.command });
      });
    });
  }

  async summary(id: string): Promise<TicketSummary> {
    return ticketSummary(await this.#row(id));
  }

  /** What this reader may see of a ticket. Each look at a sealed reporter's identity is written down. */
  async view(actor: Actor, id: string): Promise<TicketView> {
    const row = await this.#database.read.ticket.findUnique({
      where: { id },
      include: { clocks: { orderBy: { startedAt: 'asc' } }, events: { orderBy: { seq: 'asc' } } },
    });
    if (!row) throw new AppError('not_found');
    demandSight(actor, row);
    const names = await staffNames(
      this.#database,
      row.events.flatMap((event) => (event.actorId ? [event.actorId] : [])),
    );
    const seesInternal = !actor.roles.every((role) => role === 'observer');
    const details = ticketDetails(row, !row.sealed);
    return {
      ...details,
      internalRecord: seesInternal ? details.internalRecord : null,
      clocks: row.clocks.map(clockView),
      timeline: row.events.map((event) => timelineEvent(event, names)),
      allowedCommands: may(actor.roles, 'ticket.command')
        ? allowedCommands(factsOf(row), staffGiver(actor))
        : [],
    };
  }

  /** Opens a sealed reporter's identity to somebody with the grant, and writes the look down. */
  async unseal(
    actor: Actor,
    id: string,
    reason: string,
  ): Promise<{ name: string | null; phone: string | null }> {
    demand(actor, 'ticket.unseal');
    return this.#database.change(async ({ tx }) => {
      const row = await tx.ticket.findUnique({ where: { id } });
      if (!row) throw new AppError('not_found');
      const looked = { actorId: actor.id, action: 'unseal', subjectType: 'ticket', subjectId: id };
      await audit(tx, { ...looked, detail: { reason } });
      return { name: row.citizenName, phone: row.citizenPhone };
    });
  }

  /** One page of what this reader may see: departments see their own. */
  async list(actor: Actor, query: z.infer<typeof ticketListQuerySchema>) {
    const departmentCode = isBoundToDepartment(actor) ? (actor.departmentCode ?? '-') : query.departmentCode;
    return listTickets(this.#database, { ...query, departmentCode });
  }

  async ofCitizen(citizenId: string, { openOnly }: { openOnly: boolean }): Promise<TicketSummary[]> {
    return ticketsOfCitizen(this.#database, citizenId, openOnly);
  }

  /** Whom news of a ticket concerns. */
  async audience(id: string): Promise<{ departments: string[]; dispatchDesk: boolean }> {
    const row = await this.#row(id);
    return { departments: row.leadDepartmentCode ? [row.leadDepartmentCode] : [], dispatchDesk: true };
  }

  /** Ticket by number for somebody who also knows the code. The same answer for an unknown number and a wrong code. */
  async byNumberAndCode(number: string, code: string) {
    const row = await this.#database.read.ticket.findUnique({
      where: { number: number.trim().toUpperCase() },
      include: { clocks: true, events: { orderBy: { seq: 'asc' } } },
    });
    if (!row || !this.#secrets.isTicketCode(row.id, code)) throw new AppError('not_found');
    return row;
  }

  async #row(id: string) {
    const row = await this.#database.read.ticket.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found');
    return row;
  }

  /** Codes that a command mentions must exist: a ticket sent nowhere would be lost. */
  async #checkReferences({ tx }: Change, ticketId: string, command: TicketCommand): Promise<void> {
    const missing = (field: string) =>
      new AppError('bad_request', { issues: [{ path: field, message: 'unknown' }] });
    const department =
      command.command === 'dispatch'
        ? command.departmentCode
        : command.command === 'return'
          ? command.proposedDepartmentCode
          : undefined;
    if (department !== undefined) {
      const found = await tx.department.findFirst({
        where: { code: department, isActive: true, takesTickets: true },
      });
      if (!found) throw missing(command.command === 'dispatch' ? 'departmentCode' : 'proposedDepartmentCode');
    }
    if (command.command === 'dispatch' && command.categoryCode !== undefined) {
      const found = await tx.category.findUnique({ where: { code: command.categoryCode } });
      if (!found) throw missing('categoryCode');
    }
    if (command.command === 'merge') {
      const main = await tx.ticket.findUnique({ where: { id: command.mainTicketId } });
      if (!main || main.id === ticketId || main.state === 'merged') throw missing('mainTicketId');
    }
  }
}

function factsOf(row: LockedTicket): TicketFacts {
  return { ...row, clocks: openClocks(row.clocks) };
}

function staffGiver(actor: Actor): Giver {
  return { kind: 'staff', id: actor.id, roles: actor.roles, departmentCode: actor.departmentCode };
}

function giverOf(by: TicketActor): Giver {
  return by.kind === 'staff' ? staffGiver(by.actor) : { kind: by.kind };
}

/** Officers and leads who have no wider role see only their department's tickets. */
function isBoundToDepartment(actor: Actor): boolean {
  return actor.roles.every((role) => departmentRoles.some((bound) => bound === role));
}

/** @throws AppError `not_found`: that a ticket of another department exists is itself not shown. */
function demandSight(actor: Actor, ticket: { leadDepartmentCode: string | null }): void {
  demand(actor, 'ticket.read');
  if (isBoundToDepartment(actor) && ticket.leadDepartmentCode !== actor.departmentCode)
    throw new AppError('not_found');
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function dropUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function onlySet(patch: {
  categoryCode?: string;
  urgency?: LockedTicket['urgency'];
  leadDepartmentCode?: string;
}) {
  const { categoryCode, urgency, leadDepartmentCode } = patch;
  return dropUndefined({ categoryCode, urgency, leadDepartmentCode });
}
