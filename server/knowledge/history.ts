// The versions of an article, and what changed between two of them.
import { diffArrays } from 'diff';
import { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import {
  type ArticleDiff,
  type ArticleVersionLine,
  articleFileSchema,
  type ChangedField,
} from './contract.ts';
import { type ArticleContent, type ArticleRow, contentOf } from './store.ts';

type Part = ArticleDiff['fields'][number]['parts'][number];

/** Chinese has no spaces: words come from the platform's dictionary (ICU). */
const words = new Intl.Segmenter('zh', { granularity: 'word' });
/** Longer texts are compared line by line: words would take quadratic time where everything differs. */
const mostWords = 6_000;

function piecesOf(text: string): string[] {
  return Array.from(words.segment(text), ({ segment }) => segment);
}

/** What was taken out and put in, in reading order. Texts alike give one part. */
export function compareTexts(before: string, after: string): Part[] {
  let [from, to] = [piecesOf(before), piecesOf(after)];
  if (from.length + to.length > mostWords) {
    [from, to] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
  }
  return diffArrays(from, to).map(({ value, added, removed }) => ({
    text: value.join(''),
    is: added ? ('added' as const) : removed ? ('removed' as const) : ('same' as const),
  }));
}

const bilingual = ['title', 'short', 'spoken', 'body'] as const;
const languages = ['Zh', 'En'] as const;

/** The fields that differ between two contents. */
export function compareContents(before: ArticleContent, after: ArticleContent): ArticleDiff['fields'] {
  const fields: ArticleDiff['fields'] = [];
  const compare = (field: ChangedField, lang: 'zh' | 'en' | null, from: string, to: string): void => {
    if (from !== to) fields.push({ field, lang, parts: compareTexts(from, to) });
  };
  for (const field of bilingual) {
    for (const language of languages) {
      const key = `${field}${language}` as const;
      compare(field, language === 'Zh' ? 'zh' : 'en', before[key], after[key]);
    }
  }
  compare('keywords', null, before.keywords.join('、'), after.keywords.join('、'));
  const namesOf = ({ files }: ArticleContent): string => files.map(({ name }) => name).join('、');
  compare('files', null, namesOf(before), namesOf(after));
  for (const field of ['audience', 'departmentCode', 'categoryCode'] as const) {
    const [from, to] = [before[field] ?? '', after[field] ?? ''];
    if (from === to) continue;
    const parts: Part[] = [
      { text: from, is: 'removed' },
      { text: to, is: 'added' },
    ];
    fields.push({ field, lang: null, parts: parts.filter(({ text }) => text !== '') });
  }
  return fields;
}

const filesRow = z.object({ version: z.number().int(), files: z.array(articleFileSchema) });

/** The versions that have files, without their long texts. */
function readFiles(database: Pick<Database, 'sql'>, articleId: string) {
  return database.sql.rows(
    filesRow,
    `SELECT version, content->'files' AS files FROM "ArticleVersion"
     WHERE "articleId" = $1 AND jsonb_array_length(coalesce(content->'files', '[]')) > 0`,
    [articleId],
  );
}

/** Who made which version, the latest first. The present one of a pack or an import has no author. */
export async function readVersions(database: Database, article: ArticleRow): Promise<ArticleVersionLine[]> {
  const rows = await database.read.articleVersion.findMany({
    where: { articleId: article.id },
    select: { version: true, createdAt: true, authorId: true, action: true, reason: true },
    orderBy: { version: 'desc' },
    take: 200,
  });
  const names = await staffNames(
    database,
    rows.flatMap(({ authorId, action }) => (authorId && action ? [authorId] : [])),
  );
  const files = new Map((await readFiles(database, article.id)).map((row) => [row.version, row.files]));
  const lines = rows.map(({ version, createdAt, authorId, action, reason }) => ({
    version,
    files: files.get(version) ?? [],
    at: createdAt.toISOString(),
    by: action ? (names.get(authorId ?? '') ?? null) : null,
    action,
    reason,
  }));
  if (lines[0]?.version === article.version) return lines;
  const { version, updatedAt } = article;
  const present = { version, at: updatedAt.toISOString(), by: null, action: null, reason: null };
  return [{ ...present, files: contentOf(article).files }, ...lines];
}

/** @throws AppError `not_found` when a version was never kept */
export async function readDiff(
  database: Database,
  article: ArticleRow,
  { from, to }: { from: number; to: number },
): Promise<ArticleDiff> {
  const contentAt = async (version: number): Promise<ArticleContent> => {
    if (version === article.version) return contentOf(article);
    const row = await database.read.articleVersion.findUnique({
      where: { articleId_version: { articleId: article.id, version } },
    });
    if (!row) throw new AppError('not_found');
    return contentOf(row.content);
  };
  const [before, after] = [await contentAt(from), await contentAt(to)];
  return { from, to, fields: compareContents(before, after) };
}
