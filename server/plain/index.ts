// The portal for reading and following without scripts. Owns nothing: it shows what other rooms tell everybody.
export { plainRoutes } from './routes.ts';
