import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import { staffingQuerySchema, staffingSchema } from './contract.ts';
import { readHistory } from './store.ts';
import { staffingTable } from './table.ts';

/** How many agents each hour of the week needs, for supervisors. */
export function staffingRoutes(http: Http, database: Database): void {
  http.get(
    '/api/routing/staffing',
    {
      config: { access: 'supervision.read' },
      schema: { querystring: staffingQuerySchema, response: { 200: staffingSchema } },
    },
    async ({ query }) => {
      const { basis, arrivals } = await readHistory(database, query.queue, new Date());
      const { serviceS, patienceS } = basis;
      // Before anybody was served nobody knows how long that takes.
      const hours = serviceS === null ? [] : staffingTable(arrivals, { serviceS, patienceS }, query);
      return { basis, hours };
    },
  );
}
