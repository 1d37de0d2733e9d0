// Who may see which ticket.
import { z } from 'zod';
import { type Actor, demand } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { ListView } from './list-views.ts';

const departmentRoles = ['officer', 'lead'] as const;

type Reader = Pick<Actor, 'roles' | 'departmentCode'>;

/** Officers and leads who have no wider role see only their department's tickets. */
export function isBoundToDepartment({ roles }: Pick<Actor, 'roles'>): boolean {
  return roles.every((role) => departmentRoles.some((bound) => bound === role));
}

/**
 * The body for which somebody watches: of proposals they see its own and those that are shared among the bodies.
 * Undefined for whoever does other work on tickets: they see the proposals of all.
 */
export function watchesFor({ roles, departmentCode }: Reader): string | undefined {
  const isOnlyWatching = roles.every((role) => role === 'observer' || !may([role], 'ticket.read'));
  return isOnlyWatching ? (departmentCode ?? '') : undefined;
}

/** Whether somebody who watches for `body` sees the ticket. */
export const isOpenTo = (
  body: string | undefined,
  { bodyCode, isShared }: Pick<Seen, 'bodyCode' | 'isShared'>,
): boolean => body === undefined || bodyCode === null || bodyCode === body || isShared;

/** The same in SQL of tickets `t`; `parameter` holds the body, or null. */
export const openToSql = (parameter: string): string =>
  `(${parameter}::text IS NULL OR t."bodyCode" IS NULL OR t."bodyCode" = ${parameter} OR t."isShared")`;

/** Whose lists these are: the department's that somebody is bound to, the officer's own, the watcher's. */
export function listedFor(
  actor: Actor,
  { view, departmentCode }: { view: ListView; departmentCode?: string | undefined },
) {
  return {
    departmentCode: isBoundToDepartment(actor) ? (actor.departmentCode ?? '-') : departmentCode,
    body: watchesFor(actor),
    ...(view === 'mine' && { officerId: actor.id }),
    ...(view === 'watched' && { watcherId: actor.id }),
  };
}

export interface Seen {
  leadDepartmentCode: string | null;
  /** Whose proposal it is. */
  bodyCode: string | null;
  isShared: boolean;
  handlers: readonly { departmentCode: string; state: string }[];
}

type Worked = Pick<Seen, 'leadDepartmentCode' | 'handlers'>;

/** The departments whose work a ticket is: the lead, and those beside it. */
export function departmentsOf({ leadDepartmentCode, handlers }: Worked): string[] {
  const beside = handlers.filter(({ state }) => state !== 'released').map((row) => row.departmentCode);
  return [...(leadDepartmentCode ? [leadDepartmentCode] : []), ...beside];
}

/** The departments whose work a ticket was and is not any more, by its lead now and those beside it that changed. */
export function departmentsLeft(
  before: Worked,
  leadDepartmentCode: string | null,
  changed: Worked['handlers'],
): string[] {
  const isChanged = new Set(changed.map(({ departmentCode }) => departmentCode));
  const rest = before.handlers.filter(({ departmentCode }) => !isChanged.has(departmentCode));
  const present = departmentsOf({ leadDepartmentCode, handlers: [...rest, ...changed] });
  return [...new Set(departmentsOf(before))].filter((code) => !present.includes(code));
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

/** Whether somebody may open a ticket. */
export function maySee(reader: Reader, ticket: Seen): boolean {
  if (!may(reader.roles, 'ticket.read') || !isOpenTo(watchesFor(reader), ticket)) return false;
  if (!isBoundToDepartment(reader)) return true;
  return reader.departmentCode !== null && departmentsOf(ticket).includes(reader.departmentCode);
}

/** @throws AppError `not_found`: that a ticket of another department or body exists is itself not shown. */
export function demandSight(actor: Actor, ticket: Seen): void {
  demand(actor, 'ticket.read');
  if (!maySee(actor, ticket)) throw new AppError('not_found');
}
