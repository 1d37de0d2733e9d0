// Tells other systems what happened to tickets: signed, in order, until it is delivered.
// Owns Webhook and WebhookDelivery; reads tickets and their timelines.
export { judge, secretOf, signedHeaders } from './core.ts';
export { type Answer, Sender } from './send.ts';
export { createWebhooks } from './room.ts';
export { webhookRoutes } from './routes.ts';
export type { Webhooks } from './service.ts';
