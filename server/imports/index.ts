// What comes in from outside in bulk: files and addresses, their mappings, runs and faults.
// Owns Import*; articles, entries and accounts are written by their own rooms.
export { createImports } from './room.ts';
export { allLists } from './lists/all.ts';
export { exchangeRoutes } from './lists/routes.ts';
export { Exchange } from './lists/service.ts';
export { importRoutes } from './routes.ts';
export { staffImportRoutes } from './staff/routes.ts';
export { StaffImports } from './staff/service.ts';
