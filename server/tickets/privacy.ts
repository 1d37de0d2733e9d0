// What a reader of a ticket sees of the people in it, and who may look behind the veil. Pure.
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { RevealGround } from '../platform/contract.ts';
import {
  hiddenIn,
  type Veil,
  veilAll,
  veilName,
  veilNumber,
  veilOf,
  veilText,
  veilTitles,
} from '../platform/privacy.ts';
import type { TicketView } from './contract.ts';

interface Subject {
  sealed: boolean;
  state: string;
  leadDepartmentCode: string | null;
}

const isOfLead = ({ roles, departmentCode }: Pick<Actor, 'roles' | 'departmentCode'>, ticket: Subject) =>
  may(roles, 'department.work') && departmentCode !== null && departmentCode === ticket.leadDepartmentCode;

/** Nobody has to call a citizen about these any more. */
const settled = new Set(['closed', 'merged', 'declined', 'referred']);

/**
 * Why somebody may see the citizen's numbers; undefined: they may not. The lead department has to call the citizen, those
 * beside it do not; the centre calls where it asks how the citizen was served, and the dispatch desk before it knows
 * whose the matter is. A sealed reporter is opened by `unseal` alone.
 */
export function revealGround(
  actor: Pick<Actor, 'roles' | 'departmentCode'>,
  ticket: Subject,
): RevealGround | undefined {
  if (ticket.sealed) return undefined;
  if (may(actor.roles, 'routing.steer')) return 'supervision';
  if (settled.has(ticket.state)) return undefined;
  if (isOfLead(actor, ticket)) return 'lead_department';
  if (may(actor.roles, 'follow_up.work') && ['approved', 'follow_up'].includes(ticket.state))
    return 'follow_up';
  if (may(actor.roles, 'dispatch.work') && ['received', 'returned'].includes(ticket.state))
    return 'dispatch_desk';
  return undefined;
}

/** The texts of a ticket that may name people's numbers. */
export function wordsOf(ticket: TicketView): string[] {
  const { place, rating, handlers, timeline } = ticket;
  const flat = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : value !== null && typeof value === 'object'
        ? Object.values(value).flatMap(flat)
        : [];
  return [
    ticket.title,
    ticket.text,
    place.address ?? '',
    ticket.partyConcerned ?? '',
    ticket.publicReply ?? '',
    ticket.internalRecord ?? '',
    rating?.comment ?? '',
    ...handlers.flatMap(({ task, answer }) => [task, answer ?? '']),
    ...timeline.flatMap(({ reason, payload }) => [reason ?? '', ...flat(payload)]),
  ];
}

/** The ticket as this reader sees it. A department's own words stay as it wrote them: it writes on from there. */
export function veilTicket(ticket: TicketView, actor: Pick<Actor, 'roles' | 'departmentCode'>): TicketView {
  const veil = veilOf(actor.roles);
  const text = (words: string): string => veilText(words, veil);
  const orNull = (words: string | null): string | null => (words === null ? null : text(words));
  const own = isOfLead(actor, ticket) ? (words: string | null) => words : orNull;
  const { place, rating } = ticket;
  return {
    ...ticket,
    title: text(ticket.title),
    text: text(ticket.text),
    place: place.address === undefined ? place : { ...place, address: text(place.address) },
    citizenName: ticket.citizenName === null ? null : veilName(ticket.citizenName, veil),
    filedBy: ticket.filedBy === null ? null : veilName(ticket.filedBy, veil),
    citizenPhone: ticket.citizenPhone === null ? null : veilNumber(ticket.citizenPhone),
    partyConcerned: orNull(ticket.partyConcerned),
    publicReply: own(ticket.publicReply),
    internalRecord: own(ticket.internalRecord),
    rating: rating && { ...rating, comment: orNull(rating.comment) },
    handlers: ticket.handlers.map((handler) => ({
      ...handler,
      task: text(handler.task),
      answer: orNull(handler.answer),
    })),
    relatives: veilTitles(ticket.relatives, veil),
    timeline: ticket.timeline.map((event) => ({
      ...event,
      reason: orNull(event.reason),
      payload: veilPayload(event.payload, veil),
    })),
    hidden: {
      phone: ticket.citizenPhone !== null,
      words: hiddenIn(wordsOf(ticket)).length,
      mayReveal: revealGround(actor, ticket) !== undefined,
    },
  };
}

/** What a line of the timeline carries, as this reader may see it. */
export function veilPayload(payload: Record<string, unknown>, veil: Veil): Record<string, unknown> {
  // What a department wrote for its own file is not for those who look from outside.
  const shown = Object.entries(payload).filter(([key]) => veil !== 'all' || key !== 'internalRecord');
  return Object.fromEntries(shown.map(([key, value]) => [key, veilAll(value, veil)]));
}
