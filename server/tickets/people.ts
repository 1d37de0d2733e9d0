// People around tickets: who can be mentioned or given one, and the hand-over when somebody leaves.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { audit } from '../platform/audit.ts';
import { type Actor, demand } from '../platform/auth/actor.ts';
import { roleSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { handOverSchema, officerSchema, ticketPersonSchema } from './contract.ts';
import type { TicketService } from './service.ts';
import { demandSight, departmentsOf, isBoundToDepartment } from './sight.ts';

const openStates = ['dispatched', 'accepted', 'rework', 'replied', 'waiting_citizen'] as const;

export class TicketPeople {
  readonly #database: Database;
  readonly #tickets: TicketService;

  constructor(database: Database, tickets: TicketService) {
    this.#database = database;
    this.#tickets = tickets;
  }

  /** Who may open the ticket, by name: whoever can be mentioned; the lead department's can be given it. */
  async of(actor: Actor, ticketId: string): Promise<z.infer<typeof ticketPersonSchema>[]> {
    const ticket = await this.#database.read.ticket.findUnique({
      where: { id: ticketId },
      include: { handlers: true },
    });
    if (!ticket) throw new AppError('not_found');
    demandSight(actor, ticket);
    const departments = departmentsOf(ticket);
    const { user } = this.#database.read;
    const rule = { orderBy: { username: 'asc' }, take: 500 } as const;
    // However many agents a city has, whoever can be given the ticket is among these.
    const [near, far] = await Promise.all([
      user.findMany({ where: { isActive: true, departmentCode: { in: departments } }, ...rule }),
      user.findMany({
        where: { isActive: true, roles: { hasSome: ['dispatcher', 'supervisor', 'agent'] } },
        ...rule,
      }),
    ]);
    const isNear = new Set(near.map(({ id }) => id));
    return [...near, ...far.filter(({ id }) => !isNear.has(id))]
      .map((row) => ({ ...row, roles: row.roles.map((role) => roleSchema.parse(role)) }))
      .filter((row) => !isBoundToDepartment(row) || departments.includes(row.departmentCode ?? ''))
      .map((row) => ({
        id: row.id,
        name: { zh: row.nameZh, en: row.nameEn },
        departmentCode: row.departmentCode,
        canTake:
          row.departmentCode === ticket.leadDepartmentCode &&
          row.roles.some((role) => role === 'officer' || role === 'lead'),
      }));
  }

  /**
   * Who of a department can have tickets in hand, with the number of open ones; those who left while they have some.
   * @throws AppError `forbidden` when a lead asks for another department, `bad_request` when others name none
   */
  async officers(actor: Actor, asked: string | undefined): Promise<z.infer<typeof officerSchema>[]> {
    demand(actor, 'ticket.hand_over');
    const isBound = isBoundToDepartment(actor);
    if (!isBound && asked === undefined)
      throw new AppError('bad_request', { issues: [{ path: 'departmentCode', message: 'missing' }] });
    const departmentCode = isBound ? actor.departmentCode : (asked ?? null);
    if (departmentCode === null || (asked !== undefined && asked !== departmentCode))
      throw new AppError('forbidden');
    const { read } = this.#database;
    const rows = await read.user.findMany({
      where: { departmentCode, roles: { hasSome: ['officer', 'lead'] } },
      orderBy: { username: 'asc' },
      take: 500,
    });
    const counts = await read.ticket.groupBy({
      by: ['officerId'],
      where: { officerId: { in: rows.map(({ id }) => id) }, state: { in: [...openStates] } },
      _count: true,
    });
    const openOf = new Map(counts.map(({ officerId, _count }) => [officerId, _count]));
    return rows
      .map((row) => ({
        id: row.id,
        name: { zh: row.nameZh, en: row.nameEn },
        isActive: row.isActive,
        open: openOf.get(row.id) ?? 0,
      }))
      .filter(({ isActive, open }) => isActive || open > 0);
  }

  /**
   * Every open ticket of somebody who leaves goes to a colleague of the same department, each with its line in the
   * timeline. Broken off, it is done again and finds what is left.
   * @throws AppError `forbidden`, `not_found`, `bad_request` when the two are not of one department
   */
  async handOver(actor: Actor, order: z.infer<typeof handOverSchema>): Promise<{ tickets: number }> {
    demand(actor, 'ticket.hand_over');
    const { read } = this.#database;
    const [from, to] = await Promise.all(
      [order.fromId, order.toId].map((id) => read.user.findUnique({ where: { id } })),
    );
    if (!from || !to) throw new AppError('not_found');
    const isOwn = !isBoundToDepartment(actor) || actor.departmentCode === from.departmentCode;
    if (!isOwn) throw new AppError('forbidden');
    if (from.id === to.id || from.departmentCode !== to.departmentCode || !to.isActive)
      throw new AppError('bad_request', { issues: [{ path: 'toId', message: 'not a colleague' }] });
    const rows = await read.ticket.findMany({
      where: { officerId: from.id, state: { in: [...openStates] } },
      select: { id: true, version: true },
      orderBy: { id: 'asc' },
    });
    for (const { id, version } of rows) {
      await this.#tickets.command({ kind: 'staff', actor, isHandOver: true }, id, {
        command: 'assign',
        commandId: randomUUID(),
        version,
        officerId: to.id,
        reason: order.reason,
      });
    }
    await audit(read, {
      actorId: actor.id,
      action: 'ticket_hand_over',
      subjectType: 'user',
      subjectId: from.id,
      detail: { to: to.username, reason: order.reason, tickets: rows.length },
    });
    return { tickets: rows.length };
  }
}
