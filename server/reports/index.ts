// Reports: how well departments did, from what happened to tickets. Its own tables are those of saved reports.
export { briefingRoutes } from './briefing/routes.ts';
export { createBriefing } from './briefing/service.ts';
export { disclosuresRoutes } from './disclosures/routes.ts';
export { createDisclosures } from './disclosures/service.ts';
export { reportRoutes } from './routes.ts';
export { createReports } from './service.ts';
export { shiftRoutes } from './shift/routes.ts';
export { savedRoutes } from './saved/routes.ts';
export { createSaved } from './saved/room.ts';
