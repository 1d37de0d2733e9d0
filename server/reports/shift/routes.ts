import type { Database } from '../../platform/database.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { shiftQuerySchema, shiftReportSchema } from './contract.ts';
import { readShift } from './service.ts';

export function shiftRoutes(http: Http, database: Database): void {
  http.get(
    '/api/reports/shift',
    {
      config: { access: 'desk.work' },
      schema: { querystring: shiftQuerySchema, response: { 200: shiftReportSchema } },
    },
    (request) => readShift(database, actorOf(request), request.query),
  );
}
