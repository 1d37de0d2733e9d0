// The bell: what one person waited for or is waited for, told to nobody else. Owns BellLine. What a line is about is of
// other rooms: they ring, and say of their own what a reader may see.
export { Bell, type Named, ring } from './bell.ts';
export { bellRoutes } from './routes.ts';
