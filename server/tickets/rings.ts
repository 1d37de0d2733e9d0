// Whose bell rings at a line of a timeline: who waits for it, or is now waited for. What a whole department or the
// dispatch desk has to do stands in their lists and is escalated by clocks; here are people.
import { z } from 'zod';
import { type Named, ring } from '../bell/index.ts';
import type { TicketBellKind } from '../bell/contract.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { roleSchema } from '../platform/contract.ts';
import type { Change, Database, Tx } from '../platform/database.ts';
import { veilOf, veilText } from '../platform/privacy.ts';
import type { TimelineEntry } from './decision.ts';
import { linesOf } from './line-months.ts';
import { maySee, type Seen } from './sight.ts';

/** Who is meant: of the ticket, of the line itself, or by what somebody did before. */
type Who = 'officer' | 'leads' | 'watchers' | 'filer' | 'mentioned' | { did: string };

/** The ticket as it is after the command. */
export interface RungTicket extends Seen {
  id: string;
  kind: string;
  officerId: string | null;
  createdById: string | null;
  head: { ticketId: string; linesFrom: Date; linesUntil: Date } | null;
}

const rings: Readonly<Partial<Record<string, { kind: TicketBellKind; who: readonly Who[] }>>> = {
  send_back: { kind: 'sent_back', who: ['officer', { did: 'reply' }] },
  assign: { kind: 'assigned', who: ['officer'] },
  note: { kind: 'mentioned', who: ['mentioned'] },
  co_answer: { kind: 'co_answered', who: ['officer'] },
  citizen_answered: { kind: 'citizen_answered', who: ['officer'] },
  urge: { kind: 'urged', who: ['officer'] },
  supervise: { kind: 'supervised', who: ['officer', 'leads'] },
  rework: { kind: 'rework', who: ['officer'] },
  approve: { kind: 'answered', who: ['watchers', 'filer', { did: 'supervise' }] },
  return: { kind: 'returned', who: ['watchers'] },
  decline: { kind: 'declined', who: ['watchers'] },
  refer: { kind: 'referred', who: ['watchers'] },
  hand_off_news: { kind: 'hand_off_news', who: [{ did: 'hand_off' }] },
};

const payloadSchema = z.object({
  mentions: z.array(z.string()).catch([]),
  news: z.string().optional().catch(undefined),
});

/** Rings for the lines of one command, in its transaction. @param byId who gave it; null: a citizen or a rule */
export async function ringFor(
  change: Change,
  ticket: RungTicket,
  entries: readonly TimelineEntry[],
  byId: string | null,
): Promise<void> {
  for (const entry of entries) {
    const rung = rings[entry.command];
    // That a case has arrived is no news to whoever sent it.
    if (!rung || payloadSchema.parse(entry.payload).news === 'delivered') continue;
    const wanted = await Promise.all(rung.who.map((who) => peopleMeant(change.tx, ticket, entry, who)));
    const to = await readersAmong(change.tx, ticket, wanted.flat());
    await ring(change, {
      kind: rung.kind,
      subjectId: ticket.id,
      to,
      byId: entry.by === 'giver' ? byId : null,
    });
  }
}

async function peopleMeant(tx: Tx, ticket: RungTicket, entry: TimelineEntry, who: Who): Promise<string[]> {
  switch (who) {
    case 'officer':
      return ticket.officerId === null ? [] : [ticket.officerId];
    case 'mentioned':
      return payloadSchema.parse(entry.payload).mentions;
    case 'filer':
      // A body waits for the answer to its proposal; an agent has filed a hundred tickets by the evening.
      return ticket.kind === 'proposal' && ticket.createdById !== null ? [ticket.createdById] : [];
    case 'watchers': {
      const rows = await tx.ticketWatcher.findMany({ where: { ticketId: ticket.id } });
      return rows.map(({ userId }) => userId);
    }
    case 'leads': {
      if (ticket.leadDepartmentCode === null) return [];
      const rows = await tx.user.findMany({
        where: { roles: { has: 'lead' }, departmentCode: ticket.leadDepartmentCode },
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    }
    default: {
      if (ticket.head === null) return [];
      const rows = await tx.ticketEvent.findMany({
        where: { ...linesOf(ticket.head), command: who.did, actorId: { not: null } },
        orderBy: { seq: 'asc' },
        select: { actorId: true },
      });
      const people = rows.flatMap(({ actorId }) => actorId ?? []);
      // A reply is whose it was last; everybody who supervises waits.
      return who.did === 'reply' ? people.slice(-1) : people;
    }
  }
}

/** Who of them is still here and may open the ticket. */
async function readersAmong(tx: Tx, ticket: RungTicket, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx.user.findMany({ where: { id: { in: [...new Set(ids)] }, isActive: true } });
  return rows
    .map((row) => ({ ...row, roles: row.roles.map((role) => roleSchema.parse(role)) }))
    .filter((row) => maySee(row, ticket))
    .map(({ id }) => id);
}

/** Tickets as lines of a bell name them; those that the reader may not see are left out. */
export async function namedTickets(
  database: Database,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, Named>> {
  if (ids.length === 0) return new Map();
  const rows = await database.read.ticket.findMany({
    where: { id: { in: [...new Set(ids)] } },
    include: { handlers: true },
  });
  const seen = rows.filter((row) => maySee(actor, row));
  return new Map(
    seen.map(({ id, number, title }) => {
      const words = veilText(title, veilOf(actor.roles));
      return [id, { number, title: { zh: words, en: words } }];
    }),
  );
}
