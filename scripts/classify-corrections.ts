// npm run -s classify:corrections -- [--days 90]: what departments accepted in DATABASE_URL in the last days, as lines
// {title, text, label, corrected} for classify:train. Personal data is masked; reports under seal are left out.
// `corrected`: people decided otherwise than the model.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { departmentRulesSchema, labelFor } from '../knowledge/classify/index.ts';
import { maskPersonal } from '../knowledge/personal/index.ts';
import { sqlOn } from '../server/platform/sql.ts';
import { loadClassifier } from '../server/tickets/suggestion.ts';
import { databaseUrl } from './city-database.ts';
import { fail } from './json-lines.ts';

const { values } = parseArgs({ options: { days: { type: 'string', default: '90' } } });
const days = z.coerce.number().int().min(1).max(3_650).safeParse(values.days);
if (!days.success) fail('--days is a number from 1 to 3650');

const page = 500;
const acceptedRow = z.object({ id: z.uuid(), title: z.string(), text: z.string(), department: z.string() });
const rules = departmentRulesSchema.parse(
  JSON.parse(readFileSync(new URL('../knowledge/classify/departments.json', import.meta.url), 'utf8')),
);
const classify = await loadClassifier();
const client = new pg.Client({ connectionString: databaseUrl() });
await client.connect();
try {
  const sql = sqlOn(client);
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await sql.rows(
      acceptedRow,
      `SELECT id, title, text, "leadDepartmentCode" AS department FROM "Ticket"
       WHERE id > $1 AND NOT sealed AND "leadDepartmentCode" IS NOT NULL
         AND "acceptedAt" > now() - make_interval(days => $2) ORDER BY id LIMIT ${page}`,
      [after, days.data],
    );
    const last = rows.at(-1);
    if (!last) break;
    for (const { title, text, department } of rows) {
      const opinion = classify({ title, text });
      const label = labelFor(department, opinion, rules);
      if (label === null) continue;
      const corrected = opinion.department !== department;
      console.log(JSON.stringify({ title: maskPersonal(title), text: maskPersonal(text), label, corrected }));
    }
    after = last.id;
  }
} finally {
  await client.end();
}
