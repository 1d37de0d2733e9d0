// What people are told about articles: lines in their bell.
import type { Change, Database, Tx } from '../platform/database.ts';
import { bilingualSchema, type Role } from '../platform/contract.ts';
import type { ArticleNoticeKind, ArticleNoticeView } from './contract.ts';
import { noticeKindSchema } from './contract.ts';
import type { ArticleRow } from './store.ts';

/** A city has a few editors and reviewers; a notice to hundreds is a mistake. */
const mostPeople = 50;
const shown = 60;
const shownDays = 30;
const dayMs = 86_400_000;

type Told = Pick<ArticleRow, 'id' | 'ownerId' | 'departmentCode' | 'audience'>;

/** Everybody active with the role, of one department where it is named. */
export async function peopleOf(tx: Tx, role: Role, departmentCode?: string): Promise<string[]> {
  const rows = await tx.user.findMany({
    where: { isActive: true, roles: { has: role }, ...(departmentCode && { departmentCode }) },
    select: { id: true },
    orderBy: { username: 'asc' },
    take: mostPeople,
  });
  return rows.map(({ id }) => id);
}

/** The owner, or all editors where nobody owns the article (packs, imports). */
export async function ownersOf(tx: Tx, article: Told): Promise<string[]> {
  const owner = article.ownerId
    ? await tx.user.findFirst({ where: { id: article.ownerId, isActive: true }, select: { id: true } })
    : null;
  return owner ? [owner.id] : peopleOf(tx, 'editor');
}

/** Reviewers of the centre, and the leads of the department that answers for the article where they may read it. */
export async function reviewersOf(tx: Tx, article: Told): Promise<string[]> {
  const code = article.audience === 'agent' ? null : article.departmentCode;
  const leads = code === null ? [] : await peopleOf(tx, 'lead', code);
  return [...new Set([...leads, ...(await peopleOf(tx, 'reviewer'))])];
}

/** Writes a line into bells, but not into that of who did it. */
export async function notify(
  { tx, emit }: Change,
  notice: {
    /** Of an article, or of what `subject` names. */
    articleId: string;
    kind: ArticleNoticeKind;
    to: readonly string[];
    except?: string | null;
    subject?: { zh: string; en: string };
  },
): Promise<void> {
  const userIds = [...new Set(notice.to)].filter((id) => id !== notice.except);
  if (userIds.length === 0) return;
  const { articleId, kind, subject } = notice;
  const row = { articleId, kind, ...(subject && { subject }) };
  await tx.articleNotice.createMany({ data: userIds.map((userId) => ({ userId, ...row })) });
  emit('article.noticed', { userIds, ...row });
}

/** What somebody was told in the last weeks, the latest first. */
export async function readNotices(
  database: Database,
  userId: string,
  now: Date,
): Promise<ArticleNoticeView[]> {
  const since = new Date(now.getTime() - shownDays * dayMs);
  const rows = await database.read.articleNotice.findMany({
    where: { userId, at: { gt: since } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: shown,
  });
  const articles = await database.read.article.findMany({
    where: { id: { in: rows.map(({ articleId }) => articleId) } },
    select: { id: true, titleZh: true, titleEn: true },
  });
  return rows.flatMap(({ id, articleId, kind, subject, at, seenAt }) => {
    const article = articles.find((one) => one.id === articleId);
    const title =
      bilingualSchema.safeParse(subject).data ?? (article && { zh: article.titleZh, en: article.titleEn });
    const known = noticeKindSchema.safeParse(kind);
    if (!title || !known.success) return [];
    return [
      {
        id,
        articleId,
        kind: known.data,
        title,
        at: at.toISOString(),
        isSeen: seenAt !== null,
      },
    ];
  });
}

export async function markNoticesSeen(database: Database, userId: string, now: Date): Promise<void> {
  await database.change(({ tx }) =>
    tx.articleNotice.updateMany({ where: { userId, seenAt: null }, data: { seenAt: now } }),
  );
}
