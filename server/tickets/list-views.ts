// Which tickets stand in which list, as far as their state says it. Pure; the console moves its rows by it, too.
import type { TicketState } from './words.ts';

export const listViews = [
  'triage',
  'department',
  'mine',
  'approval',
  'follow_up',
  'breaching',
  'watched',
  'all',
] as const;
export type ListView = (typeof listViews)[number];

const atDepartments = ['dispatched', 'accepted', 'rework', 'waiting_citizen', 'replied'] as const;

/** The states of a list's tickets; a list that is not here has tickets of every state. */
export const statesOfView: Readonly<Partial<Record<ListView, readonly TicketState[]>>> = {
  triage: ['received', 'returned'],
  department: atDepartments,
  mine: atDepartments,
  approval: ['replied'],
  follow_up: ['approved', 'follow_up'],
};
/** Lists whose length says how much there is to do. */
export const countedViews = [
  'triage',
  'department',
  'mine',
  'approval',
  'follow_up',
] as const satisfies readonly ListView[];
/** A list with more in it than this is long: nobody counts on. */
export const mostCounted = 99;
/** How far its nearest clock is from which on a ticket stands among those that break. */
export const breachingFrom = 0.8;
