// Who may see which ticket.
import { type Actor, demand } from '../platform/auth/actor.ts';
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

/** @throws AppError `not_found`: that a ticket of another department exists is itself not shown. */
export function demandSight(actor: Actor, ticket: Seen): void {
  demand(actor, 'ticket.read');
  if (!isBoundToDepartment(actor)) return;
  if (actor.departmentCode === null || !departmentsOf(ticket).includes(actor.departmentCode))
    throw new AppError('not_found');
}
