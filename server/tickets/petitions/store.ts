// What stands about a petition in tickets' own tables: its reviews, and who has heard it before.
import type { Database, Tx } from '../../platform/database.ts';
import type { TicketKind, TicketState } from '../words.ts';
import { isPetition, isPetitionReview, nextReview } from './core.ts';

interface Petition {
  id: string;
  kind: TicketKind;
  state: TicketState;
  events: readonly { command: string; at: Date }[];
}

/** The review of a petition that was asked for, if it was. */
export async function reviewOf(database: Database, { id, kind }: Petition): Promise<string | undefined> {
  if (!isPetition(kind)) return undefined;
  const link = await database.read.ticketLink.findFirst({ where: { ticketId: id, kind: 'review' } });
  return link?.otherId;
}

/** What may be asked of the next authority now. */
export async function nextReviewOf(database: Database, petition: Petition, now: Date) {
  const opinion = petition.events.findLast(({ command }) => command === 'approve');
  const isAsked = (await reviewOf(database, petition)) !== undefined;
  return nextReview(petition, opinion?.at, isAsked, now);
}

/** Departments that gave the opinions which this review contests: none of them hears it (信访工作条例, articles 35 and 36). */
export async function heardBy(tx: Tx, review: { id: string; kind: TicketKind }): Promise<string[]> {
  const departments: string[] = [];
  let { id, kind } = review;
  while (isPetitionReview(kind)) {
    const link = await tx.ticketLink.findFirst({ where: { otherId: id, kind: 'review' } });
    const earlier = link && (await tx.ticket.findUnique({ where: { id: link.ticketId } }));
    if (!earlier) break;
    if (earlier.leadDepartmentCode) departments.push(earlier.leadDepartmentCode);
    ({ id, kind } = earlier);
  }
  return departments;
}
