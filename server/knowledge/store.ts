// Reads and writes articles and their versions.
import { z } from 'zod';
import type { Prisma } from '#database';
import type { Database, Tx } from '../platform/database.ts';
import { type ArticleView, articleFileSchema, audienceSchema } from './contract.ts';

export type ArticleRow = Prisma.ArticleModel;

/** What an article says, whatever its status: a version is this. Older versions lack what was added since. */
const contentSchema = z.object({
  titleZh: z.string(),
  titleEn: z.string(),
  bodyZh: z.string(),
  bodyEn: z.string(),
  shortZh: z.string(),
  shortEn: z.string(),
  spokenZh: z.string().default(''),
  spokenEn: z.string().default(''),
  keywords: z.array(z.string()),
  audience: audienceSchema,
  departmentCode: z.string().nullable().default(null),
  categoryCode: z.string().nullable().default(null),
  files: z.array(articleFileSchema).default([]),
});
const filesSchema = contentSchema.shape.files;
export type ArticleContent = z.infer<typeof contentSchema>;

export function contentOf(row: unknown): ArticleContent {
  return contentSchema.parse(row);
}

export function articleView(row: ArticleRow): ArticleView {
  return {
    id: row.id,
    code: row.code,
    source: row.source,
    status: row.status,
    audience: row.audience,
    title: { zh: row.titleZh, en: row.titleEn },
    body: { zh: row.bodyZh, en: row.bodyEn },
    short: { zh: row.shortZh, en: row.shortEn },
    spoken: { zh: row.spokenZh || row.shortZh, en: row.spokenEn || row.shortEn },
    keywords: row.keywords,
    departmentCode: row.departmentCode,
    categoryCode: row.categoryCode,
    ownerId: row.ownerId,
    reviewBy: row.reviewBy?.toISOString() ?? null,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
    files: filesSchema.parse(row.files),
  };
}

/** Keeps what an article was before it changes, where nothing has kept it yet (packs, imports). */
export async function keepVersion(tx: Tx, row: ArticleRow, authorId: string | null): Promise<void> {
  await tx.articleVersion.upsert({
    where: { articleId_version: { articleId: row.id, version: row.version } },
    create: { articleId: row.id, version: row.version, content: contentOf(row), authorId },
    update: {},
  });
}

/** Keeps what an article has become, with who made it so. */
export async function recordVersion(
  tx: Tx,
  row: ArticleRow,
  made: { authorId: string; action: string; reason: string | null },
): Promise<void> {
  const key = { articleId: row.id, version: row.version };
  await tx.articleVersion.create({ data: { ...key, content: contentOf(row), ...made } });
}

/** The statuses in which an article answers questions. */
export const answering = ['published', 'expiring'] as const satisfies readonly ArticleRow['status'][];

export function isAnswering(status: ArticleRow['status']): boolean {
  return answering.some((one) => one === status);
}

/**
 * What each article answers with now: itself, or the version that stays in force while a new one is written. Null for
 * one that does not answer. In the order of the rows.
 */
export async function readAnswers(
  database: Pick<Database, 'read'>,
  rows: readonly ArticleRow[],
): Promise<(ArticleView | null)[]> {
  const waiting = rows.flatMap(({ id, status, liveVersion }) =>
    liveVersion !== null && !isAnswering(status) ? [{ articleId: id, version: liveVersion }] : [],
  );
  const versions =
    waiting.length > 0 ? await database.read.articleVersion.findMany({ where: { OR: waiting } }) : [];
  return rows.map((row) => {
    if (isAnswering(row.status)) return articleView(row);
    const live = versions.find(
      ({ articleId, version }) => articleId === row.id && version === row.liveVersion,
    );
    if (!live) return null;
    return articleView({
      ...row,
      ...contentOf(live.content),
      status: 'published',
      version: live.version,
      updatedAt: live.createdAt,
    });
  });
}
