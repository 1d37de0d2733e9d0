import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Sql } from '../../platform/sql.ts';
import { type City, citySchema } from './contract.ts';

const nameRow = z.object({ zh: z.string(), en: z.string() });

/** The name of the city whose areas these are. */
async function readCity(sql: Sql): Promise<City> {
  const name = await sql.first(
    nameRow,
    `SELECT "nameZh" AS zh, "nameEn" AS en FROM "Area" WHERE level = 'city' ORDER BY code LIMIT 1`,
  );
  return { name: name ?? null };
}

/** Registers the route by which the citizens' pages say whose they are. */
export function cityRoutes(http: Http, { database }: { database: Pick<Database, 'sql'> }): void {
  http.get(
    '/api/citizen/city',
    {
      config: { access: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } },
      schema: { response: { 200: citySchema } },
    },
    async (_request, reply) => {
      // A city is seldom renamed; one without areas gets them any moment.
      const city = await readCity(database.sql);
      reply.header('cache-control', city.name ? 'public, max-age=3600' : 'no-cache');
      return city;
    },
  );
}
