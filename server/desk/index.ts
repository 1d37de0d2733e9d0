export { deskRoutes } from './routes.ts';
export { Desk } from './service.ts';
