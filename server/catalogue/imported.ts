// Entries that imports bring: updated in place by their index number, withdrawn when a whole catalogue holds them no
// longer. What must be public is found as an article, too.
import { z } from 'zod';
import type { Entry } from '../../knowledge/index.ts';
import { disclosureArticle, disclosureArticleCode } from '../admin/index.ts';
import type { ArticleDraft, Knowledge, Outcome } from '../knowledge/index.ts';
import type { Change, Database } from '../platform/database.ts';
import { columnsOf } from '../platform/sql.ts';
import { entryRow } from './row.ts';

type Imported = Knowledge['imported'];
type Kind = Entry['kind'];

export interface ImportedBy {
  isDryRun: boolean;
  runId: string | null;
}

/** What an import sets of an entry, in the form in which two states are compared. */
const stateRow = entryRow.extend({
  dataAt: z
    .union([z.date(), z.string()])
    .nullable()
    .transform((at) => (at instanceof Date ? at.toISOString() : at)?.slice(0, 10) ?? null),
});
const knownRow = stateRow.extend({ isWithdrawn: z.boolean() });

/**
 * Brings entries in, in the order given. Null: the number belongs to an entry of the other catalogue, which stays as it
 * is. `isDryRun` writes nothing.
 */
export async function bringEntries(
  change: Change,
  articles: Imported,
  entries: readonly Entry[],
  { isDryRun, runId }: ImportedBy,
): Promise<(Outcome | null)[]> {
  const { sql } = change;
  const rows = await sql.rows(
    knownRow,
    `SELECT ${columnsOf(stateRow, 'e')}, e."withdrawnAt" IS NOT NULL AS "isWithdrawn"
     FROM "CatalogueEntry" e WHERE code = ANY($1)`,
    [entries.map(({ code }) => code)],
  );
  const known = new Map(rows.map(({ isWithdrawn, ...state }) => [state.code, { isWithdrawn, state }]));
  const outcomes = entries.map((entry): Outcome | null => {
    const before = known.get(entry.code);
    if (!before) return 'created';
    if (before.state.kind !== entry.kind) return null;
    const isSame =
      !before.isWithdrawn && JSON.stringify(before.state) === JSON.stringify(stateRow.parse(entry));
    return isSame ? 'unchanged' : 'updated';
  });
  if (isDryRun) return outcomes;
  const changed = entries.filter((_, at) => outcomes[at] === 'created' || outcomes[at] === 'updated');
  if (changed.length === 0) return outcomes;
  const columns = [...Object.keys(stateRow.shape), 'provenance', 'withdrawnAt'].map(
    (column) => `"${column}"`,
  );
  await sql.run(
    `INSERT INTO "CatalogueEntry" (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::"CatalogueEntry", $1)
     ON CONFLICT (code) DO UPDATE SET ${columns.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`,
    [
      JSON.stringify(
        changed.map(({ row, extra, ...entry }) => ({
          ...entry,
          provenance: { runId, row, extra },
          withdrawnAt: null,
        })),
      ),
    ],
  );
  const mustBePublic = changed.filter(({ mustPublish }) => mustPublish);
  await articles.bring(
    change,
    mustBePublic.map((entry) => entryArticle(entry, runId)),
    false,
  );
  const noLonger = changed.filter(
    ({ code, mustPublish }) => !mustPublish && known.get(code)?.state.mustPublish,
  );
  await articles.withdraw(
    change,
    noLonger.map(({ code }) => disclosureArticleCode(code)),
  );
  return outcomes;
}

/** Under what must be public is found by whoever searches. */
function entryArticle(entry: Entry, runId: string | null): ArticleDraft {
  return { ...disclosureArticle(entry), origin: { runId, row: entry.row, record: {} } };
}

/** Withdraws entries, and the articles under which they were found. @returns how many */
export async function withdrawEntries(
  change: Change,
  articles: Imported,
  codes: readonly string[],
): Promise<number> {
  await articles.withdraw(change, codes.map(disclosureArticleCode));
  return change.sql.run(
    `UPDATE "CatalogueEntry" SET "withdrawnAt" = $2 WHERE code = ANY($1) AND "withdrawnAt" IS NULL`,
    [codes, new Date()],
  );
}

const page = 500;
const exportRow = stateRow.extend({ extra: z.record(z.string(), z.string()).nullable() });

/** Entries of a kind that are in force, in order, a page at a time: as an export gives them. */
export async function* entriesOf(
  database: Pick<Database, 'sql'>,
  kind: Kind,
): AsyncGenerator<Omit<Entry, 'row'>[]> {
  for (let after = ''; ; ) {
    const rows = await database.sql.rows(
      exportRow,
      `SELECT ${columnsOf(stateRow, 'e')}, e.provenance->'extra' AS extra FROM "CatalogueEntry" e
       WHERE kind::text = $1 AND "withdrawnAt" IS NULL AND code > $2 ORDER BY code LIMIT ${page}`,
      [kind, after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ extra, ...entry }) => ({ ...entry, extra: extra ?? {} }));
    after = last.code;
  }
}
