// The catalogue of government information and data resources. Owns CatalogueEntry, DisclosureRequest, DisclosureDecision.
export { countDisclosures, type DisclosureCount } from './decided.ts';
export { catalogueRoutes } from './routes.ts';
export { Catalogue } from './service.ts';
