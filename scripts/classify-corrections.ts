// npm run -s classify:corrections -- [--days 90]: what departments accepted in DATABASE_URL in the last days, as lines
// {title, text, label, labels, corrected} for classify:train. Personal data is masked; reports under seal are left out.
// `labels`: every class that leads to the department. `corrected`: the class that the model gives is none of them.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createClassifier } from '../knowledge/classify/index.ts';
import { maskPersonal } from '../knowledge/personal/index.ts';
import { classifyRules } from '../server/tickets/classifier/files.ts';
import { acceptedSince, lessonOf } from '../server/tickets/classifier/lessons.ts';
import { databaseUrl, inDatabase } from './city-database.ts';
import { fail } from './json-lines.ts';
import { inForceFor, productModel } from './model-file.ts';

const { values } = parseArgs({ options: { days: { type: 'string', default: '90' } } });
const days = z.coerce.number().int().min(1).max(3_650).safeParse(values.days);
if (!days.success) fail('--days is a number from 1 to 3650');

const since = new Date(Date.now() - days.data * 86_400_000);
const rules = await classifyRules();
const classify = createClassifier(readFileSync(inForceFor(productModel())), rules);
await inDatabase(databaseUrl(), async ({ sql }) => {
  for await (const ticket of acceptedSince(sql, since)) {
    const lesson = lessonOf(ticket, classify, rules.departments);
    if (!lesson) continue;
    const title = maskPersonal(ticket.title);
    console.log(JSON.stringify({ title, text: maskPersonal(ticket.text), ...lesson }));
  }
});
