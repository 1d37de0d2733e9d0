// Warnings to everybody, on every channel. Owns Broadcast, BroadcastSubscription.
export { writeFeed } from './cap.ts';
export { createBroadcasts } from './room.ts';
export { broadcastRoutes } from './routes.ts';
