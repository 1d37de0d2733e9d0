// What another system asks for every few minutes, what has changed since, costs what has changed, not what the city has.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { applyMigrations } from '../../server/platform/migrate.ts';
import { type Sql, sqlOn } from '../../server/platform/sql.ts';
import { listTickets } from '../../server/tickets/listing.ts';
import { emptyDatabase } from '../harness/database.ts';

const all = 30_000;
let database: Awaited<ReturnType<typeof emptyDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  database = await emptyDatabase();
  await applyMigrations(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", version, "updatedAt")
     SELECT gen_random_uuid(), 'SZ' || n, 'help', '路灯不亮 ' || n, '不亮', 'web', gen_random_uuid(), 1,
            '2026-11-01T00:00:00Z'::timestamptz - n * interval '1 minute' FROM generate_series(1, ${all}) AS n`,
  );
  await client.query(
    `UPDATE "TicketHead" h SET "nextClock" = 'dispatch', "nextDueAt" = '2026-12-01T00:00:00Z'::timestamptz + random() * interval '9 days'
     FROM "Ticket" t WHERE t.id = h."ticketId"`,
  );
  await client.query('ANALYZE');
}, 120_000);
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

interface Plan {
  rows: number;
  loops: number;
  parts: Plan[];
}
const planSchema: z.ZodType<Plan> = z
  .object({
    'Actual Rows': z.number(),
    'Actual Loops': z.number(),
    'Rows Removed by Filter': z.number().default(0),
    'Rows Removed by Join Filter': z.number().default(0),
    get Plans() {
      return z.array(planSchema).default([]);
    },
  })
  .transform((plan) => ({
    rows: plan['Actual Rows'] + plan['Rows Removed by Filter'] + plan['Rows Removed by Join Filter'],
    loops: plan['Actual Loops'],
    parts: plan.Plans,
  }));
const explainedSchema = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: planSchema })) }));
const met = ({ rows, loops, parts }: Plan): number => Math.max(rows * loops, ...parts.map(met));

it('a list of what has changed reads the changed ones alone, in the order of their due times', async () => {
  let most = 0;
  const sql = sqlOn(client);
  const explain = async (text: string, values: readonly unknown[] = []): Promise<void> => {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
    for (const plan of explainedSchema.parse(rows))
      for (const { Plan } of plan['QUERY PLAN']) most = Math.max(most, met(Plan));
  };
  const watched: Sql = {
    run: sql.run,
    rows: async (schema, text, values) => {
      await explain(text, values);
      return sql.rows(schema, text, values);
    },
    first: async (schema, text, values) => {
      await explain(text, values);
      return sql.first(schema, text, values);
    },
  };
  const query = { view: 'all', limit: 50, veil: 'numbers' } as const;
  const page = await listTickets({ sql: watched }, { ...query, updatedSince: '2026-10-31T23:50:00Z' });
  expect(page.items.map(({ number }) => number).sort()).toEqual(
    Array.from({ length: 10 }, (_, index) => `SZ${index + 1}`).sort(),
  );
  const due = page.items.map(({ nextDueAt }) => nextDueAt);
  expect(due).toEqual([...due].sort());
  await listTickets({ sql: watched }, { ...query, updatedUntil: '2020-01-01T00:00:00Z' });
  expect(most, 'rows that one step of a plan met').toBeLessThan(200);

  // What most of the city is in is met on the way, as without the span.
  const wide = await listTickets({ sql }, { ...query, updatedSince: '2026-01-01T00:00:00Z' });
  expect(wide.items).toHaveLength(50);
}, 60_000);
