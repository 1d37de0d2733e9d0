// What people did with answers: the ranking learns from it, gaps become work, articles get figures.
import { z } from 'zod';
import { maskPersonal } from '../../knowledge/personal/index.ts';
import { normalise } from '../../knowledge/text/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Change, Database } from '../platform/database.ts';
import { beginningOf } from '../platform/text.ts';
import {
  type closeGapSchema,
  type Feedback,
  type Figures,
  figuresSchema,
  type Gap,
  gapSchema,
} from './contract.ts';

/** A question, not a letter: the beginning says what was looked for. */
const mostWords = 120;
const dayMs = 86_400_000;
const shownGaps = 200;
const shownArticles = 50;

/**
 * What a deed says for an article. Staff who put it into a reply, or a citizen who was helped, say much; opening says
 * little, since what stands first is opened most. Strangers can say only so much: their weight is a third.
 */
const worth: Readonly<Record<Feedback['kind'], number>> = {
  opened: 0.2,
  used: 1.5,
  solved: 1.5,
  not_helped: -1,
  nothing: 0,
};
const citizenShare = 1 / 3;
/** Nobody can click an article to the top, or to the bottom. */
const mostWeight = 12;

/** The words as they are kept: folded as the search folds them, without what says who asked. */
export function keptWords(words: string): string {
  return beginningOf(normalise(maskPersonal(words)).replace(/\s+/g, ' ').trim(), mostWords);
}

/**
 * Stores a deed once, and what the ranking learns from it: from one person once for the same words and article, so that
 * nobody clicks an article to the top alone.
 * @param who the account, or the network of a citizen; null where every deed is a contact of its own
 */
export async function takeFeedback(
  change: Change,
  feedback: Feedback,
  isStaff: boolean,
  who: string | null,
): Promise<void> {
  const { tx, sql, emit } = change;
  const { id, kind, articleId, lang } = feedback;
  const words = keptWords(feedback.words);
  if (words === '') return;
  const mark =
    who === null || !articleId ? null : change.fields.mark([who, kind, articleId, words].join('\n'));
  const isKnown = mark !== null && (await tx.searchFeedback.findFirst({ where: { mark } })) !== null;
  const { count } = await tx.searchFeedback.createMany({
    data: [{ id, kind, words, lang, articleId: articleId ?? null, isStaff, mark }],
    skipDuplicates: true,
  });
  if (count === 0 || articleId === undefined || isKnown) return;
  const weight = worth[kind] * (isStaff ? 1 : citizenShare);
  await sql.run(
    `INSERT INTO "LearnedMatch" (words, "articleId", weight, "updatedAt") VALUES ($1, $2::uuid, $3, now())
     ON CONFLICT (words, "articleId") DO UPDATE
     SET weight = greatest(-${mostWeight}, least(${mostWeight}, "LearnedMatch".weight + excluded.weight)),
       "updatedAt" = now()`,
    [words, articleId, weight],
  );
  emit('search.learned', { words, articleId });
}

const gapRow = gapSchema.omit({ articleTitle: true, lastAt: true }).extend({ lastAt: z.date() });

/** What was asked without a good answer since an editor last dealt with it. */
export async function readGaps(database: Database, days: number, now: Date): Promise<Gap[]> {
  const rows = await database.sql.rows(
    gapRow,
    `SELECT f.words, count(*) FILTER (WHERE f.kind = 'nothing')::int AS nothing,
       count(*) FILTER (WHERE f.kind = 'not_helped')::int AS "notHelped", max(f.at) AS "lastAt",
       (array_agg(f."articleId" ORDER BY f.at DESC) FILTER (WHERE f."articleId" IS NOT NULL))[1] AS "articleId"
     FROM "SearchFeedback" f LEFT JOIN "SearchGap" g ON g.words = f.words
     WHERE f.kind IN ('nothing', 'not_helped') AND f.at > $1 AND (g.words IS NULL OR f.at > g."closedAt")
     GROUP BY f.words ORDER BY count(*) DESC, max(f.at) DESC LIMIT ${shownGaps}`,
    [new Date(now.getTime() - days * dayMs)],
  );
  const titles = await titlesOf(
    database,
    rows.flatMap(({ articleId }) => articleId ?? []),
  );
  return rows.map((row) => ({
    ...row,
    lastAt: row.lastAt.toISOString(),
    articleTitle: titles.get(row.articleId ?? '') ?? null,
  }));
}

/** An editor has dealt with it; it comes back when it is asked again without a good answer. */
export async function closeGap(
  database: Database,
  actor: Actor,
  { words, note }: z.infer<typeof closeGapSchema>,
  now: Date,
): Promise<void> {
  await database.change(async ({ tx }) => {
    const data = { closedAt: now, closedById: actor.id, note };
    await tx.searchGap.upsert({ where: { words }, create: { words, ...data }, update: data });
    await audit(tx, {
      actorId: actor.id,
      action: 'gap.close',
      subjectType: 'search',
      subjectId: words,
      detail: { note },
    });
  });
}

async function titlesOf(database: Database, ids: readonly string[]) {
  const rows = await database.read.article.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, titleZh: true, titleEn: true },
  });
  return new Map(rows.map(({ id, titleZh, titleEn }) => [id, { zh: titleZh, en: titleEn }]));
}

const countsSql = `count(*) FILTER (WHERE kind = 'opened')::int AS opened,
  count(*) FILTER (WHERE kind = 'used')::int AS used, count(*) FILTER (WHERE kind = 'solved')::int AS solved,
  count(*) FILTER (WHERE kind = 'not_helped')::int AS "notHelped"`;
const counts = { opened: z.number(), used: z.number(), solved: z.number(), notHelped: z.number() };
const statusRow = z.object({
  status: figuresSchema.shape.byStatus.keyType,
  count: z.number(),
  overdue: z.number(),
  withoutDate: z.number(),
  unused: z.number(),
});

/** Usage and freshness of the last days. */
export async function readFigures(
  database: Database,
  days: number,
  now: Date,
): Promise<Omit<Figures, 'machine'>> {
  const since = new Date(now.getTime() - days * dayMs);
  const { sql } = database;
  const [statuses, total, articles, corrections] = await Promise.all([
    sql.rows(
      statusRow,
      `SELECT a.status, count(*)::int AS count, count(*) FILTER (WHERE a."reviewBy" <= $2)::int AS overdue,
         count(*) FILTER (WHERE a."reviewBy" IS NULL)::int AS "withoutDate",
         count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM "SearchFeedback" f
           WHERE f."articleId" = a.id AND f.at > $1 AND f.kind IN ('opened', 'used')))::int AS unused
       FROM "Article" a GROUP BY a.status`,
      [since, now],
    ),
    sql.first(
      z.object({ ...counts, nothing: z.number() }),
      `SELECT ${countsSql}, count(*) FILTER (WHERE kind = 'nothing')::int AS nothing
       FROM "SearchFeedback" WHERE at > $1`,
      [since],
    ),
    sql.rows(
      z.object({ id: z.string(), ...counts }),
      `SELECT "articleId" AS id, ${countsSql} FROM "SearchFeedback"
       WHERE at > $1 AND "articleId" IS NOT NULL
       GROUP BY "articleId" ORDER BY count(*) DESC, "articleId" LIMIT ${shownArticles}`,
      [since],
    ),
    sql.first(
      z.object({ open: z.number(), late: z.number() }),
      `SELECT count(*)::int AS open, count(*) FILTER (WHERE "dueAt" <= $1)::int AS late
       FROM "ArticleCorrection" WHERE state = 'open'`,
      [now],
    ),
  ]);
  const titles = await titlesOf(
    database,
    articles.map(({ id }) => id),
  );
  const inForce = statuses.filter(({ status }) => status === 'published' || status === 'expiring');
  const sum = (pick: (row: z.infer<typeof statusRow>) => number): number =>
    inForce.reduce((before, row) => before + pick(row), 0);
  const byStatus = { draft: 0, review: 0, published: 0, expiring: 0, withdrawn: 0 };
  for (const { status, count } of statuses) byStatus[status] = count;
  return {
    days,
    byStatus,
    inForce: sum(({ count }) => count),
    overdue: sum(({ overdue }) => overdue),
    withoutDate: sum(({ withoutDate }) => withoutDate),
    unused: sum(({ unused }) => unused),
    ...(total ?? { opened: 0, used: 0, solved: 0, notHelped: 0, nothing: 0 }),
    corrections: corrections ?? { open: 0, late: 0 },
    articles: articles.flatMap(({ id, ...row }) => {
      const title = titles.get(id);
      return title ? [{ id, title, ...row }] : [];
    }),
  };
}
