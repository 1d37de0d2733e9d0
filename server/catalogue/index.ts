// The catalogue of government information and data resources. Owns CatalogueEntry, DisclosureRequest.
export { catalogueRoutes } from './routes.ts';
export { Catalogue } from './service.ts';
