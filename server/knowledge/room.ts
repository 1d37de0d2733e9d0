// Builds the room out of its parts.
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { plain, urgencyOf, urgencyRulesSchema } from '../../knowledge/classify/index.ts';
import { tellsMatter } from '../../knowledge/search/index.ts';
import urgencyRules from '../../knowledge/classify/urgency.json' with { type: 'json' };
import type { Texts } from '../admin/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { FileStore } from '../platform/files.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { MachineAnswers } from './answers.ts';
import { choicesOf } from './choices.ts';
import type {
  answerCorrectionSchema,
  closeGapSchema,
  Feedback,
  requestCorrectionSchema,
  SearchAnswer,
  SearchQuery,
  saveSynonymsSchema,
} from './contract.ts';
import { publicSight, type Sight, sightOf } from './core.ts';
import { answerCorrection, readCorrections, requestCorrection } from './corrections.ts';
import { closeGap, readFigures, readGaps, takeFeedback } from './feedback.ts';
import { ArticleFiles } from './files.ts';
import { bringArticles, importedCodes, importedRecords, withdrawArticles } from './imported.ts';
import { LiveIndex } from './live-index.ts';
import { markNoticesSeen, notify, peopleOf, readNotices } from './notices.ts';
import { Publications } from './publications.ts';
import { startReminders } from './reminders.ts';
import { Articles } from './service.ts';
import { readSynonyms, removeSynonyms, saveSynonyms } from './synonyms.ts';

/** Corrections that one file has. */
const mostKept = 50_000;
/** Gaps and figures look back so far. */
const figureDays = 30;
/** Of a longer text so much is searched for, and so many answers are offered to whoever writes it. */
const mostAsked = 500;
const answersOffered = 3;

/** Builds the room and fills this process's search index. `files` is a store that holds articles' files alone. */
export async function createKnowledge(deps: {
  database: Database;
  redis: Redis;
  jobs: Jobs;
  log: Log;
  files: FileStore;
  texts: Texts;
}) {
  const { database, redis, jobs, log } = deps;
  const files = new ArticleFiles(database, deps.files);
  const articles = new Articles(database);
  const index = new LiveIndex(database, redis, log);
  const answers = new MachineAnswers(database, index, deps.texts);
  jobs.perform(database, 'knowledge', {
    'article.changed': ({ articleId }) => index.announce({ is: 'article', articleId }),
    'articles.changed': ({ articleIds }) => index.announce({ is: 'articles', articleIds }),
    'synonyms.changed': () => index.announce({ is: 'synonyms' }),
    'search.learned': ({ words, articleId }) => index.announce({ is: 'learned', words, articleId }),
  });
  await index.start();
  const rules = urgencyRulesSchema.parse(urgencyRules);
  let reminders: { stop(): void } | undefined;
  return {
    articles,
    files,
    index,
    answers,
    /** Answers to matters, and news: what is published without review by a department. */
    publications: new Publications(database),
    /** What the reader may be told that answers the words best, with why, and by what it can be narrowed. */
    async search(query: SearchQuery, sight: Sight, lang: Lang): Promise<SearchAnswer> {
      const started = performance.now();
      const hits = index.search(query, sight, lang);
      const counts = query.choices ? index.choices(query, sight) : null;
      const tookMs = performance.now() - started;
      const isFarOff = index.isFarOff(query, sight, lang);
      return { hits, isFarOff, choices: counts && (await choicesOf(database, counts)), tookMs };
    },
    corrections: {
      request: (actor: Actor, articleId: string, request: z.infer<typeof requestCorrectionSchema>) =>
        requestCorrection(database, actor, sightOf(actor), articleId, request, new Date()),
      answer: (actor: Actor, id: string, answer: z.infer<typeof answerCorrectionSchema>) =>
        answerCorrection(database, actor, sightOf(actor), id, answer, new Date()),
      read: (sight: Sight, query: Parameters<typeof readCorrections>[2]) =>
        readCorrections(database, sight, query),
      /** Open and answered ones, for who has them as a file. */
      all: (actor: Actor) => readCorrections(database, sightOf(actor), {}, mostKept),
    },
    notices: {
      read: (userId: string) => readNotices(database, userId, new Date()),
      markSeen: (userId: string) => markNoticesSeen(database, userId, new Date()),
    },
    feedback: {
      /**
       * @param network of a citizen, who has no account
       * @throws AppError `not_found` for an article that does not answer this reader
       */
      async take(feedback: Feedback, actor: Actor | null, network: string | null = null) {
        const sight = actor ? sightOf(actor) : publicSight;
        if (feedback.articleId && !index.answers(feedback.articleId, sight)) throw new AppError('not_found');
        await database.change((change) =>
          takeFeedback(change, feedback, actor !== null, actor?.id ?? network),
        );
      },
      gaps: () => readGaps(database, figureDays, new Date()),
      closeGap: (actor: Actor, gap: z.infer<typeof closeGapSchema>) =>
        closeGap(database, actor, gap, new Date()),
      async figures() {
        const [figures, machine] = await Promise.all([
          readFigures(database, figureDays, new Date()),
          answers.figures(figureDays),
        ]);
        return { ...figures, machine };
      },
    },
    synonyms: {
      read: () => readSynonyms(database),
      save: (actor: Actor, id: string, input: z.infer<typeof saveSynonymsSchema>) =>
        saveSynonyms(database, actor, id, input),
      remove: (actor: Actor, id: string) => removeSynonyms(database, actor, id),
    },
    /** Whether an article answers everybody now. */
    isPublic: (articleId: string) => index.answers(articleId, publicSight),
    /** Whether whoever searches these words without signing in finds the article among the first. */
    findsPublicly: (words: string, articleId: string, among: number) =>
      index
        .search({ q: words, limit: among, choices: false }, publicSight, 'zh')
        .some(({ article }) => article.id === articleId),
    /** What anybody may be told that answers some words best. */
    findPublic: (query: SearchQuery, lang: Lang) => index.search(query, publicSight, lang),
    /** Published answers to what somebody is about to write to us, the best first. */
    answersTo(text: string, lang: Lang) {
      if (!tellsMatter(text)) return [];
      const query = { q: text.slice(0, mostAsked), limit: answersOffered, choices: false };
      const hits = index.search(query, publicSight, lang);
      // Whoever writes a matter did not ask: what speaks for little, or for much less than the best, only stands in the way.
      const least = Math.max(0, (hits[0]?.score ?? 0) / 2);
      return hits
        .filter(({ score }) => score > least)
        .map(({ article: { id, title, short } }) => ({ id, title, short }));
    },
    /** Who can own an article. */
    async editors() {
      const rows = await database.read.user.findMany({
        where: { isActive: true, roles: { has: 'editor' } },
        select: { id: true, nameZh: true, nameEn: true },
        orderBy: { username: 'asc' },
      });
      return rows.map(({ id, nameZh, nameEn }) => ({ id, name: { zh: nameZh, en: nameEn } }));
    },
    /** Begins to remind owners (role `worker`). */
    start() {
      reminders = startReminders(database, files, log);
    },
    /** Puts a line about a source that fails into the bells of all editors. */
    async tellEditors(change: Change, sourceId: string, name: string) {
      const to = await peopleOf(change.tx, 'editor');
      const subject = { zh: name, en: name };
      await notify(change, { articleId: sourceId, kind: 'source_failed', to, subject });
    },
    /** Articles that imports bring: see imported.ts. */
    imported: {
      bring: bringArticles,
      withdraw: withdrawArticles,
      codes: (source: 'service_item') => importedCodes(database, source),
      records: (source: 'service_item') => importedRecords(database, source),
    },
    /** Whether words speak of danger to life or property now. */
    isDanger: (text: string) => urgencyOf(plain('', text), rules).value === 'emergency',
    stop() {
      reminders?.stop();
      index.stop();
    },
  };
}

export type Knowledge = Awaited<ReturnType<typeof createKnowledge>>;
