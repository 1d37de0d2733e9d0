// Tickets that have to do with each other: merged, linked, split off.
import type { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import type { relativeSchema } from './contract.ts';
import { departmentsOf, isBoundToDepartment, isOpenTo, watchesFor } from './sight.ts';

type Relative = z.infer<typeof relativeSchema>;

const shown = {
  id: true,
  number: true,
  title: true,
  state: true,
  leadDepartmentCode: true,
  bodyCode: true,
  isShared: true,
  handlers: { select: { departmentCode: true, state: true } },
} as const;
const most = 50;

/** What the other ticket of a link is to this one: `other` where the link begins here. */
const relationBy = {
  related: { other: 'related', own: 'related' },
  split: { other: 'part', own: 'parent' },
  review: { other: 'review', own: 'reviewed' },
} as const;

/** The relatives of a ticket that this reader may see. */
export async function relativesOf(
  database: Database,
  actor: Actor,
  ticket: { id: string; mainTicketId: string | null },
): Promise<Relative[]> {
  const { read } = database;
  const [merged, links] = await Promise.all([
    read.ticket.findMany({
      where: { mainTicketId: ticket.id },
      select: shown,
      orderBy: { id: 'asc' },
      take: most,
    }),
    read.ticketLink.findMany({
      where: { OR: [{ ticketId: ticket.id }, { otherId: ticket.id }] },
      orderBy: { createdAt: 'asc' },
      take: most,
    }),
  ]);
  const relationOf = new Map<string, Relative['relation']>(
    links.map((link) => {
      const isOurs = link.ticketId === ticket.id;
      return [isOurs ? link.otherId : link.ticketId, relationBy[link.kind][isOurs ? 'other' : 'own']];
    }),
  );
  if (ticket.mainTicketId) relationOf.set(ticket.mainTicketId, 'main');
  const others = await read.ticket.findMany({
    where: { id: { in: [...relationOf.keys()] } },
    select: shown,
    orderBy: { id: 'asc' },
  });
  const isBound = isBoundToDepartment(actor);
  const body = watchesFor(actor);
  return [...others, ...merged]
    .filter(
      (row) => isOpenTo(body, row) && (!isBound || departmentsOf(row).includes(actor.departmentCode ?? '')),
    )
    .map(({ id, number, title, state }) => ({
      id,
      number,
      title,
      state,
      relation: relationOf.get(id) ?? 'merged',
    }));
}
