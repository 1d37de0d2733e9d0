// Coverage of the disclosure catalogue: whether what must be public is found by whoever searches for its name.
import { z } from 'zod';
import { disclosureArticleCode } from '../admin/index.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Database } from '../platform/database.ts';
import { pace } from '../platform/pace.ts';
import type { Coverage } from './contract.ts';

const entryRow = z.object({
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  departmentZh: z.string(),
  departmentEn: z.string(),
});
const articleRow = z.object({ id: z.uuid(), code: z.string() });
const page = 500;
/** So far down a citizen looks. */
const lookedAt = 5;
/** More names than that are searched as a sample, spread evenly over the catalogue: each takes some milliseconds. */
const mostSearched = 2_000;
const mostNamed = 200;

type Missing = Coverage['missing'][number];

export class CoverageCheck {
  readonly #database: Database;
  readonly #knowledge: Pick<Knowledge, 'isPublic' | 'findsPublicly'>;
  /** Who asks while it is worked out gets the same. */
  #running: Promise<Coverage> | undefined;

  constructor(database: Database, knowledge: Pick<Knowledge, 'isPublic' | 'findsPublicly'>) {
    this.#database = database;
    this.#knowledge = knowledge;
  }

  read(): Promise<Coverage> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #look(): Promise<Coverage> {
    const { sql } = this.#database;
    const count = await sql.first(
      z.object({ count: z.number().int() }),
      `SELECT count(*)::int AS count FROM "CatalogueEntry"
       WHERE kind = 'disclosure' AND "mustPublish" AND "withdrawnAt" IS NULL`,
    );
    const every = Math.max(1, Math.ceil((count?.count ?? 0) / mostSearched));
    const coverage: Coverage = { mustPublish: 0, found: 0, unsearched: 0, missingCount: 0, missing: [] };
    const keepPace = pace();
    for await (const rows of this.#pages()) {
      const articles = await sql.rows(articleRow, 'SELECT id, code FROM "Article" WHERE code = ANY($1)', [
        rows.map(({ code }) => disclosureArticleCode(code)),
      ]);
      const idOf = new Map(articles.map(({ id, code }) => [code, id]));
      for (const row of rows) {
        await keepPace();
        const isSearched = coverage.mustPublish % every === 0;
        coverage.mustPublish += 1;
        const reason = this.#reason(row.nameZh, idOf.get(disclosureArticleCode(row.code)), isSearched);
        if (reason === 'unsearched') coverage.unsearched += 1;
        if (reason === null || reason === 'unsearched') {
          coverage.found += 1;
          continue;
        }
        coverage.missingCount += 1;
        if (coverage.missing.length < mostNamed) coverage.missing.push(missingOf(row, reason));
      }
    }
    return coverage;
  }

  #reason(
    name: string,
    articleId: string | undefined,
    isSearched: boolean,
  ): Missing['reason'] | 'unsearched' | null {
    if (articleId === undefined) return 'no_article';
    if (!this.#knowledge.isPublic(articleId)) return 'not_published';
    if (!isSearched) return 'unsearched';
    return this.#knowledge.findsPublicly(name, articleId, lookedAt) ? null : 'not_found_by_name';
  }

  async *#pages(): AsyncGenerator<z.infer<typeof entryRow>[]> {
    for (let after = ''; ; ) {
      const rows = await this.#database.sql.rows(
        entryRow,
        `SELECT e.code, e."nameZh", e."nameEn", d."nameZh" AS "departmentZh", d."nameEn" AS "departmentEn"
         FROM "CatalogueEntry" e JOIN "Department" d ON d.code = e."departmentCode"
         WHERE e.kind = 'disclosure' AND e."mustPublish" AND e."withdrawnAt" IS NULL AND e.code > $1
         ORDER BY e.code LIMIT ${page}`,
        [after],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.code;
    }
  }
}

function missingOf(row: z.infer<typeof entryRow>, reason: Missing['reason']): Missing {
  const { code, nameZh, nameEn, departmentZh, departmentEn } = row;
  return {
    code,
    name: { zh: nameZh, en: nameEn },
    department: { zh: departmentZh, en: departmentEn },
    reason,
  };
}
