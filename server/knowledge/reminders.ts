// Articles whose review comes due: they begin to expire, and their owner is told, again and again until somebody acts.
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { tellLateCorrections } from './corrections.ts';
import type { ArticleFiles } from './files.ts';
import { notify, ownersOf, reviewersOf } from './notices.ts';

const dayMs = 86_400_000;
/** Time to look at a text before its review date. */
const beforeMs = 14 * dayMs;
/** After the date, everybody concerned hears of it every week. */
const againMs = 7 * dayMs;
const sweepEveryMs = 60_000;
const atOnce = 200;

/** One look at what is due. Every process may look: each article is taken by one. */
export async function remind(database: Database, now: Date): Promise<void> {
  const expiring = await database.read.article.findMany({
    where: { status: 'published', reviewBy: { lte: new Date(now.getTime() + beforeMs) } },
    take: atOnce,
  });
  for (const article of expiring) {
    await database.change(async (change) => {
      const { tx, emit } = change;
      const { id: articleId, version } = article;
      // The words stay as they are, so that nobody who is writing is overtaken by the calendar.
      const { count } = await tx.article.updateMany({
        where: { id: articleId, version, status: 'published' },
        data: { status: 'expiring', updatedAt: now, remindedAt: now },
      });
      if (count === 0) return;
      await notify(change, { articleId, kind: 'expiring', to: await ownersOf(tx, article) });
      emit('article.changed', { articleId });
    });
  }
  const overdue = await database.read.article.findMany({
    where: { status: 'expiring', reviewBy: { lte: now } },
    take: atOnce,
    orderBy: { remindedAt: { sort: 'asc', nulls: 'first' } },
  });
  for (const article of overdue) {
    const { id: articleId, reviewBy, remindedAt } = article;
    const isTold = remindedAt !== null && reviewBy !== null && remindedAt >= reviewBy;
    if (isTold && now.getTime() - remindedAt.getTime() < againMs) continue;
    await database.change(async (change) => {
      const where = { id: articleId, status: 'expiring' as const, remindedAt };
      const { count } = await change.tx.article.updateMany({ where, data: { remindedAt: now } });
      if (count === 0) return;
      const to = [...(await ownersOf(change.tx, article)), ...(await reviewersOf(change.tx, article))];
      await notify(change, { articleId, kind: 'overdue', to });
    });
  }
  await tellLateCorrections(database, now);
}

/** Looks every minute, and takes away what was sent for articles that were never saved. */
export function startReminders(database: Database, files: ArticleFiles, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    const now = new Date();
    Promise.all([remind(database, now), files.sweep(now)]).catch((error: unknown) =>
      log.warn({ err: error }, 'reminders failed'),
    );
  }, sweepEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
