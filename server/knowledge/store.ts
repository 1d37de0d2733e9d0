// Reads and writes articles and their versions.
import type { Prisma } from '#database';
import type { Tx } from '../platform/database.ts';
import type { ArticleView } from './contract.ts';

export type ArticleRow = Prisma.ArticleModel;

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
    keywords: row.keywords,
    departmentCode: row.departmentCode,
    categoryCode: row.categoryCode,
    reviewBy: row.reviewBy?.toISOString() ?? null,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

/** Keeps what an article was before it changes, so that each version can be read and compared. */
export async function keepVersion(tx: Tx, row: ArticleRow, authorId: string | null): Promise<void> {
  const { titleZh, titleEn, bodyZh, bodyEn, shortZh, shortEn, keywords, audience, status } = row;
  const content = { titleZh, titleEn, bodyZh, bodyEn, shortZh, shortEn, keywords, audience, status };
  await tx.articleVersion.upsert({
    where: { articleId_version: { articleId: row.id, version: row.version } },
    create: { articleId: row.id, version: row.version, content, authorId },
    update: {},
  });
}

/** The statuses in which an article answers questions. */
export const answering = ['published', 'expiring'] as const satisfies readonly ArticleRow['status'][];
