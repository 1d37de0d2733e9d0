// Quality: how well contacts were handled, by reviewers who agree on what that means. Owns Quality*.
export { createQuality } from './room.ts';
export { qualityRoutes } from './routes.ts';
