// Articles that come from imports: brought, updated in place by their code, and withdrawn, many in one statement.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { orderedId } from '../platform/ordered-id.ts';
import { pace } from '../platform/pace.ts';
import type { Change, Database } from '../platform/database.ts';
import { articleStatusSchema } from './contract.ts';
import { isAnswering } from './store.ts';

export interface ArticleDraft {
  /** The stable key: what has it is updated. */
  code: string;
  source: 'service_item' | 'disclosure';
  titleZh: string;
  titleEn: string;
  bodyZh: string;
  bodyEn: string;
  shortZh: string;
  shortEn: string;
  keywords: string[];
  departmentCode: string | null;
  /** Where it came from; `record` is the row that an export gives back. */
  origin: { runId: string | null; row: number; record: Readonly<Record<string, string>> };
}

/** What became of a record. What editors have made their own is left alone, and unchanged. */
export type Outcome = 'created' | 'updated' | 'unchanged';

const knownRow = z.object({
  id: z.uuid(),
  code: z.string(),
  status: articleStatusSchema,
  isOwned: z.boolean(),
  hash: z.string().nullable(),
  recordHash: z.string().nullable(),
  isWithdrawnByImport: z.boolean(),
});
type Known = z.infer<typeof knownRow>;

/** Who begins to write one of them meanwhile waits, and is told that it has changed. */
const untilWritten = 'ORDER BY code FOR UPDATE';

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/**
 * Brings articles in, in the order given. What editors have made their own, and what is the same, stays as it is; what
 * an import had withdrawn and is back is published again. `isDryRun` writes nothing.
 */
export async function bringArticles(
  { sql, emit }: Change,
  drafts: readonly ArticleDraft[],
  isDryRun: boolean,
): Promise<Outcome[]> {
  if (drafts.length === 0) return [];
  const rows = await sql.rows(
    knownRow,
    `SELECT id, code, status, "ownerId" IS NOT NULL AS "isOwned", provenance->>'hash' AS hash,
            provenance->>'recordHash' AS "recordHash",
            status = 'withdrawn' AND provenance ? 'withdrawnAt' AS "isWithdrawnByImport"
     FROM "Article" WHERE code = ANY($1) ${isDryRun ? '' : untilWritten}`,
    [drafts.map(({ code }) => code)],
  );
  const known = new Map(rows.map((row) => [row.code, row]));
  const now = new Date();
  const written: Written[] = [];
  const keepPace = pace();
  for (const draft of drafts) {
    written.push(stateOf(draft, known.get(draft.code), now));
    await keepPace();
  }
  if (!isDryRun) {
    await insert({ sql }, written);
    await update({ sql }, written);
    const articleIds = written.flatMap((one) => (one.isSeen ? [one.row.id] : []));
    if (articleIds.length > 0) emit('articles.changed', { articleIds });
  }
  return written.map(({ outcome }) => outcome);
}

function stateOf(draft: ArticleDraft, before: Known | undefined, now: Date) {
  const { origin, ...fields } = draft;
  const [hash, recordHash] = [hashOf(fields), hashOf(origin.record)];
  const isRevived = before?.isWithdrawnByImport === true;
  const isSame = before !== undefined && before.hash === hash && !isRevived;
  const outcome: Outcome =
    before === undefined
      ? 'created'
      : before.isOwned || (isSame && before.recordHash === recordHash)
        ? 'unchanged'
        : 'updated';
  const status = before && !isRevived ? before.status : ('published' as const);
  return {
    outcome,
    /** Whether readers see something else than before. */
    isSeen: outcome !== 'unchanged' && !isSame && (before === undefined || isAnswering(status) || isRevived),
    row: {
      ...fields,
      id: before?.id ?? orderedId(),
      status,
      audience: 'public',
      version: 1,
      provenance: { hash, recordHash, ...origin },
      publishedAt: now.toISOString(),
      updatedAt: now.toISOString(),
      isSame,
    },
  };
}

type Written = ReturnType<typeof stateOf>;
/** What an import sets of an article that is there. */
const setColumns = [
  'titleZh',
  'titleEn',
  'bodyZh',
  'bodyEn',
  'shortZh',
  'shortEn',
  'keywords',
  'departmentCode',
  'status',
  'provenance',
  'updatedAt',
] as const;
const newColumns = ['id', 'code', 'source', 'audience', 'version', 'publishedAt', ...setColumns]
  .map((column) => `"${column}"`)
  .join(', ');

async function insert({ sql }: Pick<Change, 'sql'>, written: readonly Written[]): Promise<void> {
  const rows = written.filter(({ outcome }) => outcome === 'created').map(({ row }) => row);
  if (rows.length === 0) return;
  await sql.run(
    `INSERT INTO "Article" (${newColumns})
     SELECT ${newColumns} FROM jsonb_populate_recordset(NULL::"Article", $1)`,
    [JSON.stringify(rows)],
  );
}

/** Keeps what each article was as a version, as editors' changes do; what only its origin says anew makes no version. */
async function update({ sql }: Pick<Change, 'sql'>, written: readonly Written[]): Promise<void> {
  const rows = written.filter(({ outcome }) => outcome === 'updated').map(({ row }) => row);
  const changed = rows.filter(({ isSame }) => !isSame);
  const origins = rows.filter(({ isSame }) => isSame);
  if (changed.length > 0) {
    await keepVersions(
      { sql },
      changed.map(({ id }) => id),
    );
    await sql.run(
      `UPDATE "Article" a SET version = a.version + 1, ${setColumns.map((column) => `"${column}" = n."${column}"`).join(', ')}
       FROM jsonb_populate_recordset(NULL::"Article", $1) n WHERE a.id = n.id`,
      [JSON.stringify(changed)],
    );
  }
  if (origins.length > 0) {
    await sql.run(
      `UPDATE "Article" a SET provenance = n.provenance
       FROM jsonb_populate_recordset(NULL::"Article", $1) n WHERE a.id = n.id`,
      [JSON.stringify(origins)],
    );
  }
}

async function keepVersions({ sql }: Pick<Change, 'sql'>, ids: readonly string[]): Promise<void> {
  await sql.run(
    `INSERT INTO "ArticleVersion" ("articleId", version, content)
     SELECT id, version, jsonb_build_object('titleZh', "titleZh", 'titleEn', "titleEn", 'bodyZh', "bodyZh",
       'bodyEn', "bodyEn", 'shortZh', "shortZh", 'shortEn', "shortEn", 'spokenZh', "spokenZh", 'spokenEn', "spokenEn",
       'keywords', to_jsonb(keywords), 'audience', audience, 'departmentCode', "departmentCode",
       'categoryCode', "categoryCode", 'files', files)
     FROM "Article" WHERE id = ANY($1::uuid[]) ON CONFLICT DO NOTHING`,
    [ids],
  );
}

/** Withdraws articles by their codes, except what editors have made their own. @returns how many */
export async function withdrawArticles(change: Change, codes: readonly string[]): Promise<number> {
  const { sql, emit } = change;
  const rows = await sql.rows(
    z.object({ id: z.uuid() }),
    `SELECT id FROM "Article" WHERE code = ANY($1) AND "ownerId" IS NULL AND status IN ('published', 'expiring')
     ${untilWritten}`,
    [codes],
  );
  const articleIds = rows.map(({ id }) => id);
  if (articleIds.length === 0) return 0;
  await keepVersions(change, articleIds);
  await sql.run(
    `UPDATE "Article" SET status = 'withdrawn', version = version + 1, "updatedAt" = $2,
       provenance = coalesce(provenance, '{}') || jsonb_build_object('withdrawnAt', $2::timestamptz)
     WHERE id = ANY($1::uuid[])`,
    [articleIds, new Date()],
  );
  emit('articles.changed', { articleIds });
  return articleIds.length;
}

const page = 500;

/** What `text` selects by a source ($1), in the order of the codes, a page at a time. */
async function* pagesOf<S extends z.ZodType<{ code: string }>>(
  { sql }: Pick<Database, 'sql'>,
  schema: S,
  text: string,
  source: ArticleDraft['source'],
): AsyncGenerator<z.output<S>[]> {
  for (let after = ''; ; ) {
    const rows = await sql.rows(schema, `${text} AND code > $2 ORDER BY code LIMIT ${page}`, [source, after]);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.code;
  }
}

const codeRow = z.object({ code: z.string() });
const codes = `SELECT code FROM "Article" WHERE source = $1::"ArticleSource" AND "ownerId" IS NULL
  AND status IN ('published', 'expiring') AND provenance ? 'hash'`;

/** Codes of what imports brought and still answers, in order, a page at a time. */
export async function* importedCodes(
  database: Pick<Database, 'sql'>,
  source: ArticleDraft['source'],
): AsyncGenerator<string[]> {
  for await (const rows of pagesOf(database, codeRow, codes, source)) yield rows.map(({ code }) => code);
}

const recordRow = z.object({ code: z.string(), record: z.record(z.string(), z.string()) });
const records = `SELECT code, provenance->'record' AS record FROM "Article" WHERE source = $1::"ArticleSource"
  AND status IN ('published', 'expiring') AND provenance ? 'record'`;

/** What imports brought and still answers, as rows that import again as the same, in order, a page at a time. */
export async function* importedRecords(
  database: Pick<Database, 'sql'>,
  source: ArticleDraft['source'],
): AsyncGenerator<Record<string, string>[]> {
  for await (const rows of pagesOf(database, recordRow, records, source))
    yield rows.map(({ record }) => record);
}
