import { setImmediate as others } from 'node:timers/promises';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import { type StaffedHour, staffingQuerySchema, staffingSchema } from './contract.ts';
import { readHistory } from './store.ts';
import { staffHour } from './table.ts';

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
      const hours: StaffedHour[] = [];
      // Before anybody was served nobody knows how long that takes.
      if (serviceS === null) return { basis, hours };
      for (const hour of arrivals) {
        hours.push(staffHour(hour, { serviceS, patienceS }, query));
        // A week is a tenth of a second of arithmetic: calls are matched in between.
        await others();
      }
      return { basis, hours };
    },
  );
}
