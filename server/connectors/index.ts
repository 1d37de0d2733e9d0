// How a matter stands in another system: asked by agents and citizens, through connectors that are data.
// Owns Connector, ConnectorVersion and ConnectorLookup.
export { answerStatusQuestions } from './sms.ts';
export { createConnectors } from './room.ts';
export { connectorRoutes } from './routes.ts';
export { SpokenLookUps } from './voice.ts';
export type { Connectors } from './service.ts';
