// What people decided, beside what the model says of the same words: what it can learn, and how well it does.
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { type Classify, type DepartmentRules, labelsFor } from '../../../knowledge/classify/index.ts';
import type { Sql } from '../../platform/sql.ts';

const acceptedRow = z.object({ id: z.uuid(), title: z.string(), text: z.string(), department: z.string() });
type Accepted = z.infer<typeof acceptedRow>;

const accepted = `SELECT id, title, text, "leadDepartmentCode" AS department FROM "Ticket"
  WHERE NOT sealed AND "leadDepartmentCode" IS NOT NULL`;
const page = 500;
const first = '00000000-0000-0000-0000-000000000000';

/** What departments accepted since then, without reports under seal. */
export async function* acceptedSince(sql: Sql, since: Date): AsyncGenerator<Accepted> {
  for (let after = first; ; ) {
    const rows = await sql.rows(
      acceptedRow,
      `${accepted} AND id > $1 AND "acceptedAt" > $2 ORDER BY id LIMIT ${page}`,
      [after, since],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/**
 * What an accepted ticket teaches: of the classes that lead to its department (`labels`) the one that the model finds most
 * probable. `corrected`: none of them is the class that the model gives. Null where no class leads to the department.
 */
export function lessonOf(
  { title, text, department }: Accepted,
  classify: Classify,
  rules: DepartmentRules,
): { label: string; labels: string[]; corrected: boolean } | null {
  const opinion = classify({ title, text });
  const labels = labelsFor(department, opinion, rules);
  const [label] = labels;
  return label === undefined ? null : { label, labels, corrected: label !== opinion.label };
}

/** So many of the newest tickets are looked at, and among them so many that were accepted. */
const looked = 2_000;
const mostTried = 200;
/** Between two looks at what else there is to do: a message takes about a millisecond. */
const atOnce = 20;

/** How the model in force does with what departments accepted since it was made: the last of it, and how much of that they decided otherwise. */
export async function sinceMade(
  sql: Sql,
  model: { classify: Classify; made: { at: string } },
  rules: DepartmentRules,
): Promise<{ tried: number; corrected: number }> {
  const rows = await sql.rows(
    acceptedRow,
    `SELECT id, title, text, department FROM (
       SELECT id, title, text, "leadDepartmentCode" AS department, "acceptedAt", sealed, "createdAt" FROM "Ticket"
       ORDER BY "createdAt" DESC LIMIT ${looked}) AS newest
     WHERE NOT sealed AND department IS NOT NULL AND "acceptedAt" > $1
     ORDER BY "createdAt" DESC LIMIT ${mostTried}`,
    [new Date(model.made.at)],
  );
  const { classify } = model;
  const told = { tried: 0, corrected: 0 };
  for (const [at, row] of rows.entries()) {
    if (at % atOnce === 0) await setImmediate();
    const lesson = lessonOf(row, classify, rules);
    if (!lesson) continue;
    told.tried += 1;
    if (lesson.corrected) told.corrected += 1;
  }
  return told;
}
