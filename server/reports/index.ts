// Reports: how well departments did, from what happened to tickets. Owns no tables.
export { reportRoutes } from './routes.ts';
export { createReports } from './service.ts';
