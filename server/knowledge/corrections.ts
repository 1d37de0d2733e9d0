// Corrections that readers ask for: each has a clock of working days and gets an answer.
import type { z } from 'zod';
import { readCalendars, staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { answerCorrectionSchema, CorrectionView, requestCorrectionSchema } from './contract.ts';
import { isInSight, type Sight, seesWork } from './core.ts';
import { notify, ownersOf, peopleOf } from './notices.ts';

/** Working days that the editors have for an answer. */
const answerWithinDays = 2;
const calendarCode = 'cn-workdays';
const dayMs = 86_400_000;
const most = 200;

async function dueFrom(database: Database, at: Date): Promise<Date> {
  const calendar = (await readCalendars(database)).get(calendarCode);
  // A city without that calendar still keeps its word, in plain days.
  if (!calendar) return new Date(at.getTime() + answerWithinDays * dayMs);
  return new Date(calendar.addBusinessDays(at.getTime(), answerWithinDays));
}

/** @throws AppError `not_found` for an article out of sight */
export async function requestCorrection(
  database: Database,
  actor: Actor,
  sight: Sight,
  articleId: string,
  request: z.infer<typeof requestCorrectionSchema>,
  now: Date,
): Promise<CorrectionView> {
  const dueAt = await dueFrom(database, now);
  const { id, version, text } = request;
  await database.change(async (change) => {
    const { tx } = change;
    const article = await tx.article.findUnique({ where: { id: articleId } });
    if (!article || !isInSight(sight, article)) throw new AppError('not_found');
    const { count } = await tx.articleCorrection.createMany({
      data: [{ id, articleId, version, text, byId: actor.id, createdAt: now, dueAt }],
      skipDuplicates: true,
    });
    if (count === 0) return;
    await audit(tx, {
      actorId: actor.id,
      action: 'article.correction',
      subjectType: 'article',
      subjectId: articleId,
      detail: { version },
    });
    await notify(change, {
      articleId,
      kind: 'correction',
      to: await ownersOf(tx, article),
      except: actor.id,
    });
  });
  const [view] = await readCorrections(database, sight, { id, byId: actor.id });
  if (!view) throw new AppError('conflict', { field: 'id' });
  return view;
}

/** Accepts or declines; who asked is told. @throws AppError `not_found`, `wrong_state` (it has been answered) */
export async function answerCorrection(
  database: Database,
  actor: Actor,
  sight: Sight,
  id: string,
  { state, answer }: z.infer<typeof answerCorrectionSchema>,
  now: Date,
): Promise<CorrectionView> {
  await database.change(async (change) => {
    const { tx } = change;
    const known = await tx.articleCorrection.findUnique({ where: { id }, include: { article: true } });
    if (!known || !isInSight(sight, known.article) || !seesWork(sight, known.article))
      throw new AppError('not_found');
    const { count } = await tx.articleCorrection.updateMany({
      where: { id, state: 'open' },
      data: { state, answer, answeredById: actor.id, answeredAt: now },
    });
    if (count === 0) throw new AppError('wrong_state', { state: known.state });
    const { articleId } = known;
    await audit(tx, {
      actorId: actor.id,
      action: 'article.correction_answer',
      subjectType: 'article',
      subjectId: articleId,
      detail: { state },
    });
    await notify(change, { articleId, kind: 'correction_answered', to: [known.byId], except: actor.id });
  });
  const [view] = await readCorrections(database, sight, { id });
  if (!view) throw new AppError('not_found');
  return view;
}

/** What the reader may see of them: who works on articles all, everybody else their own. */
export async function readCorrections(
  database: Database,
  sight: Sight,
  query: {
    id?: string | undefined;
    articleId?: string | undefined;
    isOpen?: boolean | undefined;
    byId?: string | undefined;
  },
  limit = most,
): Promise<CorrectionView[]> {
  const { id, articleId, isOpen, byId } = query;
  const rows = await database.read.articleCorrection.findMany({
    where: {
      ...(id && { id }),
      ...(articleId && { articleId }),
      ...(byId && { byId }),
      ...(isOpen !== undefined && { state: isOpen ? 'open' : { not: 'open' } }),
      article: {
        audience: { in: sight.audiences },
        ...(sight.work === 'own' && !byId && { departmentCode: sight.departmentCode }),
      },
    },
    include: { article: { select: { titleZh: true, titleEn: true } } },
    orderBy: isOpen === false ? { answeredAt: 'desc' } : [{ dueAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  const names = await staffNames(
    database,
    rows.flatMap((row) => [row.byId, ...(row.answeredById ? [row.answeredById] : [])]),
  );
  return rows.map((row) => ({
    id: row.id,
    articleId: row.articleId,
    articleTitle: { zh: row.article.titleZh, en: row.article.titleEn },
    version: row.version,
    text: row.text,
    state: row.state,
    by: names.get(row.byId) ?? null,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    answer: row.answer,
    answeredBy: names.get(row.answeredById ?? '') ?? null,
    answeredAt: row.answeredAt?.toISOString() ?? null,
  }));
}

/** Tells editors and reviewers once of corrections whose time is over. */
export async function tellLateCorrections(database: Database, now: Date): Promise<void> {
  const late = await database.read.articleCorrection.findMany({
    where: { state: 'open', dueAt: { lte: now }, lateToldAt: null },
    select: { id: true, articleId: true },
    take: most,
  });
  for (const { id, articleId } of late) {
    await database.change(async (change) => {
      const { tx } = change;
      const where = { id, state: 'open' as const, lateToldAt: null };
      const { count } = await tx.articleCorrection.updateMany({ where, data: { lateToldAt: now } });
      if (count === 0) return;
      const to = [...(await peopleOf(tx, 'editor')), ...(await peopleOf(tx, 'reviewer'))];
      await notify(change, { articleId, kind: 'correction_late', to });
    });
  }
}
