// By what answers can be narrowed, with the names of departments.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import type { SearchChoices } from './contract.ts';
import type { LiveIndex } from './live-index.ts';

const departmentRow = z.object({ code: z.string(), nameZh: z.string(), nameEn: z.string() });

/** The most frequent first. */
export async function choicesOf(
  database: Pick<Database, 'sql'>,
  { departments, sources }: ReturnType<LiveIndex['choices']>,
): Promise<SearchChoices> {
  const rows = await database.sql.rows(
    departmentRow,
    'SELECT code, "nameZh", "nameEn" FROM "Department" WHERE code = ANY($1) ORDER BY code',
    [[...departments.keys()]],
  );
  const named = rows.map(({ code, nameZh, nameEn }) => ({
    code,
    name: { zh: nameZh, en: nameEn },
    count: departments.get(code) ?? 0,
  }));
  return {
    departments: named.sort((a, b) => b.count - a.count),
    sources: [...sources].map(([source, count]) => ({ source, count })).sort((a, b) => b.count - a.count),
  };
}
