// Operations: how the machinery is, and what died in it. Owns no table; dead letters are the platform's.
import type { Http } from '../platform/http.ts';
import type { Metrics } from '../platform/metrics.ts';
import { measureOperations } from './measures.ts';
import { operationsRoutes as registerRoutes } from './routes.ts';
import { DeadLetters } from './service.ts';
import type { Sources } from './state.ts';

/** Registers the routes, and what /metrics shows of queues, clocks and letters. */
export function operationsRoutes(http: Http, sources: Sources, metrics: Metrics): void {
  measureOperations(sources, metrics);
  registerRoutes(http, sources, new DeadLetters(sources.database, sources.jobs));
}
