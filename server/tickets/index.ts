// Tickets: matters that somebody must act on, and their clocks. Owns Ticket*, Category, Duty, ClockPolicy, Calendar.
export type { AnsweredTicket } from './answered.ts';
export { budgetSchema } from './clock/index.ts';
export { editableCalendarSchema } from './clock-rules/contract.ts';
export { clockRuleRoutes } from './clock-rules/routes.ts';
export { clockState } from './clock-state.ts';
export { ticketFileRoutes } from './file-routes.ts';
export { type FilingGuess, fileMatterSchema, filingWordsSchema } from './filings/contract.ts';
export { filingRoutes } from './filings/routes.ts';
export { myMattersRoutes } from './my-matters-routes.ts';
export { isLineOf } from './line-months.ts';
export { countOutcomes, listOutcomes, type OutcomeScope } from './outcomes.ts';
export { isSealedContact, ratedContacts } from './judged.ts';
export { dutySchema, type FollowUpRule } from './oversight/contract.ts';
export { readDuties, writeDuty } from './oversight/duty.ts';
export { readFollowUpRules, writeFollowUpRules } from './oversight/follow-ups.ts';
export { hotspots } from './oversight/hotspots.ts';
export { readLadders, writeLadder } from './oversight/ladders.ts';
export { publicNotices } from './oversight/public-notices.ts';
export { oversightRoutes } from './oversight/routes.ts';
export { filedAndWaiting, shiftTickets } from './shift.ts';
export { petitionRoutes } from './petitions/routes.ts';
export { proposalRoutes } from './proposals/routes.ts';
export { proxyRoutes } from './proxies/routes.ts';
export { createTickets, type Tickets } from './room.ts';
export { perTicketNumber, ticketRoutes } from './routes.ts';
export { watchesFor } from './sight.ts';

export type { HandOffFacts } from './hand-off.ts';
