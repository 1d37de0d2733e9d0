export { CallsOut } from './call-out.ts';
export { deskRoutes } from './routes.ts';
export { Desk } from './service.ts';
