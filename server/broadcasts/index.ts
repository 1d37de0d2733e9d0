// Warnings to everybody, on every channel. Owns Broadcast, BroadcastSubscription.
export { capXml, writeFeed } from './cap.ts';
export { capTime } from './core.ts';
export { createBroadcasts } from './room.ts';
export { broadcastRoutes } from './routes.ts';
export type { Broadcasts } from './service.ts';
