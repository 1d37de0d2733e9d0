export { adminRoutes } from './routes.ts';
export { staffNames } from './store.ts';
export { loadTexts, type Texts } from './texts.ts';
