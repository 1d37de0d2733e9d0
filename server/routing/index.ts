// Routing: brings each interaction to the right agent. Owns Interaction, Offer, PresenceLog, Queue, Skill, Agent*.

export type { Arrival } from './arrival.ts';
export { ringS } from './callback/core.ts';
export type { CallingWindow } from './callback/service.ts';
export { type ContactFigures, contactFigures } from './contacts.ts';
export { finalStatesSql, mayRise, refusalHoldsMin } from './core.ts';
export { type FinishedContact, finishedAmong, finishedContacts, wrapUpOf } from './finished.ts';
export { registerRoutingSockets, routingRoutes } from './routes.ts';
export { createRouting, type Routing } from './routing.ts';
export { contactsInHand, shiftContacts, stateLog, talkingAmong } from './shift.ts';
export { staffingRoutes } from './staffing/routes.ts';
