// Routing: brings each interaction to the right agent. Owns Interaction, Offer, PresenceLog, Queue, Skill, Agent*.
export { registerRoutingSockets, routingRoutes } from './routes.ts';
export { createRouting, type Routing } from './routing.ts';
export type { Arrival } from './service.ts';
