// Reports: how well departments did, from what happened to tickets. Owns no tables.
export { briefingRoutes } from './briefing/routes.ts';
export { createBriefing } from './briefing/service.ts';
export { reportRoutes } from './routes.ts';
export { createReports } from './service.ts';
