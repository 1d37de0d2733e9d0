// What a citizen is told of a ticket: notices in the conversation it came from, and the steps on its page. No schema:
// the pages that citizens open first load none.

export const ticketNotices = [
  'ticket_created',
  'petition_accepted',
  'ticket_extended',
  'ticket_question',
  'ticket_replied',
  'ticket_rework',
  'ticket_merged',
  'ticket_joined',
  'ticket_declined',
  'ticket_referred',
  'ticket_closed',
] as const;
export type TicketNotice = (typeof ticketNotices)[number];

/** Steps of the timeline that concern the citizen. Urging by the house, warnings and notes inside it do not. */
export const citizenSteps = [
  'create',
  'dispatch',
  'accept',
  'contact',
  'extend',
  'ask_citizen',
  'citizen_answered',
  'approve',
  'follow_up',
  'rework',
  'close',
  'decline',
  'refer',
  'merge',
  'urge',
  'unmerge',
  'attach',
] as const;
export type CitizenStep = (typeof citizenSteps)[number];
