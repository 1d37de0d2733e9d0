// Warnings to everybody, on every channel. Owns Broadcast, BroadcastSubscription.
export { createBroadcasts } from './room.ts';
export { broadcastRoutes } from './routes.ts';
