// A pack's articles, and those under which what must be public is found.
import { orderedId } from '../../platform/ordered-id.ts';
import type { Sql } from '../../platform/sql.ts';
import { summaryOf } from '../../platform/summary.ts';
import { disclosureArticle } from '../catalogue.ts';
import type { Pack } from './schema.ts';

/** What the pack says of an article; what it does not say stays as it is. */
const said = [
  'audience',
  'titleZh',
  'titleEn',
  'bodyZh',
  'bodyEn',
  'shortZh',
  'shortEn',
  'keywords',
  'askedRank',
  'departmentCode',
  'categoryCode',
  'reviewBy',
] as const;
const list = (prefix: string): string => said.map((column) => `${prefix}"${column}"`).join(', ');

/** One statement, as a first start writes hundreds. What editors have changed, and what the pack says as before, stays. */
const bring = `
  INSERT INTO "Article" AS a (id, code, source, status, "publishedAt", "updatedAt", ${list('')})
  SELECT n.id, n.code, n.source, 'published', coalesce(n."publishedAt", now()), now(), ${list('n.')}
  FROM jsonb_populate_recordset(NULL::"Article", $1) AS n
  ON CONFLICT (code) DO UPDATE SET status = 'published', "publishedAt" = now(), "updatedAt" = now(),
    version = a.version + 1, ${said.map((column) => `"${column}" = EXCLUDED."${column}"`).join(', ')}
  WHERE a."ownerId" IS NULL AND (${list('a.')}) IS DISTINCT FROM (${list('EXCLUDED.')})`;

/** Adds the pack's articles and updates those that it says otherwise now. @returns how many are new or changed */
export function applyArticles(sql: Sql, pack: Pack): Promise<number> {
  const written = pack.articles.map((article) => ({ ...article, source: 'editor' }));
  const listed = pack.catalogue
    .filter(({ mustPublish }) => mustPublish)
    .map((entry) => ({ ...disclosureArticle(entry), audience: 'public' }));
  const news = pack.notices.map(noticeArticle);
  const rows = [...written, ...listed, ...news].map((row) => ({ id: orderedId(), ...row }));
  return sql.run(bring, [JSON.stringify(rows)]);
}

const dayMs = 86_400_000;

function noticeArticle({ daysAgo, ...notice }: Pack['notices'][number]) {
  const { zh, en } = summaryOf({ zh: notice.bodyZh, en: notice.bodyEn });
  return {
    ...notice,
    source: 'notice',
    audience: 'public',
    shortZh: zh,
    shortEn: en,
    keywords: [],
    publishedAt: new Date(Date.now() - daysAgo * dayMs).toISOString(),
  };
}
