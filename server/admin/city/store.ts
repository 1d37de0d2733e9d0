import { z } from 'zod';
import type { Sql } from '../../platform/sql.ts';

const cityRow = z.object({ code: z.string(), zh: z.string(), en: z.string() });

/** The city whose areas these are, by code and names; undefined before its areas are there. */
export function readCity(sql: Sql): Promise<z.infer<typeof cityRow> | undefined> {
  return sql.first(
    cityRow,
    `SELECT code, "nameZh" AS zh, "nameEn" AS en FROM "Area" WHERE level = 'city' ORDER BY code LIMIT 1`,
  );
}
