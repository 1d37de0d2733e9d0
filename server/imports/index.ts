// What comes in from outside in bulk: files and addresses, their mappings, runs and faults.
// Owns Import*; articles and entries are written by their own rooms.
export { createImports } from './room.ts';
export { importRoutes } from './routes.ts';
