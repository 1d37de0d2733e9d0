// Who may see which ticket.
import { z } from 'zod';
import { type Actor, demand } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';

const departmentRoles = ['officer', 'lead'] as const;

/** Officers and leads who have no wider role see only their department's tickets. */
export function isBoundToDepartment({ roles }: Pick<Actor, 'roles'>): boolean {
  return roles.every((role) => departmentRoles.some((bound) => bound === role));
}

export interface Seen {
  leadDepartmentCode: string | null;
  handlers: readonly { departmentCode: string; state: string }[];
}

/** The departments whose work a ticket is: the lead, and those beside it. */
export function departmentsOf({ leadDepartmentCode, handlers }: Seen): string[] {
  const beside = handlers.filter(({ state }) => state !== 'released').map((row) => row.departmentCode);
  return [...(leadDepartmentCode ? [leadDepartmentCode] : []), ...beside];
}

const audienceSchema = z.object({ id: z.string(), departments: z.array(z.string()) });

/** The same of many tickets by id; ids that are no ticket are left out. */
export async function departmentsOfTickets(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await database.sql.rows(
    audienceSchema,
    `SELECT t.id, array_remove(t."leadDepartmentCode" || array(
       SELECT h."departmentCode" FROM "TicketHandler" h WHERE h."ticketId" = t.id AND h.state <> 'released'
     ), NULL) AS departments
     FROM "Ticket" t WHERE t.id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, departments }) => [id, departments]));
}

/** @throws AppError `not_found`: that a ticket of another department exists is itself not shown. */
export function demandSight(actor: Actor, ticket: Seen): void {
  demand(actor, 'ticket.read');
  if (!isBoundToDepartment(actor)) return;
  if (actor.departmentCode === null || !departmentsOf(ticket).includes(actor.departmentCode))
    throw new AppError('not_found');
}
