import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import { readCalendars } from '../calendars.ts';
import { type City, citySchema } from './contract.ts';
import { readCity } from './store.ts';

const hoursRow = z.object({ calendarCode: z.string() });
/** Whoever is open through these is open at night, at weekends and on the next holidays. */
const lookAheadMs = 60 * 24 * 60 * 60 * 1_000;

/** What the house may say of itself: whose it is, and whether one of its own lines is open at every hour. */
async function describeHouse(database: Database, now: number): Promise<City> {
  const [city, lines, calendars] = await Promise.all([
    readCity(database.sql),
    database.sql.rows(
      hoursRow,
      `SELECT DISTINCT "calendarCode" FROM "Queue" WHERE 'voice' = ANY (channels) AND "departmentCode" IS NULL`,
    ),
    readCalendars(database),
  ]);
  const isAlwaysOpen = (code: string): boolean =>
    calendars.get(code)?.elapsed(now, now + lookAheadMs) === lookAheadMs;
  return {
    name: city ? { zh: city.zh, en: city.en } : null,
    answersAlways: lines.some(({ calendarCode }) => isAlwaysOpen(calendarCode)),
  };
}

/** Registers the route by which the citizens' pages know whose they are. */
export function cityRoutes(http: Http, { database }: { database: Database }): void {
  http.get(
    '/api/citizen/city',
    {
      config: { access: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } },
      schema: { response: { 200: citySchema } },
    },
    async (_request, reply) => {
      const city = await describeHouse(database, Date.now());
      // A city is seldom renamed; one without areas gets them any moment.
      reply.header('cache-control', city.name ? 'public, max-age=3600' : 'no-cache');
      return city;
    },
  );
}
